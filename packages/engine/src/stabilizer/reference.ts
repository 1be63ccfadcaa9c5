import type { Pacer } from "../pacer.ts";
import type { FrameProgram } from "./program.ts";
import type { Tableau } from "./tableau.ts";
import { codes } from "./tape.ts";

/** One shot without noise, from which frames count the differences. */
export interface Reference {
  /** What each measurement gave, in the order of the tape. */
  readonly values: Uint8Array;
  /** Whether each branch was taken, in the order of the tape. */
  readonly branches: Uint8Array;
}

/** Operands times qubits between two looks at the pacer: some milliseconds. */
const workBetweenLooks = 2 ** 24;

/**
 * Runs the program of a circuit on a fresh tableau, without noise; what chance decides is 0. The tape lies at `address` of the tableau's
 * memory. `done` tells how much of the whole run a part of this one is.
 */
export async function referenceOf(
  program: FrameProgram,
  tableau: Tableau,
  address: number,
  pacer: Pacer,
  done: (part: number) => number,
): Promise<Reference> {
  const run = new ReferenceRun(program, tableau, address, pacer, done);
  await run.execute(0, run.tail);
  await run.finish();
  return { values: Uint8Array.from(run.values), branches: Uint8Array.from(run.branches) };
}

class ReferenceRun {
  readonly values: number[] = [];
  readonly branches: number[] = [];
  /** From here on, the tape only measures, each qubit once. */
  readonly tail: number;
  readonly #program: FrameProgram;
  readonly #tableau: Tableau;
  readonly #address: number;
  readonly #pacer: Pacer;
  readonly #done: (part: number) => number;
  readonly #bits: Uint8Array;
  #work = 0;

  constructor(program: FrameProgram, tableau: Tableau, address: number, pacer: Pacer, done: (part: number) => number) {
    this.#program = program;
    this.#tableau = tableau;
    this.#address = address;
    this.#pacer = pacer;
    this.#done = done;
    this.#bits = new Uint8Array(program.placeCount);
    this.tail = startOfReadout(program.tape);
  }

  async execute(from: number, to: number): Promise<void> {
    const { tape } = this.#program;
    for (let at = from; at < to; at += tape[at + 1] + 2) {
      const length = tape[at + 1];
      const first = at + 2;
      switch (tape[at]) {
        case codes.measure:
          for (let k = first; k < first + length; k += 2) {
            this.#record(tape[k + 1], this.#tableau.measure(tape[k], 0));
            await this.#look(tape.length, at, 1000);
          }
          break;
        case codes.reset:
          for (let k = first; k < first + length; k++) {
            if (this.#tableau.measure(tape[k], 0) === 1) this.#tableau.pauli(tape[k], 1);
            await this.#look(tape.length, at, 1000);
          }
          break;
        case codes.branch:
          this.#branch(tape[first]);
          break;
        case codes.error:
        case codes.misread:
          break;
        default:
          this.#tableau.apply(tape[at], this.#address + 4 * first, length);
          await this.#look(tape.length, at, length);
      }
    }
  }

  /** The readout at the end, in one go. */
  async finish(): Promise<void> {
    const { tape } = this.#program;
    const [qubits, places]: [number[], number[]] = [[], []];
    for (let at = this.tail; at < tape.length; at += tape[at + 1] + 2) {
      if (tape[at] !== codes.measure) continue;
      for (let k = at + 2; k < at + 2 + tape[at + 1]; k += 2) {
        qubits.push(tape[k]);
        places.push(tape[k + 1]);
      }
    }
    const { qubitCount } = this.#tableau;
    const portion = Math.max(1, Math.floor(workBetweenLooks / 8 / qubitCount ** 2));
    for (let from = 0; from < qubits.length; from += portion) {
      await this.#pacer.pause(this.#done(1));
      const to = Math.min(qubits.length, from + portion);
      this.#tableau.measureLast(qubits, from, to).forEach((result, k) => {
        this.#record(places[from + k], result);
      });
    }
  }

  #branch(number: number): void {
    const { test, tape } = this.#program.branches[number];
    const isTaken = test((clbit) => new Uint32Array(32).fill(-this.#bits[clbit]))[0] !== 0;
    this.branches.push(isTaken ? 1 : 0);
    if (!isTaken) return;
    for (let at = 0; at < tape.length; at += tape[at + 1] + 2) {
      if (tape[at] === codes.error) continue;
      for (let k = at + 2; k < at + 2 + tape[at + 1]; k++) this.#tableau.pauli(tape[k], tape[at] === codes.x ? 1 : 2);
    }
  }

  #record(place: number, value: number): void {
    this.values.push(value);
    this.#bits[place] = value;
  }

  async #look(whole: number, at: number, work: number): Promise<void> {
    this.#work += work * this.#tableau.qubitCount;
    if (this.#work < workBetweenLooks) return;
    this.#work = 0;
    const done = this.#done(at / whole);
    this.#pacer.check(done);
    if (this.#pacer.isPauseDue()) await this.#pacer.pause(done);
  }
}

/** Where the last entries of a tape begin that do nothing but measure, each qubit once at most, and err. */
function startOfReadout(tape: Int32Array): number {
  const starts: number[] = [];
  for (let at = 0; at < tape.length; at += tape[at + 1] + 2) {
    starts.push(at);
  }
  const seen = new Set<number>();
  let tail = tape.length;
  for (const at of starts.toReversed()) {
    const isIdle = tape[at] === codes.misread || tape[at] === codes.error;
    if (tape[at] !== codes.measure && !isIdle) break;
    if (tape[at] === codes.measure) {
      for (let k = at + 2; k < at + 2 + tape[at + 1]; k += 2) {
        if (seen.has(tape[k])) return tail;
        seen.add(tape[k]);
      }
    }
    tail = at;
  }
  return tail;
}
