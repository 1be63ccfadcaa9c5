import type { Random } from "@naru/base";
import type { StateOps } from "../noise/state-ops.ts";
import type { Draws, UnitaryStep } from "../simulator.ts";
import { apply, type TinyState } from "./apply.ts";
import { Cutpoints } from "./cutpoints.ts";
import { type Kernel, prepare } from "./kernel.ts";

/** States of up to about ten qubits in float64. Nothing is planned; steps are read once for each array of steps. */
export class TinyOps implements StateOps<TinyState> {
  readonly qubitCount: number;
  readonly amplitudesBetweenLooks = 2 ** 22;
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

  applyPauli({ re, im }: TinyState, xMask: number, zMask: number): void {
    if (zMask !== 0) {
      for (let i = 0; i < re.length; i++) {
        if (!isOdd(i & zMask)) continue;
        re[i] = -re[i];
        im[i] = -im[i];
      }
    }
    if (xMask === 0) return;
    for (let i = 0; i < re.length; i++) {
      const j = i ^ xMask;
      if (j < i) continue;
      const [x, y] = [re[i], im[i]];
      re[i] = re[j];
      im[i] = im[j];
      re[j] = x;
      im[j] = y;
    }
  }

  weights({ re, im }: TinyState, qubit: number): { zero: number; one: number } {
    const bit = 1 << qubit;
    let zero = 0;
    let one = 0;
    for (let i = bit; i < re.length; i = (i + 1) | bit) {
      const j = i ^ bit;
      zero += re[j] * re[j] + im[j] * im[j];
      one += re[i] * re[i] + im[i] * im[i];
    }
    return { zero, one };
  }

  collapse({ re, im }: TinyState, qubit: number, value: 0 | 1, weight: number): void {
    const kept = value << qubit;
    const bit = 1 << qubit;
    const scale = 1 / Math.sqrt(weight);
    for (let i = 0; i < re.length; i++) {
      const factor = (i & bit) === kept ? scale : 0;
      re[i] *= factor;
      im[i] *= factor;
    }
  }

  scale({ re, im }: TinyState, factor: number): void {
    for (let i = 0; i < re.length; i++) {
      re[i] *= factor;
      im[i] *= factor;
    }
  }

  reduced({ re, im }: TinyState, qubits: readonly number[]): Float64Array {
    const size = 2 ** qubits.length;
    const offsets = Uint32Array.from({ length: size }, (_, row) =>
      qubits.reduce((offset, qubit, j) => offset | (((row >> j) & 1) << qubit), 0),
    );
    const density = new Float64Array(2 * size * size);
    const all = offsets[size - 1];
    for (let last = all; last < re.length; last = (last + 1) | all) {
      const first = last ^ all;
      for (let row = 0, at = 0; row < size; row++) {
        const [x, y] = [re[first | offsets[row]], im[first | offsets[row]]];
        for (let column = 0; column < size; column++, at += 2) {
          const [u, v] = [re[first | offsets[column]], im[first | offsets[column]]];
          density[at] += x * u + y * v;
          density[at + 1] += y * u - x * v;
        }
      }
    }
    return density;
  }

  /** The weight of each basis state, its probability if the state is normalised. The array is used again by the next call and by `sample`. */
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

function isOdd(bits: number): boolean {
  let rest = bits;
  rest ^= rest >>> 16;
  rest ^= rest >>> 8;
  rest ^= rest >>> 4;
  return ((0x6996 >>> (rest & 15)) & 1) === 1; // the parities of 0 … 15
}
