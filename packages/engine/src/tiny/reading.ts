import type { Random } from "@naru/base";
import type { Counts, Distribution } from "../simulator.ts";
import { maxListedOutcomes, negligibleProbability } from "../simulator.ts";
import { bitstringReader } from "../tally.ts";
import type { TinyState } from "./apply.ts";
import { textsOf, widestKept } from "./outcomes.ts";

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
  /** Entry i is the probability of outcome i, not quite normalised. */
  readonly #weights: Float64Array;
  readonly #sums: Float64Array;
  readonly #starts: Uint32Array;
  readonly #counts: Uint32Array;
  readonly #sliceBits: number;

  /**
   * Bit c shows qubit `readout[c]`, or 0 where that is −1. Bit k of an index of `state` is qubit q when `places[q]` is
   * 2^k; the state may be longer than its 2^n amplitudes.
   */
  constructor(readout: readonly number[], places: Uint32Array, state: TinyState) {
    this.#readout = readout;
    this.#read = readQubits(readout);
    const size = 2 ** this.#read.length;
    this.#weights = new Float64Array(size);
    this.#sums = new Float64Array(size);
    this.#counts = new Uint32Array(size);
    this.#sliceBits = Math.min(mostSliceBits, this.#read.length);
    this.#starts = new Uint32Array(2 ** this.#sliceBits);
    this.#weigh(state, places);
    this.#slice();
  }

  /** Draws shots, to be added to those drawn before. */
  draw(shots: number, random: Random): void {
    const sums = this.#sums;
    const starts = this.#starts;
    const counts = this.#counts;
    const scale = sums[sums.length - 1] / 2 ** 32;
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
    const counts = this.#counts;
    const result = new Map<string, number>();
    const width = this.#readout.length;
    const isPlain = width <= widestKept && width === this.#read.length;
    const texts = isPlain ? textsOf(width) : undefined;
    const textOf = texts ? undefined : bitstringReader(this.#readout.map((qubit) => this.#read.indexOf(qubit)));
    for (let outcome = 0; outcome < counts.length; outcome++) {
      const count = counts[outcome];
      if (count > 0) result.set(texts ? texts[outcome] : (textOf?.(outcome) ?? ""), count);
    }
    return result;
  }

  /** The exact distribution. Undefined when outcomes are wider than 53 bits or too many. */
  distribution(): Distribution | undefined {
    if (this.#readout.length > 53) return undefined;
    const weights = this.#weights;
    const listed: number[] = [];
    for (let i = 0; i < weights.length; i++) if (weights[i] >= negligibleProbability) listed.push(i);
    if (listed.length > maxListedOutcomes) return undefined;
    const shown = this.#read.map((qubit) => this.#readout.reduce((sum, q, c) => (q === qubit ? sum + 2 ** c : sum), 0));
    const numberOf = (i: number) => shown.reduce((sum, value, k) => ((i >>> k) & 1 ? sum + value : sum), 0);
    return { outcomes: Float64Array.from(listed, numberOf), values: Float64Array.from(listed, (i) => weights[i]) };
  }

  #weigh({ re, im }: TinyState, places: Uint32Array): void {
    const weights = this.#weights;
    const size = 2 ** places.length;
    const outcomes = new Uint32Array(size);
    for (let qubit = 0; qubit < places.length; qubit++) {
      const value = (2 ** this.#read.indexOf(qubit)) | 0; // 0 for a qubit that is not read
      const place = places[qubit];
      for (let i = place; i < size; i = (i + 1) | place) outcomes[i] |= value;
    }
    for (let i = 0; i < size; i++) weights[outcomes[i]] += re[i] * re[i] + im[i] * im[i];
  }

  /** For each slice of the running sums, the first outcome that may lie in it. */
  #slice(): void {
    const sums = this.#sums;
    const weights = this.#weights;
    let sum = 0;
    for (let i = 0; i < sums.length; i++) sums[i] = sum += weights[i];
    const starts = this.#starts;
    const slice = sum / starts.length;
    for (let j = 0, i = 0; j < starts.length; j++) {
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
