import { drawBinomial, type Random, shuffle } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { NoiseModel } from "../noise-model.ts";
import type { Pacer } from "../pacer.ts";
import type { Counts } from "../simulator.ts";
import { Tally } from "../tally.ts";
import { amountOf, type Party } from "./branch.ts";
import { misread } from "./misread.ts";
import { programOf, type ShotProgram } from "./program.ts";
import type { StateOps } from "./state-ops.ts";
import { type Shares, Tree } from "./tree.ts";

/**
 * Shots that walk the tree together. Larger numbers go in portions, since errors, samples and misreadings of one portion
 * are drawn without looking at the pacer: some 20 ms.
 */
const portionWithNoise = 2 ** 17;
const portionWithoutNoise = 2 ** 20;

/**
 * Runs shots of any circuit (mid-circuit measurement, reset, conditions) with or without noise, and counts outcomes.
 *
 * What shots have in common is computed once: a branch of the tree holds a number of shots, an error splits off the
 * shots that it strikes, and a measurement splits a branch by one binomial draw. Each shot is an independent draw from
 * the exact distribution; nothing is approximated. The noise model must support the circuit (`noiseSupport`).
 * Holds up to `statesHeld(shots)` states at once. Throws CancelledError once the run is to stop.
 */
export async function countShots<State>(
  circuit: Circuit,
  ops: StateOps<State>,
  options: {
    readonly shots: number;
    readonly noise?: NoiseModel;
    readonly random: Random;
    /** The most shots that may walk together, where few states fit into memory. */
    readonly portion?: number;
  },
  pacer: Pacer,
): Promise<Counts> {
  const program = programOf(circuit, options.noise);
  const shares = new ShotShares(program, ops, options.random);
  const tree = new Tree(program, ops, shares, options.random, pacer);
  const portion = options.noise ? portionWithNoise : portionWithoutNoise;
  await tree.walk(options.shots, Math.min(portion, options.portion ?? portion));
  return shares.tally.counts();
}

/** The most states that `countShots` holds at a time: each one set aside halves the shots that are left. */
export const statesHeld = (shots: number): number => 1 + Math.floor(Math.log2(Math.max(1, shots)));

class ShotShares<State> implements Shares<State> {
  readonly tally = new Tally();
  readonly #program: ShotProgram;
  readonly #ops: StateOps<State>;
  readonly #random: Random;
  /** The classical bits that show the final state. */
  readonly #shown: readonly number[];

  constructor(program: ShotProgram, ops: StateOps<State>, random: Random) {
    this.#program = program;
    this.#ops = ops;
    this.#random = random;
    this.#shown = [...program.readout.keys()].filter((clbit) => program.readout[clbit] >= 0);
  }

  part(shots: number, probability: number): number {
    return drawBinomial(this.#random, shots, probability);
  }

  arrive(state: State, parties: readonly Party[]): void {
    if (this.#shown.length === 0) {
      for (const { bits, amount } of parties) this.#read(bits, amount, 0);
      return;
    }
    const { states, counts } = this.#ops.sample(state, amountOf(parties), this.#random);
    const [first] = parties;
    if (parties.length === 1 && first) {
      for (let i = 0; i < states.length; i++) this.#show(first, states[i], counts[i]);
      return;
    }
    // Draws come sorted; which party gets which is up to chance.
    const draws = new Uint32Array(amountOf(parties));
    let next = 0;
    states.forEach((drawn, i) => {
      draws.fill(drawn, next, next + counts[i]);
      next += counts[i];
    });
    shuffle(this.#random, draws);
    next = 0;
    for (const party of parties) for (let k = 0; k < party.amount; k++) this.#show(party, draws[next++], 1);
  }

  /** Some shots of a party drew a basis state of the branch. */
  #show({ x, bits: written }: Party, drawn: number, shots: number): void {
    const bits = written.slice();
    for (const clbit of this.#shown) bits[clbit] = ((drawn ^ x) >>> this.#program.readout[clbit]) & 1;
    this.#read(bits, shots, 0);
  }

  /** Splits shots by how their bits are misread, from misreading number `next` on. */
  #read(bits: Uint8Array, shots: number, next: number): void {
    const misreading = this.#program.misreadings[next];
    if (misreading) misread(bits, shots, misreading, this, (read, part) => this.#read(read, part, next + 1));
    else this.tally.add(textOf(bits), shots);
  }
}

/** Bit 0 rightmost. */
function textOf(bits: Uint8Array): string {
  let text = "";
  for (let clbit = bits.length - 1; clbit >= 0; clbit--) text += bits[clbit];
  return text;
}
