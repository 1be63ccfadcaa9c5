import { damaged, type Fields } from "./fields.ts";
import { readPackedArray } from "./packed-array.ts";

/** What a gate makes of gates on the qubits it acts on: their numbers to those behind it. */
export interface Table {
  /** Qubits of the gate, 1 or 2. */
  readonly arity: number;
  /** How many gates there are on one qubit. */
  readonly size: number;
  /** Row by row, `arity` numbers for each tuple (the last fastest); −1 for what does not stay a tuple of such gates. */
  readonly entries: Int16Array;
}

/** The tables that a samplex brings along, since version 4: one for a kind of node and a gate's name. */
export class Tables {
  readonly #tables: ReadonlyMap<string, Table>;

  constructor(fields: Fields | null) {
    const tables = new Map<string, Table>();
    for (const name of fields?.names ?? []) tables.set(name, readTable(fields?.text(name) ?? "", `table ${name}`));
    this.#tables = tables;
  }

  find(kind: string, gate: string): Table | undefined {
    return this.#tables.get(`${kind}:${gate}`);
  }
}

function readTable(text: string, where: string): Table {
  const { shape, isComplex, numbers } = readPackedArray(text, where);
  const arity = shape.length - 1;
  const size = shape[0] ?? 0;
  const isSquare = shape.slice(0, arity).every((length) => length === size);
  if (isComplex || (arity !== 1 && arity !== 2) || !isSquare || shape[arity] !== arity || size > 24) {
    throw damaged(where, "a table should have an axis for each qubit and one more for what becomes of them");
  }
  if (!numbers.every((number) => number >= -1 && number < size)) {
    throw damaged(where, "an entry is the number of no gate");
  }
  return { arity, size, entries: Int16Array.from(numbers) };
}
