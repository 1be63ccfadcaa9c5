import { exp, log, log1p } from "./elementary.ts";
import type { Random } from "./random.ts";

/**
 * How many of `trials` independent events happen, each with `probability`: an exact draw from the binomial distribution.
 *
 * `trials` is a whole number from 0 to 2^31; a `probability` a rounding error outside [0, 1] counts as its nearer end.
 * Takes a constant expected time: inversion by sequential search where few events are expected (Kachitvichyanukul and
 * Schmeiser, "Binomial random variate generation", Commun. ACM 31, 216 (1988)), transformed rejection with squeeze
 * elsewhere (algorithm BTRS of Hörmann, "The generation of binomial random variates", J. Stat. Comput. Simul. 46, 101
 * (1993)). Neither approximates the distribution.
 */
export function drawBinomial(random: Random, trials: number, probability: number): number {
  if (!(probability > 0)) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - drawBinomial(random, trials, 1 - probability);
  return trials * probability < smallestMeanOfRejection
    ? byInversion(random, trials, probability)
    : byRejection(random, trials, probability);
}

/** Puts the numbers into an order drawn uniformly from all orders, in place (Durstenfeld, Commun. ACM 7, 420 (1964)). */
export function shuffle(random: Random, numbers: Uint32Array): void {
  for (let last = numbers.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const moved = numbers[last] ?? 0;
    numbers[last] = numbers[other] ?? 0;
    numbers[other] = moved;
  }
}

/** Hörmann's constants hold from here on; below, a search from zero takes about this many steps. */
const smallestMeanOfRejection = 10;

/** Adds up the probabilities of 0, 1, 2, … until a uniform number is passed. */
function byInversion(random: Random, trials: number, p: number): number {
  const odds = p / (1 - p);
  const none = exp(trials * log1p(-p)); // at least e^−14, for p ≤ 1/2 and a mean below 10
  for (;;) {
    let rest = random.uniform();
    let term = none;
    for (let count = 0; count <= trials; count++) {
      if (rest < term) return count;
      rest -= term;
      term *= (odds * (trials - count)) / (count + 1);
    }
    // The sum of all terms falls short of 1 by rounding alone; the uniform number was in that gap.
  }
}

/** The symbols are the paper's: n = trials, p ≤ 1/2, n·p ≥ 10, m the mode, (u, v) the point that is kept or thrown away. */
function byRejection(random: Random, n: number, p: number): number {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * deviation;
  const odds = p / (1 - p);
  const m = Math.floor((n + 1) * p);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = random.uniform();
    const us = 0.5 - Math.abs(u);
    if (us === 0) continue; // the open end of the interval
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (k < 0 || k > n) continue;
    if (us >= 0.07 && v <= vr) return k;
    const bound =
      (m + 0.5) * log((m + 1) / (odds * (n - m + 1))) +
      (n + 1) * log((n - m + 1) / (n - k + 1)) +
      (k + 0.5) * log((odds * (n - k + 1)) / (k + 1)) +
      stirlingRest(m) +
      stirlingRest(n - m) -
      stirlingRest(k) -
      stirlingRest(n - k);
    if (log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

/** ln k! less Stirling's formula, ½ ln 2π + (k + ½) ln(k + 1) − (k + 1): equation (3) and table of the paper. */
function stirlingRest(k: number): number {
  if (k < stirlingRestOfSmall.length) return stirlingRestOfSmall[k] ?? 0;
  const next = k + 1;
  return (1 / 12 - (1 / 360 - 1 / 1260 / (next * next)) / (next * next)) / next;
}

/** The series above is good to ten digits from 10 on; below, the formula itself, with k! exact. */
const stirlingRestOfSmall: readonly number[] = Array.from({ length: 10 }, (_, k) => {
  let factorial = 1;
  for (let factor = 2; factor <= k; factor++) factorial *= factor;
  return log(factorial) - (0.5 * log(2 * Math.PI) + (k + 0.5) * log(k + 1) - (k + 1));
});
