import { drawBinomial, type Random } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { NoiseModel } from "../noise-model.ts";
import type { Pacer } from "../pacer.ts";
import type { Counts, StateOps } from "../simulator.ts";
import { Tally } from "../tally.ts";
import { programOf, type ShotProgram } from "./program.ts";
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
  options: { readonly shots: number; readonly noise?: NoiseModel; readonly random: Random },
  pacer: Pacer,
): Promise<Counts> {
  const program = programOf(circuit, options.noise);
  const shares = new ShotShares(program, ops, options.random);
  const tree = new Tree(program, ops, shares, options.random, pacer);
  await tree.walk(options.shots, options.noise ? portionWithNoise : portionWithoutNoise);
  return shares.tally.counts();
}

/** The most states that `countShots` holds at a time: each one set aside halves the shots that are left. */
export const statesHeld = (shots: number): number => 1 + Math.floor(Math.log2(Math.max(1, shots)));

class ShotShares<State> implements Shares<State> {
  readonly tally = new Tally();
  readonly #program: ShotProgram;
  readonly #ops: StateOps<State>;
  readonly #random: Random;
  /** The classical bits that show the final state, and of these the ones that may be misread. */
  readonly #shown: readonly number[];
  readonly #unsure: readonly number[];

  constructor(program: ShotProgram, ops: StateOps<State>, random: Random) {
    this.#program = program;
    this.#ops = ops;
    this.#random = random;
    this.#shown = [...program.readout.keys()].filter((clbit) => program.readout[clbit] >= 0);
    this.#unsure = this.#shown.filter((clbit) => program.readoutErrors[clbit]);
  }

  part(shots: number, probability: number): number {
    return drawBinomial(this.#random, shots, probability);
  }

  arrive(state: State, written: Uint8Array, shots: number): void {
    if (this.#shown.length === 0) {
      this.tally.add(textOf(written), shots);
      return;
    }
    const bits = written.slice();
    const { states, counts } = this.#ops.sample(state, shots, this.#random);
    for (let i = 0; i < states.length; i++) {
      for (const clbit of this.#shown) bits[clbit] = (states[i] >>> this.#program.readout[clbit]) & 1;
      this.#read(bits, counts[i], 0);
    }
  }

  /** Splits shots by which of the unsure bits, from number `next` on, are misread. Leaves the bits as they were. */
  #read(bits: Uint8Array, shots: number, next: number): void {
    if (shots === 0) return;
    if (next === this.#unsure.length) {
      this.tally.add(textOf(bits), shots);
      return;
    }
    const clbit = this.#unsure[next];
    const error = this.#program.readoutErrors[clbit];
    const probability = (bits[clbit] === 1 ? error?.zeroGivenOne : error?.oneGivenZero) ?? 0;
    const misread = drawBinomial(this.#random, shots, probability);
    this.#read(bits, shots - misread, next + 1);
    bits[clbit] ^= 1;
    this.#read(bits, misread, next + 1);
    bits[clbit] ^= 1;
  }
}

/** Bit 0 rightmost. */
function textOf(bits: Uint8Array): string {
  let text = "";
  for (let clbit = bits.length - 1; clbit >= 0; clbit--) text += bits[clbit];
  return text;
}
