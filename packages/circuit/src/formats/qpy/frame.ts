import { InvalidInputError, UnsupportedError } from "@naru/base";
import { evaluate } from "./evaluate.ts";
import type { QpyCircuit, QpyInstruction, QpySymbol, QpyValue } from "./model.ts";

/** A circuit while it is turned into operations: where its bits are in the whole, and what its parameters are. */
export interface Frame {
  readonly circuit: QpyCircuit;
  readonly qubits: readonly number[];
  readonly clbits: readonly number[];
  readonly bindings: Bindings;
  /** Where a break and the end of a turn lead, inside of a loop. */
  readonly loop?: { readonly leave: () => void; readonly next: () => void };
}

/** Values of parameters by id; loops put their variable in front of the others. */
export interface Bindings {
  readonly values: ReadonlyMap<string, number>;
  readonly outer?: Bindings;
}

function numberOf(symbol: QpySymbol, bindings: Bindings): number {
  for (let at: Bindings | undefined = bindings; at; at = at.outer) {
    const value = at.values.get(symbol.id);
    if (value !== undefined) return value;
  }
  throw new InvalidInputError(`The parameter "${symbol.name}" has no value; give one.`, { parameter: symbol.name });
}

/** Finds the real number that a value is, or undefined; `realOf` does. */
export type RealOf = (value: QpyValue | undefined, bindings: Bindings) => number | undefined;

/** The real number that a value is, or undefined. */
export function realOf(value: QpyValue | undefined, bindings: Bindings): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return undefined;
  switch (value.kind) {
    case "symbol":
      return numberOf(value, bindings);
    case "expression":
      return evaluate(value, (symbol) => numberOf(symbol, bindings));
    case "complex":
      return Math.abs(value.im) <= 1e-12 && Number.isFinite(value.re) ? value.re : undefined;
    case "array":
      return value.shape.length === 0 && !value.isComplex ? value.data[0] : undefined;
    default:
      return undefined;
  }
}

export const notReal = "its parameter is not a finite real number";

/** Errors that name an instruction and where it is in the file. */
export function invalidAt(instruction: QpyInstruction, message: string): InvalidInputError {
  const { name, offset } = instruction;
  return new InvalidInputError(`byte ${offset}: the instruction "${name}" is wrong: ${message}.`, { offset, name });
}
export function unsupportedAt(instruction: QpyInstruction, message: string): UnsupportedError {
  const { name, offset } = instruction;
  return new UnsupportedError(`byte ${offset}: the instruction "${name}" cannot be run here: ${message}.`, {
    offset,
    name,
  });
}
