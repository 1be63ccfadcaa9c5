import { TooLargeError } from "@naru/base";

/** What a QPY file may have at most. Whatever its counts say, no more memory than a small multiple of its bytes is taken. */
export interface QpyLimits {
  /** Length of the file, after decompression. */
  readonly maxBytes: number;
  readonly maxCircuits: number;
  /** Instructions of all circuits, bodies and definitions together, as written. */
  readonly maxInstructions: number;
  /** Qubits of one circuit. */
  readonly maxQubits: number;
  /** Classical bits of one circuit. */
  readonly maxClbits: number;
  /** Nesting of bodies and definitions, of base gates, of tuples; classical expressions may be four times as deep. */
  readonly maxDepth: number;
  /** Entries of one array: a unitary on k qubits has 4^k. */
  readonly maxMatrixEntries: number;
  /** Steps of all parameter expressions together. */
  readonly maxExpressionSteps: number;
}

export const defaultQpyLimits: QpyLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxCircuits: 10_000,
  maxInstructions: 2_000_000,
  maxQubits: 10_000,
  maxClbits: 100_000,
  maxDepth: 64,
  maxMatrixEntries: 4 ** 10,
  maxExpressionSteps: 2_000_000,
};

/** Bits that all registers together name: those of the newest version are written as a range and cost no bytes. */
const mostRegisterBits = 2_000_000;

/** Counts over a whole file what its circuits hold, and refuses what goes beyond the limits. */
export class Budget {
  readonly limits: QpyLimits;
  #instructions = 0;
  #steps = 0;
  #registerBits = 0;

  constructor(limits: Partial<QpyLimits>) {
    this.limits = { ...defaultQpyLimits, ...limits };
  }

  spendInstruction(offset: number): void {
    const limit = this.limits.maxInstructions;
    if (++this.#instructions > limit) throw tooLarge(offset, "the file has too many instructions", limit);
  }

  spendSteps(count: number, offset: number): void {
    const limit = this.limits.maxExpressionSteps;
    this.#steps += count;
    if (this.#steps > limit) throw tooLarge(offset, "the parameter expressions are too long", limit);
  }

  spendRegisterBits(count: number, offset: number): void {
    this.#registerBits += count;
    if (this.#registerBits > mostRegisterBits) {
      throw tooLarge(offset, "the registers name too many bits in all", mostRegisterBits);
    }
  }

  expectDepth(depth: number, offset: number): void {
    const limit = this.limits.maxDepth;
    if (depth > limit) throw tooLarge(offset, "circuits and their definitions are nested too deeply", limit);
  }

  expect(count: number, limit: number, what: string, offset: number): void {
    if (count > limit) throw tooLarge(offset, `there are ${count} ${what}`, limit);
  }
}

export const tooLarge = (offset: number, message: string, limit: number): TooLargeError =>
  new TooLargeError(`byte ${offset}: ${message}; the limit is ${limit}.`, { offset, limit });
