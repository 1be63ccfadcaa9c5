import { InvalidInputError, UnsupportedError } from "@naru/base";
import { evaluate } from "./evaluate.ts";
import type { Memory } from "./memory.ts";
import type { QpyCircuit, QpyDuration, QpyInstruction, QpySymbol, QpyValue } from "./model.ts";

/** A circuit while it is turned into operations: where its bits are in the whole, and what its parameters are. */
export interface Frame {
  readonly circuit: QpyCircuit;
  readonly qubits: readonly number[];
  readonly clbits: readonly number[];
  readonly bindings: Bindings;
  readonly memory: Memory;
  /** Length of one dt, the unit of durations; undefined where times do not matter. */
  readonly stepSeconds?: number;
  /** Inside of a loop that may be left: bits that say so once they are 1. */
  readonly loop?: LoopFlags;
}

export interface LoopFlags {
  /** The loop is left. */
  readonly left: number;
  /** The rest of this turn is left out. */
  readonly skipped: number;
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

const unitsInSecond = { s: 1, ms: 1e3, us: 1e6, ns: 1e9, ps: 1e12 };

/** Divided rather than multiplied, so that 300 ns and 0.3 µs are the same number. */
export function secondsOfDuration({ value, unit }: QpyDuration, frame: Frame, instruction: QpyInstruction): number {
  if (unit !== "dt") return value / unitsInSecond[unit];
  if (frame.stepSeconds !== undefined) return value * frame.stepSeconds;
  throw unsupportedAt(instruction, "it has a time in dt, whose length this backend does not say; give it in seconds");
}
