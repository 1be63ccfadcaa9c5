import type { Random } from "@naru/base";
import type { Draws, StateOps, UnitaryStep } from "../simulator.ts";
import { apply, type TinyState } from "./apply.ts";
import { Cutpoints } from "./cutpoints.ts";
import { type Kernel, prepare } from "./kernel.ts";

/** States of up to about ten qubits in float64. Nothing is planned; steps are read once for each array of steps. */
export class TinyOps implements StateOps<TinyState> {
  readonly qubitCount: number;
  readonly #size: number;
  readonly #free: TinyState[] = [];
  readonly #kernels = new WeakMap<readonly UnitaryStep[], Kernel[]>();
  readonly #cutpoints: Cutpoints;
  readonly #weights: Float64Array;
  readonly #counts: Uint32Array;

  constructor(qubitCount: number) {
    this.qubitCount = qubitCount;
    this.#size = 2 ** qubitCount;
    this.#cutpoints = new Cutpoints(this.#size);
    this.#weights = new Float64Array(this.#size);
    this.#counts = new Uint32Array(this.#size);
  }

  create(): TinyState {
    const state = this.#free.pop();
    if (!state) {
      const made = { re: new Float64Array(this.#size), im: new Float64Array(this.#size) };
      made.re[0] = 1;
      return made;
    }
    state.re.fill(0);
    state.im.fill(0);
    state.re[0] = 1;
    return state;
  }

  copy(state: TinyState): TinyState {
    const copy = this.#free.pop() ?? { re: new Float64Array(this.#size), im: new Float64Array(this.#size) };
    copy.re.set(state.re);
    copy.im.set(state.im);
    return copy;
  }

  release(state: TinyState): void {
    this.#free.push(state);
  }

  apply(state: TinyState, steps: readonly UnitaryStep[], from: number, to: number): void {
    let kernels = this.#kernels.get(steps);
    if (!kernels) {
      kernels = [];
      this.#kernels.set(steps, kernels);
    }
    for (let i = from; i < to; i++) {
      kernels[i] ??= prepare(steps[i]);
      apply(state, kernels[i]);
    }
  }

  probabilityOfOne({ re, im }: TinyState, qubit: number): number {
    const bit = 1 << qubit;
    let sum = 0;
    for (let i = bit; i < re.length; i = (i + 1) | bit) sum += re[i] * re[i] + im[i] * im[i];
    return sum;
  }

  collapse({ re, im }: TinyState, qubit: number, value: 0 | 1, probability: number): void {
    const kept = value << qubit;
    const bit = 1 << qubit;
    const scale = 1 / Math.sqrt(probability);
    for (let i = 0; i < re.length; i++) {
      const factor = (i & bit) === kept ? scale : 0;
      re[i] *= factor;
      im[i] *= factor;
    }
  }

  /** The probability of each basis state. The array is used again by the next call and by `sample`. */
  probabilities({ re, im }: TinyState): Float64Array {
    const weights = this.#weights;
    for (let i = 0; i < weights.length; i++) weights[i] = re[i] * re[i] + im[i] * im[i];
    return weights;
  }

  sample(state: TinyState, shots: number, random: Random): Draws {
    const counts = this.#counts;
    counts.fill(0);
    this.#cutpoints.fill(this.probabilities(state));
    let distinct = 0;
    for (let shot = 0; shot < shots; shot++) {
      const position = this.#cutpoints.draw(random);
      if (counts[position]++ === 0) distinct++;
    }
    const draws = { states: new Uint32Array(distinct), counts: new Uint32Array(distinct) };
    for (let position = 0, at = 0; at < distinct; position++) {
      if (counts[position] === 0) continue;
      draws.states[at] = position;
      draws.counts[at++] = counts[position];
    }
    return draws;
  }
}
