import { TooLargeError } from "@naru/base";
import type { Operation } from "../../circuit.ts";

/** For each operation, so many bits may be named or steps be made that leave nothing: an end to bombs. */
const allowance = 16;
const leastAllowance = 10_000;
/** Definitions, bases and loops inside one another. */
const mostDepth = 256;

/** Gathers the operations of a circuit and counts what they cost, so that a small file cannot become a huge circuit. */
export class Output {
  readonly #limit: number;
  #operations: Operation[] = [];
  #count = 0;
  #work = 0;
  #depth = 0;

  constructor(maxOperations: number) {
    this.#limit = maxOperations;
  }

  /** Adds an operation that names so many bits. */
  add(operation: Operation, bits: number): void {
    this.expect(1);
    this.#count++;
    this.spend(bits);
    this.#operations.push(operation);
  }

  /** Refuses, before anything is made, what is known to become so many operations. */
  expect(operations: number): void {
    if (this.#count + operations <= this.#limit) return;
    const limit = this.#limit;
    throw new TooLargeError(
      `With definitions and loops written out, the circuit has more than ${limit} operations; split it.`,
      { limit },
    );
  }

  /** Counts work that may leave nothing. */
  spend(work: number): void {
    this.#work += work;
    this.expectWork(0);
  }

  /** Refuses, before anything is done, what is known to take so much work. */
  expectWork(work: number): void {
    const limit = Math.max(leastAllowance, allowance * this.#limit);
    if (this.#work + work <= limit) return;
    throw new TooLargeError(
      "Definitions, loops and wide operations of the circuit take too much to write out; split it.",
      { limit },
    );
  }

  /** Counts operands and operators of an expression, each of which takes about as much as an operation. */
  spendParts(parts: number): void {
    this.spend(allowance * parts);
  }

  /** The operations that `write` adds, which go nowhere else. */
  gather(write: () => void): Operation[] {
    const outer = this.#operations;
    this.#operations = [];
    write();
    const gathered = this.#operations;
    this.#operations = outer;
    return gathered;
  }

  /** Does something one level deeper. */
  deeper(write: () => void): void {
    if (++this.#depth > mostDepth) {
      throw new TooLargeError(`Definitions and loops of the circuit are nested more than ${mostDepth} deep.`, {
        limit: mostDepth,
      });
    }
    write();
    this.#depth--;
  }
}
