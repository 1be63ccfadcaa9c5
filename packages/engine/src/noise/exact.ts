import type { Random } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { Pacer } from "../pacer.ts";
import type { Support } from "../simulator.ts";
import type { Party } from "./branch.ts";
import { branchPoints, programOf, type ShotProgram } from "./program.ts";
import type { StateOps } from "./state-ops.ts";
import { type Shares, Tree } from "./tree.ts";

/** Ways less likely than this are not followed: together they stay far below what is listed. */
const negligibleShare = 1e-16;

/** States whose basis states can all be asked for their weight; the array may be used again by the next call. */
export interface ExactOps<State> extends StateOps<State> {
  probabilities(state: State): Float64Array;
}

/** Why there is no exact distribution of a circuit with loops whose turns are known only while it runs. */
export const loopsForShotsAlone: Support = {
  ok: false,
  why: "it has a loop that turns as long as its results want it, and for exact probabilities all ways would be followed; ask for shots",
};

/** How many final states a circuit can have, one for each way through its measurements and resets. At most 2^this; Infinity with loops. */
export const waysExponent = (circuit: Circuit): number => branchPoints(programOf(circuit).body);

/**
 * The exact probabilities of the outcomes of a circuit with mid-circuit measurement, reset and conditions, without noise:
 * every way through it is followed, with its probability. Keys are outcomes as numbers, for up to 53 classical bits.
 * Takes up to 2^`waysExponent` times the time of one shot.
 */
export async function exactOutcomes<State>(
  circuit: Circuit,
  ops: ExactOps<State>,
  random: Random,
  pacer: Pacer,
): Promise<ReadonlyMap<number, number>> {
  const program = programOf(circuit);
  const shares = new ProbabilityShares(program, ops);
  await new Tree(program, ops, shares, random, pacer).walk(1);
  return shares.totals;
}

class ProbabilityShares<State> implements Shares<State> {
  readonly totals = new Map<number, number>();
  readonly #program: ShotProgram;
  readonly #ops: ExactOps<State>;
  /** Entry s is what the bits that show the final state make of basis state s, as a number. */
  readonly #shown: Float64Array;

  constructor(program: ShotProgram, ops: ExactOps<State>) {
    this.#program = program;
    this.#ops = ops;
    this.#shown = new Float64Array(2 ** program.qubitCount);
    for (let qubit = 0; qubit < program.qubitCount; qubit++) {
      const weight = program.readout.reduce((sum, shown, clbit) => (shown === qubit ? sum + 2 ** clbit : sum), 0);
      const half = 1 << qubit;
      for (let basis = 0; basis < half; basis++) this.#shown[basis | half] = this.#shown[basis] + weight;
    }
  }

  part(share: number, probability: number): number {
    const part = share * probability;
    if (part < negligibleShare) return 0;
    return share - part < negligibleShare ? share : part;
  }

  arrive(state: State, parties: readonly Party[]): void {
    const { readout } = this.#program;
    const probabilities = this.#ops.probabilities(state);
    const total = probabilities.reduce((sum, probability) => sum + probability, 0);
    for (const { x, bits, amount } of parties) {
      const written = readout.reduce((sum, qubit, clbit) => sum + (qubit < 0 ? bits[clbit] * 2 ** clbit : 0), 0);
      for (let basis = 0; basis < probabilities.length; basis++) {
        if (probabilities[basis] === 0) continue;
        const outcome = written + this.#shown[basis ^ x];
        const share = (amount * probabilities[basis]) / total;
        this.totals.set(outcome, (this.totals.get(outcome) ?? 0) + share);
      }
    }
  }
}
