import type { Random } from "@naru/base";
import type { Counts, Distribution } from "../simulator.ts";
import { maxListedOutcomes, negligibleProbability } from "../simulator.ts";
import { bitstringReader } from "../tally.ts";
import { textsOf, widestKept } from "./outcomes.ts";
import type { Workspace } from "./workspace.ts";

/** Slices of the running sums that a draw begins its search from: up to 2^this. */
const mostSliceBits = 10;

/**
 * What the classical bits show of a final state: the distribution over the qubits that are read, drawn from and listed.
 * Those qubits are ordered by the highest bit that shows them, so that outcomes ascend with their number here.
 */
export class Reading {
  readonly #readout: readonly number[];
  /** The qubits that are read, the least significant first. */
  readonly #read: readonly number[];
  /** How many outcomes there are: 2^(qubits that are read). */
  readonly #size: number;
  readonly #sliceBits: number;
  readonly #space: Workspace;

  /**
   * Bit c shows qubit `readout[c]`, or 0 where that is −1. Bit k of an index of the state in `space` is qubit q when
   * `places[q]` is 2^k. The workspace must not be used for anything else before the reading is over.
   */
  constructor(readout: readonly number[], places: Uint32Array, space: Workspace) {
    this.#readout = readout;
    this.#read = readQubits(readout);
    this.#size = 2 ** this.#read.length;
    this.#sliceBits = Math.min(mostSliceBits, this.#read.length);
    this.#space = space;
    space.weights.fill(0, 0, this.#size);
    space.counts.fill(0, 0, this.#size);
    this.#weigh(places);
    this.#slice();
  }

  /** Draws shots, to be added to those drawn before. */
  draw(shots: number, random: Random): void {
    const { sums, starts, counts } = this.#space;
    const scale = sums[this.#size - 1] / 2 ** 32;
    const shift = 32 - this.#sliceBits;
    const isSingle = this.#sliceBits === 0;
    for (let shot = 0; shot < shots; shot++) {
      const bits = random.bits32();
      let position = isSingle ? 0 : starts[bits >>> shift];
      let target = bits * scale;
      while (sums[position] <= target) position++;
      // A border within the last of the 32 bits: further bits say on which side of it the shot falls.
      if (sums[position] < target + scale) {
        target += (random.bits32() / 2 ** 32) * scale;
        while (sums[position] <= target) position++;
      }
      counts[position]++;
    }
  }

  /** The shots drawn, by outcome. */
  counts(): Counts {
    const { counts } = this.#space;
    const result = new Map<string, number>();
    const width = this.#readout.length;
    const isPlain = width <= widestKept && width === this.#read.length;
    const texts = isPlain ? textsOf(width) : undefined;
    const textOf = texts ? undefined : bitstringReader(this.#readout.map((qubit) => this.#read.indexOf(qubit)));
    for (let outcome = 0; outcome < this.#size; outcome++) {
      const count = counts[outcome];
      if (count > 0) result.set(texts ? texts[outcome] : (textOf?.(outcome) ?? ""), count);
    }
    return result;
  }

  /** The exact distribution. Undefined when outcomes are wider than 53 bits or too many. */
  distribution(): Distribution | undefined {
    if (this.#readout.length > 53) return undefined;
    const { weights } = this.#space;
    const listed: number[] = [];
    for (let i = 0; i < this.#size; i++) if (weights[i] >= negligibleProbability) listed.push(i);
    if (listed.length > maxListedOutcomes) return undefined;
    const shown = this.#read.map((qubit) => this.#readout.reduce((sum, q, c) => (q === qubit ? sum + 2 ** c : sum), 0));
    const numberOf = (i: number) => shown.reduce((sum, value, k) => ((i >>> k) & 1 ? sum + value : sum), 0);
    return { outcomes: Float64Array.from(listed, numberOf), values: Float64Array.from(listed, (i) => weights[i]) };
  }

  #weigh(places: Uint32Array): void {
    const { re, im, weights, outcomes } = this.#space;
    const size = 2 ** places.length;
    outcomes[0] = 0;
    for (let place = 1; place < size; place *= 2) {
      const number = this.#read.indexOf(places.indexOf(place));
      const value = number < 0 ? 0 : 1 << number; // a qubit that is not read makes no difference
      for (let i = 0; i < place; i++) outcomes[i + place] = outcomes[i] | value;
    }
    for (let i = 0; i < size; i++) weights[outcomes[i]] += re[i] * re[i] + im[i] * im[i];
  }

  /** For each slice of the running sums, the first outcome that may lie in it. */
  #slice(): void {
    const { weights, sums, starts } = this.#space;
    let sum = 0;
    for (let i = 0; i < this.#size; i++) sums[i] = sum += weights[i];
    const slices = 2 ** this.#sliceBits;
    const slice = sum / slices;
    for (let j = 0, i = 0; j < slices; j++) {
      const from = j * slice;
      while (sums[i] <= from) i++;
      starts[j] = i;
    }
  }
}

/** The qubits that some bit shows, by the highest such bit. */
function readQubits(readout: readonly number[]): number[] {
  const highest = new Map<number, number>();
  readout.forEach((qubit, bit) => {
    if (qubit >= 0) highest.set(qubit, bit);
  });
  return [...highest.keys()].sort((a, b) => (highest.get(a) ?? 0) - (highest.get(b) ?? 0));
}
