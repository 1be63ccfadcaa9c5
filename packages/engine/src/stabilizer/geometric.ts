import { log, log1p, type Random } from "@naru/base";

/**
 * Which of many trials of one probability succeed, the failures skipped in one draw: the gaps between successes are
 * geometrically distributed. What is left of a gap at the end of a run of trials counts for the next run.
 */
export class Successes {
  readonly #random: Random;
  /** 1 / ln(1 − p). */
  readonly #scale: number;
  /** Trials that fail before the next success. */
  #gap: number;

  /** `probability` is above 0. */
  constructor(random: Random, probability: number) {
    this.#random = random;
    this.#scale = 1 / log1p(-probability);
    this.#gap = gap(random, this.#scale);
  }

  /** Calls `strike` with the number of each trial of the next `count` that succeeds, ascending. */
  each(count: number, strike: (trial: number) => void): void {
    const random = this.#random;
    const scale = this.#scale;
    let trial = this.#gap;
    while (trial < count) {
      strike(trial);
      trial += 1 + gap(random, scale);
    }
    this.#gap = trial - count;
  }
}

/** P(gap ≥ k) = (1 − p)^k, by inversion. */
const gap = (random: Random, scale: number): number => Math.floor(log(1 - random.uniform()) * scale);
