import type { Cursor } from "./cursor.ts";
import type { QpyCustom } from "./model.ts";
import { readEvolution } from "./read-evolution.ts";
import { readInstruction } from "./read-instruction.ts";
import type { CustomEntry, Scope } from "./scope.ts";

const kinds: Readonly<Record<string, QpyCustom["kind"]>> = {
  g: "gate",
  i: "instruction",
  c: "controlled",
  a: "annotated",
  p: "evolution",
};

/** Reads the table of custom instructions into the scope. */
export function readCustoms(cursor: Cursor, scope: Scope): void {
  const count = cursor.count(cursor.u64(), 36, "custom instructions");
  for (let k = 0; k < count; k++) readEntry(cursor, scope);
}

function readEntry(cursor: Cursor, scope: Scope): void {
  const nameLength = cursor.u16();
  const kind = kinds[cursor.letter()];
  if (kind === undefined) throw cursor.invalid("the kind of a custom instruction should be g, i, c, a or p");
  const qubitCount = cursor.u32();
  const clbitCount = cursor.u32();
  scope.budget.expect(qubitCount, scope.budget.limits.maxQubits, "qubits", cursor.at);
  scope.budget.expect(clbitCount, scope.budget.limits.maxClbits, "classical bits", cursor.at);
  const hasDefinition = cursor.flag();
  const definitionLength = cursor.u64();
  const controlCount = cursor.u32();
  const controlState = cursor.u32();
  const baseLength = cursor.u64();
  const key = cursor.text(nameLength);
  const content = cursor.window(definitionLength);
  const definition = hasDefinition && kind !== "evolution" ? scope.readCircuit(content) : undefined;
  if (definition && (definition.qubitCount !== qubitCount || definition.clbitCount !== clbitCount)) {
    throw cursor.invalid(
      `the definition of "${key}" has other numbers of bits than the instruction; the file is damaged`,
    );
  }
  const evolution = kind === "evolution" ? readEvolution(content, scope) : undefined;
  const entry: CustomEntry = {
    custom: {
      kind,
      name: kind === "evolution" ? "PauliEvolution" : nameOf(key),
      qubitCount,
      clbitCount,
      controlCount,
      controlState,
      ...(definition && { definition }),
      ...(evolution && { evolution }),
    },
  };
  const base = cursor.window(baseLength);
  if (baseLength > 0) entry.readBase = (within) => readInstruction(base, within, false);
  scope.customs.set(key, entry);
}

/** Names in the table are made different by something behind the last underscore. */
function nameOf(key: string): string {
  const end = key.lastIndexOf("_");
  return end < 0 ? key : key.slice(0, end);
}
