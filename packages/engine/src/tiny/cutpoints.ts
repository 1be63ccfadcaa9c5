import type { Random } from "@naru/base";

/**
 * Draws positions with given weights in constant time each: the running sums are searched from a point that a table
 * gives for each of as many equal slices of the sum as there are weights.
 *
 * Chen and Asau, "On generating random variates from an empirical distribution", AIIE Trans. 6, 163 (1974).
 */
export class Cutpoints {
  readonly #sums: Float64Array;
  readonly #starts: Uint32Array;

  /** `size`, a power of two, is how many weights there will be. */
  constructor(size: number) {
    this.#sums = new Float64Array(size);
    this.#starts = new Uint32Array(size);
  }

  /** Takes new weights: `size` numbers of 0 or more, not all 0. */
  fill(weights: Float64Array): void {
    const sums = this.#sums;
    let sum = 0;
    for (let i = 0; i < sums.length; i++) sums[i] = sum += weights[i];
    const slice = sum / sums.length;
    for (let j = 0, i = 0; j < sums.length; j++) {
      while (sums[i] <= j * slice) i++;
      this.#starts[j] = i;
    }
  }

  /** Draws one position. Positions of weight 0 are never drawn. */
  draw(random: Random): number {
    const sums = this.#sums;
    const uniform = random.uniform();
    const target = uniform * sums[sums.length - 1];
    let position = this.#starts[Math.floor(uniform * sums.length)];
    while (sums[position] <= target) position++;
    return position;
  }
}
