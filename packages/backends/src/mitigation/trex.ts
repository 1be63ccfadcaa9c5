import { type Circuit, measure } from "@naru/circuit";
import type { Counts } from "@naru/workload";

/**
 * The circuit by which readout is calibrated: `qubits[j]` of |0…0⟩ is measured into bit j. It runs in twirled variants, so
 * that each reading errs as those of twirled circuits do.
 */
export const calibrationCircuit = (qubitCount: number, qubits: readonly number[]): Circuit => ({
  qubitCount,
  clbitCount: qubits.length,
  operations: qubits.map((qubit, j) => measure(qubit, j)),
});

/** What one variant of the calibration circuit read. */
export interface CalibrationReading {
  readonly counts: Counts;
  readonly shots: number;
  /** Bits that were read the other way round. */
  readonly flipped: readonly number[];
}

/** The factor by which readings of a product of Z are too small. */
export interface ReadoutFactor {
  readonly value: number;
  readonly standardError: number;
}

/**
 * By how much twirled readings are too small. Twirling makes the errors of reading any qubits, however they depend on one
 * another, a factor for each product of Z: the mean of that product over twirled readings of |0…0⟩, where it should be 1.
 * Dividing by it needs no model (van den Berg, Minev and Temme, "Model-free readout-error mitigation for quantum expectation
 * values", Phys. Rev. A 105, 032620 (2022)).
 */
export class ReadoutCalibration {
  /** For each qubit, its bits over the shots, variant by variant, each from a new word on; 1 for a wrong reading. */
  readonly #columns: ReadonlyMap<number, Uint32Array>;
  readonly #shots: readonly number[];
  readonly #words: readonly number[];
  readonly #means = new Map<string, Float64Array>();

  /** At least one reading, of `calibrationCircuit(…, qubits)`. */
  constructor(qubits: readonly number[], readings: readonly CalibrationReading[]) {
    this.#shots = readings.map(({ shots }) => shots);
    this.#words = this.#shots.map((shots) => Math.ceil(shots / 32));
    const length = this.#words.reduce((sum, words) => sum + words, 0);
    const columns = qubits.map(() => new Uint32Array(length));
    let start = 0;
    readings.forEach(({ counts, flipped }, variant) => {
      const flips = new Set(flipped);
      let shot = 32 * start;
      for (const [bitstring, count] of counts) {
        columns.forEach((column, j) => {
          const bit = (bitstring.charCodeAt(bitstring.length - 1 - j) & 1) ^ (flips.has(j) ? 1 : 0);
          if (bit) for (let k = shot; k < shot + count; k++) column[k >> 5] = (column[k >> 5] ?? 0) | (1 << (k & 31));
        });
        shot += count;
      }
      start += this.#words[variant] ?? 0;
    });
    this.#columns = new Map(qubits.map((qubit, j) => [qubit, columns[j] ?? new Uint32Array(0)]));
  }

  /** Of the product of Z on these qubits, all of which were calibrated. */
  factor(qubits: readonly number[]): ReadoutFactor {
    return { value: this.#mean(this.#meansOf(qubits)), standardError: this.standardError([{ qubits, weight: 1 }]) };
  }

  /**
   * The standard error of a sum of factors, each with a weight. They come from the same readings, so their covariance
   * counts; the mean of each variant is one sample. With a single variant they are taken as independent.
   */
  standardError(terms: readonly { readonly qubits: readonly number[]; readonly weight: number }[]): number {
    const total = this.#shots.reduce((sum, shots) => sum + shots, 0);
    if (this.#shots.length < 2) {
      const variance = terms.reduce((sum, { qubits, weight }) => {
        const value = this.#mean(this.#meansOf(qubits));
        return sum + (weight * weight * (1 - value * value)) / total;
      }, 0);
      return Math.sqrt(Math.max(0, variance));
    }
    const sums = new Float64Array(this.#shots.length);
    for (const { qubits, weight } of terms) {
      this.#meansOf(qubits).forEach((mean, variant) => {
        sums[variant] = (sums[variant] ?? 0) + weight * mean;
      });
    }
    const mean = this.#mean(sums);
    const spread = sums.reduce((sum, value, variant) => sum + (this.#shots[variant] ?? 0) * (value - mean) ** 2, 0);
    return Math.sqrt(spread / ((sums.length - 1) * total));
  }

  /** Over all shots, from the means of the variants. */
  #mean(means: Float64Array): number {
    let [sum, total] = [0, 0];
    this.#shots.forEach((shots, variant) => {
      sum += shots * (means[variant] ?? 0);
      total += shots;
    });
    return sum / total;
  }

  /** For each variant, the mean of the product over its shots. */
  #meansOf(qubits: readonly number[]): Float64Array {
    const key = qubits.join(" ");
    const known = this.#means.get(key);
    if (known) return known;
    const columns = qubits.flatMap((qubit) => this.#columns.get(qubit) ?? []);
    let start = 0;
    const means = Float64Array.from(this.#shots, (shots, variant) => {
      const end = start + (this.#words[variant] ?? 0);
      let odd = 0;
      for (; start < end; start++) {
        let word = 0;
        for (const column of columns) word ^= column[start] ?? 0;
        odd += onesOf(word);
      }
      return 1 - (2 * odd) / shots;
    });
    if (this.#means.size < mostKept) this.#means.set(key, means);
    return means;
  }
}

/** Products whose means are kept: some MiB. */
const mostKept = 20_000;

/** Bits of a word that are 1 (Warren, "Hacker's Delight", figure 5-2). */
function onesOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
