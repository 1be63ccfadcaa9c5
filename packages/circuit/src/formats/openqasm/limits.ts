import { TooLargeError } from "@naru/base";
import type { Source } from "./source.ts";

/** How much a reader takes before it refuses, so that no text can exhaust the machine that reads it. */
export interface ReadLimits {
  /** Length of the text, in UTF-16 units. */
  readonly maxCharacters: number;
  /** Operations of the circuit after gate definitions, registers and loops are expanded. */
  readonly maxOperations: number;
  readonly maxQubits: number;
  readonly maxClbits: number;
  /** Nesting of parentheses and blocks, and of gate definitions that use one another. */
  readonly maxDepth: number;
}

export const defaultReadLimits: ReadLimits = {
  maxCharacters: 64 * 1024 * 1024,
  maxOperations: 2_000_000,
  maxQubits: 10_000,
  maxClbits: 100_000,
  maxDepth: 256,
};

/** For each operation, so many operands may be kept or unkept work be done: room for wide barriers, an end to bombs. */
const operandsPerOperation = 16;
const stepsPerOperation = 8;
/** Even a reader with tiny limits gets through its own header. */
const leastSteps = 10_000;

/** Counts what reading has cost so far and refuses, with the place in the text, what would go beyond the limits. */
export class Budget {
  readonly limits: ReadLimits;
  readonly #source: Source;
  #operations = 0;
  #operands = 0;
  #steps = 0;

  constructor(source: Source, limits: Partial<ReadLimits> = {}) {
    this.limits = { ...defaultReadLimits, ...limits };
    this.#source = source;
    if (source.text.length > this.limits.maxCharacters) {
      throw new TooLargeError(
        `This text has ${source.text.length} characters and the limit is ${this.limits.maxCharacters}; split it.`,
        { characters: source.text.length, limit: this.limits.maxCharacters },
      );
    }
  }

  /** One more operation, which names so many qubits and classical bits. */
  spendOperation(operands: number, at: number): void {
    this.#operations++;
    this.#operands += operands;
    if (this.#operations > this.limits.maxOperations) throw this.#tooManyOperations(at);
    if (this.#operands > operandsPerOperation * this.limits.maxOperations) {
      throw this.#source.tooLarge(
        at,
        "the circuit names too many qubits in all; use fewer barriers and conditions over wide registers",
        { limit: operandsPerOperation * this.limits.maxOperations },
      );
    }
  }

  /** Work that leaves nothing in the circuit: a turn of a loop, a call of an empty gate. */
  spendSteps(steps: number, at: number): void {
    this.#steps += steps;
    this.expectSteps(0, at);
  }

  /** Refuses, before anything is done, what is known to need so many more steps. */
  expectSteps(steps: number, at: number): void {
    const limit = Math.max(leastSteps, stepsPerOperation * this.limits.maxOperations);
    if (this.#steps + steps <= limit) return;
    throw this.#source.tooLarge(at, `the loops and calls up to here take more than ${limit} steps; shorten them`, {
      limit,
    });
  }

  /** Refuses, before anything is built, what is known to need so many more operations. */
  expectOperations(operations: number, at: number): void {
    if (!(this.#operations + operations <= this.limits.maxOperations)) throw this.#tooManyOperations(at);
  }

  /** Refuses a register of so many bits more, when `declared` exist. */
  expectBits(kind: "qubits" | "classical bits", declared: number, more: number, at: number): void {
    const limit = kind === "qubits" ? this.limits.maxQubits : this.limits.maxClbits;
    if (declared + more <= limit) return;
    throw this.#source.tooLarge(at, `the circuit has ${declared + more} ${kind} here and the limit is ${limit}`, {
      [kind === "qubits" ? "qubits" : "clbits"]: declared + more,
      limit,
    });
  }

  /** Refuses nesting beyond the limit, which would exhaust the stack. */
  expectDepth(depth: number, at: number): void {
    if (depth > this.limits.maxDepth) {
      throw this.#source.tooLarge(at, `this is nested more than ${this.limits.maxDepth} deep; flatten it`, {
        limit: this.limits.maxDepth,
      });
    }
  }

  #tooManyOperations(at: number) {
    const limit = this.limits.maxOperations;
    return this.#source.tooLarge(at, `the expanded circuit has more than ${limit} operations; split it`, { limit });
  }
}
