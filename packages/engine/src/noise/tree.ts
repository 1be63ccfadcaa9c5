import type { Random } from "@naru/base";
import { gate } from "@naru/circuit";
import type { Pacer } from "../pacer.ts";
import type { StateOps, UnitaryStep } from "../simulator.ts";
import { type ErrorCode, type ErrorSites, pauliOf, siteOf } from "./error-sites.ts";
import type { Block, Instruction, ShotProgram } from "./program.ts";

/** What is divided at a fork of the tree: a number of shots, or a probability. */
export interface Shares<State> {
  /** How much of `amount` goes a way that has this probability. */
  part(amount: number, probability: number): number;
  /** `amount` came to the end of the program with this state and these classical bits, which it may read but not keep. */
  arrive(state: State, bits: Uint8Array, amount: number): void;
}

/** What all shots of a branch have in common: where they are, the state, and the classical bits. */
interface Branch<State> {
  block: Block;
  at: number;
  /** Where to go on after the block. */
  outer: Frame | null;
  state: State;
  bits: Uint8Array;
  amount: number;
  /** In a stretch: how many of its steps are done, and the next errors of the shots that meet one, ascending. */
  step: number;
  errors: Float64Array | null;
}

interface Frame {
  readonly block: Block;
  readonly at: number;
  readonly outer: Frame | null;
}

/** Amplitudes touched between two looks at the pacer: about 10 ms with the slowest kernels. */
const workBetweenLooks = 2 ** 21;

/**
 * Walks the tree of all that can happen to shots, depth first, and computes what shots have in common once.
 *
 * A branch holds a number of shots. Errors, measurements and resets split it in two; one part is set aside with a copy of
 * the state. The smaller part is walked first, so that no more than log₂(shots) + 1 states are ever set aside.
 */
export class Tree<State> {
  readonly #program: ShotProgram;
  readonly #ops: StateOps<State>;
  readonly #shares: Shares<State>;
  readonly #random: Random;
  readonly #pacer: Pacer;
  readonly #aside: Branch<State>[] = [];
  /** X, Y and Z on qubit 0, on qubit 1, …: steps to apply one by one. */
  readonly #paulis: readonly UnitaryStep[];
  /** Entry i is the share of the program's steps that lies before instruction i of its body. */
  readonly #progress: readonly number[];
  #work = 0;
  #arrived = 0;
  #total = 0;

  constructor(program: ShotProgram, ops: StateOps<State>, shares: Shares<State>, random: Random, pacer: Pacer) {
    this.#program = program;
    this.#ops = ops;
    this.#shares = shares;
    this.#random = random;
    this.#pacer = pacer;
    this.#paulis = Array.from({ length: program.qubitCount }, (_, qubit) => [
      gate("x", [qubit]),
      gate("y", [qubit]),
      gate("z", [qubit]),
    ]).flat();
    this.#progress = progressOf(program.body);
  }

  /** Sends `amount` through the program, in portions of at most `portion`. Throws CancelledError once the run is to stop. */
  async walk(amount: number, portion = amount): Promise<void> {
    this.#total = amount;
    try {
      for (let rest = amount; rest > 0; rest -= portion) await this.#walkPortion(Math.min(rest, portion));
    } finally {
      for (const branch of this.#aside) this.#ops.release(branch.state);
      this.#aside.length = 0;
    }
  }

  async #walkPortion(amount: number): Promise<void> {
    const { body, bitCount } = this.#program;
    const state = this.#ops.create();
    const bits = new Uint8Array(bitCount);
    this.#aside.push({ block: body, at: 0, outer: null, state, bits, amount, step: 0, errors: null });
    for (let branch = this.#aside.pop(); branch; branch = this.#aside.pop()) {
      try {
        await this.#follow(branch);
      } finally {
        this.#ops.release(branch.state);
      }
    }
  }

  /** Walks a branch to the end of the program. Parts that leave it are set aside; the branch stays the same object. */
  async #follow(branch: Branch<State>): Promise<void> {
    for (;;) {
      if (branch.at === branch.block.length) {
        if (!branch.outer) break;
        Object.assign(branch, branch.outer);
        continue;
      }
      const instruction = branch.block[branch.at];
      switch (instruction.kind) {
        case "stretch":
          await this.#stretch(branch, instruction);
          break;
        case "measure":
          this.#measure(branch, instruction.qubit, (value, part) => {
            part.bits[instruction.clbit] = value;
          });
          await this.#look(2, branch);
          break;
        case "misread":
          this.#misread(branch, instruction);
          break;
        case "reset":
          this.#measure(branch, instruction.qubit, (value, part) => {
            if (value === 1)
              this.#ops.apply(part.state, this.#paulis, 3 * instruction.qubit, 3 * instruction.qubit + 1);
          });
          await this.#look(3, branch);
          break;
        case "if": {
          branch.at++;
          const { block, at, outer } = branch;
          branch.block = instruction.test(branch.bits) ? instruction.whenTrue : instruction.whenFalse;
          branch.at = 0;
          branch.outer = { block, at, outer };
          break;
        }
      }
    }
    this.#shares.arrive(branch.state, branch.bits, branch.amount);
    this.#arrived += branch.amount;
    await this.#look(4, branch);
  }

  async #stretch(branch: Branch<State>, { steps, errors }: Instruction & { kind: "stretch" }): Promise<void> {
    branch.errors ??= errors ? errors.drawMany(this.#random, 0, branch.amount) : none;
    while (errors && branch.errors.length > 0) {
      const code = branch.errors[0];
      await this.#apply(branch, steps, errors.sites[siteOf(code)].step + 1);
      const struck = countOfFirst(branch.errors);
      const later = branch.errors.subarray(struck);
      this.#divide(branch, struck, (part, isStruck) => {
        if (!isStruck) {
          part.errors = later;
          return;
        }
        this.#strike(part.state, errors, code);
        part.errors = errors.drawMany(this.#random, siteOf(code) + 1, part.amount);
      });
    }
    await this.#apply(branch, steps, steps.length);
    branch.step = 0;
    branch.errors = null;
    branch.at++;
  }

  #strike(state: State, errors: ErrorSites, code: ErrorCode): void {
    let paulis = pauliOf(code);
    for (const qubit of errors.sites[siteOf(code)].qubits) {
      const pauli = paulis & 3;
      if (pauli > 0) this.#ops.apply(state, this.#paulis, 3 * qubit + pauli - 1, 3 * qubit + pauli);
      paulis >>= 2;
    }
  }

  #measure(branch: Branch<State>, qubit: number, record: (value: 0 | 1, part: Branch<State>) => void): void {
    const probability = Math.min(1, Math.max(0, this.#ops.probabilityOfOne(branch.state, qubit)));
    const ones = this.#shares.part(branch.amount, probability);
    branch.at++;
    this.#divide(branch, ones, (part, isOne) => {
      this.#ops.collapse(part.state, qubit, isOne ? 1 : 0, isOne ? probability : 1 - probability);
      record(isOne ? 1 : 0, part);
    });
  }

  #misread(branch: Branch<State>, { clbit, error }: Instruction & { kind: "misread" }): void {
    const probability = branch.bits[clbit] === 1 ? error.zeroGivenOne : error.oneGivenZero;
    branch.at++;
    this.#divide(branch, this.#shares.part(branch.amount, probability), (part, isWrong) => {
      if (isWrong) part.bits[clbit] ^= 1;
    });
  }

  /**
   * Splits a branch: `chosen` of its amount go one way, the rest the other. `settle` is told of each part that is not
   * empty. The larger part is set aside, and the branch becomes the smaller one.
   */
  #divide(branch: Branch<State>, chosen: number, settle: (part: Branch<State>, isChosen: boolean) => void): void {
    const rest = branch.amount - chosen;
    if (chosen > 0 && rest > 0) {
      const isChosenLarger = chosen > rest;
      const larger = { ...branch, state: this.#ops.copy(branch.state), bits: branch.bits.slice() };
      larger.amount = Math.max(chosen, rest);
      this.#aside.push(larger);
      branch.amount = Math.min(chosen, rest);
      settle(larger, isChosenLarger);
      settle(branch, !isChosenLarger);
    } else {
      settle(branch, chosen > 0);
    }
  }

  /** Applies the steps of a stretch up to `to`, in portions that leave time to look up. */
  async #apply(branch: Branch<State>, steps: readonly UnitaryStep[], to: number): Promise<void> {
    const portion = Math.max(1, Math.floor(workBetweenLooks / 2 ** this.#program.qubitCount));
    while (branch.step < to) {
      const next = Math.min(to, branch.step + portion);
      this.#ops.apply(branch.state, steps, branch.step, next);
      const sweeps = next - branch.step;
      branch.step = next;
      this.#work += sweeps * 2 ** this.#program.qubitCount;
      if (this.#work >= workBetweenLooks) await this.#look(0, branch);
    }
  }

  /** After `sweeps` over a state: looks at the pacer if enough was done since the last time. */
  async #look(sweeps: number, branch: Branch<State>): Promise<void> {
    this.#work += sweeps * 2 ** this.#program.qubitCount;
    if (this.#work < workBetweenLooks) return;
    this.#work = 0;
    const isLeaf = branch.at === branch.block.length && !branch.outer;
    const done = this.#arrived + (isLeaf ? 0 : branch.amount * this.#progressOf(branch));
    await this.#pacer.pause(done / this.#total);
  }

  #progressOf(branch: Branch<State>): number {
    let frame: Frame = branch;
    while (frame.outer) frame = frame.outer;
    const start = this.#progress[frame.at];
    if (branch.outer) return start;
    const instruction = branch.block[branch.at];
    if (instruction?.kind !== "stretch") return start;
    return start + (this.#progress[branch.at + 1] - start) * (branch.step / instruction.steps.length);
  }
}

const none = new Float64Array(0);

/** How many entries of an ascending list equal the first. */
function countOfFirst(codes: Float64Array): number {
  let count = 1;
  while (count < codes.length && codes[count] === codes[0]) count++;
  return count;
}

function progressOf(body: Block): number[] {
  const weights = body.map((instruction) => (instruction.kind === "stretch" ? instruction.steps.length : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const starts = [0];
  let sum = 0;
  for (const weight of weights) {
    sum += weight;
    starts.push(sum / total);
  }
  return starts;
}
