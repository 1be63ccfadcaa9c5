import type { Extrapolator } from "@naru/workload";
import { fitExponentials } from "./exponential-fit.ts";
import { type Fitted, fitPolynomial, type WeightedPoints } from "./polynomial-fit.ts";

/** A value that was measured while the noise was present `factor` times. */
export interface NoisyValue {
  readonly factor: number;
  readonly value: number;
  readonly standardError: number;
}

/** What all extrapolators made of the values of one term, and the one that was taken. */
export interface Extrapolation {
  /** At factor 0. */
  readonly value: number;
  readonly standardError: number;
  readonly taken: Extrapolator;
  /** At factor 0, by every extrapolator in its order; NaN where it failed. */
  readonly zero: Fitted;
  /** One for each extrapolator, at the places; NaN where it failed. */
  readonly all: readonly Fitted[];
}

/**
 * Takes values that were measured under more and more noise back to none, with every extrapolator, and chooses the first
 * that succeeded. A fit is weighted by the values' standard errors, and its own follows from them, not from how far off
 * the points lie. It succeeded when, at factor 0, its value and standard error are finite, the error is no larger than 1, and
 * the value with its error is within what is possible by no more than 1: the rule that IBM states for its client. If none
 * did, the one with the smallest error is taken.
 *
 * `range` is what is possible: −1 … 1 for products of Paulis, 0 … 1 for products of projectors. At least one value and one
 * extrapolator. "exponential" is a·e^(bx), "double_exponential" the sum of two that decay, "fallback" the value of least
 * noise as it is. Values without an error count as exact as the most exact of the others.
 */
export function extrapolate(
  points: readonly NoisyValue[],
  extrapolators: readonly Extrapolator[],
  places: readonly number[],
  range: readonly [least: number, most: number] = [-1, 1],
): Extrapolation {
  const weighted = weightedOf(points);
  const isExact = !points.some(({ standardError }) => standardError > 0);
  const fits = extrapolators.map((name) => fitOf(name, points, weighted, isExact, [0, ...places]));
  const [least, most] = range;
  const succeeded = ({ values: [value = Number.NaN], errors: [error = Number.NaN] }: Fitted) =>
    Number.isFinite(value) && error <= 1 && value - error >= least - 1 && value + error <= most + 1;
  const errorOf = ({ errors: [error = Number.NaN] }: Fitted) =>
    Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  const first = fits.findIndex(succeeded);
  const smallest = fits.reduce((best, fit, k) => (errorOf(fit) < errorOf(fits[best] as Fitted) ? k : best), 0);
  const chosen = first >= 0 ? first : smallest;
  return {
    value: fits[chosen]?.values[0] ?? Number.NaN,
    standardError: fits[chosen]?.errors[0] ?? Number.NaN,
    taken: extrapolators[chosen] ?? "fallback",
    zero: {
      values: Float64Array.from(fits, ({ values }) => values[0] ?? Number.NaN),
      errors: Float64Array.from(fits, ({ errors }) => errors[0] ?? Number.NaN),
    },
    all: fits.map(({ values, errors }) => ({ values: values.slice(1), errors: errors.slice(1) })),
  };
}

/** How many different factors a fit needs. */
export function fewestFactors(extrapolator: Extrapolator): number {
  if (extrapolator === "fallback") return 1;
  if (extrapolator === "exponential") return 2;
  return extrapolator === "double_exponential" ? 4 : degreeOf(extrapolator) + 1;
}

const degreeOf = (extrapolator: Extrapolator): number =>
  extrapolator === "linear" ? 1 : Number(extrapolator.slice("polynomial_degree_".length));

function weightedOf(points: readonly NoisyValue[]): WeightedPoints {
  const known = points
    .map(({ standardError }) => standardError)
    .filter((error) => error > 0 && error < Number.POSITIVE_INFINITY);
  const [least, most] = known.length > 0 ? [Math.min(...known), Math.max(...known)] : [1, 1];
  const weights = points.map(({ standardError }) => {
    const error = Number.isFinite(standardError) ? Math.max(standardError, least) : most;
    return 1 / (error * error);
  });
  return { xs: points.map(({ factor }) => factor), ys: points.map(({ value }) => value), weights };
}

function fitOf(
  name: Extrapolator,
  points: readonly NoisyValue[],
  weighted: WeightedPoints,
  isExact: boolean,
  places: readonly number[],
): Fitted {
  const fit = fitNamed(name, points, weighted, places);
  if (!fit) {
    const none = new Float64Array(places.length).fill(Number.NaN);
    return { values: none, errors: none };
  }
  return isExact ? { values: fit.values, errors: new Float64Array(places.length) } : fit;
}

function fitNamed(
  name: Extrapolator,
  points: readonly NoisyValue[],
  weighted: WeightedPoints,
  places: readonly number[],
): Fitted | undefined {
  switch (name) {
    case "fallback": {
      const first = points.reduce((best, point) => (point.factor < best.factor ? point : best));
      return {
        values: Float64Array.from(places, () => first.value),
        errors: Float64Array.from(places, () => first.standardError),
      };
    }
    case "exponential":
      return fitExponentials(weighted, 1, places);
    case "double_exponential":
      return fitExponentials(weighted, 2, places);
    default:
      return fitPolynomial(weighted, degreeOf(name), places);
  }
}
