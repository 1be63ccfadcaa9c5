import { exp, log } from "@naru/base";
import { type Fitted, fitPolynomial, type WeightedPoints } from "./polynomial-fit.ts";

/**
 * The sum of `terms` exponentials a·e^(bx) that fits points best, at `places`, with standard errors that follow from those
 * of the points to first order. Rates b of two exponentials are held at 0 or below; that of one is free, since values that
 * hardly decay may seem to grow by chance. Undefined where the fit does not settle or leaves a parameter undetermined.
 *
 * Least squares by Levenberg and Marquardt's method (Marquardt, J. Soc. Ind. Appl. Math. 11, 431 (1963)), from the line
 * through the logarithms.
 */
export function fitExponentials(points: WeightedPoints, terms: 1 | 2, places: readonly number[]): Fitted | undefined {
  if (new Set(points.xs).size < 2 * terms) return undefined;
  const start = startOf(points, terms);
  const best = start && settle(points, start);
  const covariance = best && inverse(normalEquations(points, best).matrix);
  if (!covariance) return undefined;
  const errors = places.map((x) => {
    const slopes = slopesAt(best, x);
    const variance = slopes.reduce(
      (sum, a, i) => sum + slopes.reduce((inner, b, j) => inner + a * b * (covariance[i]?.[j] ?? 0), 0),
      0,
    );
    return Math.sqrt(Math.max(0, variance));
  });
  const fitted = { values: Float64Array.from(places, (x) => valueAt(best, x)), errors: Float64Array.from(errors) };
  return [...fitted.values, ...fitted.errors].every(Number.isFinite) ? fitted : undefined;
}

/** a and b of each term in turn. */
type Parameters = readonly number[];

const valueAt = (parameters: Parameters, x: number): number => {
  let sum = 0;
  for (let k = 0; k < parameters.length; k += 2) sum += (parameters[k] ?? 0) * exp((parameters[k + 1] ?? 0) * x);
  return sum;
};

/** Derivatives by each parameter. */
const slopesAt = (parameters: Parameters, x: number): number[] =>
  parameters.map((_, k) => {
    const power = exp((parameters[k | 1] ?? 0) * x);
    return k % 2 === 0 ? power : (parameters[k - 1] ?? 0) * x * power;
  });

function startOf({ xs, ys, weights }: WeightedPoints, terms: number): Parameters | undefined {
  const sizes = ys.map((y) => Math.max(Math.abs(y), 1e-15));
  // to first order the logarithm errs by σ/|y|
  const logarithms = { xs, ys: sizes.map(log), weights: weights.map((weight, k) => weight * (sizes[k] ?? 0) ** 2) };
  const line = fitPolynomial(logarithms, 1, [0, 1]);
  if (!line) return undefined;
  const [height = 0, next = 0] = line.values;
  const first = xs.indexOf(Math.min(...xs));
  const amplitude = exp(height) * ((ys[first] ?? 0) < 0 ? -1 : 1);
  const rate = terms === 1 ? next - height : -Math.max(Math.abs(next - height), 1e-3);
  return Array.from({ length: terms }, (_, k) => [amplitude / terms, rate * (k + 1)]).flat();
}

function settle(points: WeightedPoints, start: Parameters): Parameters | undefined {
  let best = start;
  let { matrix, gradient, squares } = normalEquations(points, best);
  if (!Number.isFinite(squares)) return undefined;
  let damping = 1e-3;
  for (let turn = 0; turn < mostTurns && damping < 1e12; turn++) {
    const damped = matrix.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping) + tiny : value)));
    const step = inverse(damped)?.map((row) => row.reduce((sum, value, j) => sum + value * (gradient[j] ?? 0), 0));
    const next = step && bounded(best.map((value, k) => value + (step[k] ?? 0)));
    const tried = next && normalEquations(points, next);
    if (!next || !tried || !(tried.squares <= squares)) {
      damping *= 10;
      continue;
    }
    const isSettled = next.every(
      (value, k) => Math.abs(value - (best[k] ?? 0)) <= 1e-12 * Math.max(1, Math.abs(value)),
    );
    [best, damping] = [next, Math.max(damping / 10, 1e-12)];
    ({ matrix, gradient, squares } = tried);
    if (isSettled) return best;
  }
  return damping >= 1e12 ? best : undefined; // no step makes it better: the best that these numbers can tell
}

const mostTurns = 2000;
/** Keeps a parameter without influence from making the equations singular while the others settle. */
const tiny = 1e-30;

const bounded = (parameters: Parameters): Parameters =>
  parameters.length === 2 ? parameters : parameters.map((value, k) => (k % 2 === 1 ? Math.min(value, 0) : value));

function normalEquations({ xs, ys, weights }: WeightedPoints, parameters: Parameters) {
  const matrix = parameters.map(() => parameters.map(() => 0));
  const gradient = parameters.map(() => 0);
  let squares = 0;
  xs.forEach((x, k) => {
    const weight = weights[k] ?? 0;
    const rest = (ys[k] ?? 0) - valueAt(parameters, x);
    const slopes = slopesAt(parameters, x);
    squares += weight * rest * rest;
    slopes.forEach((a, i) => {
      gradient[i] = (gradient[i] ?? 0) + weight * a * rest;
      const row = matrix[i] as number[];
      slopes.forEach((b, j) => {
        row[j] = (row[j] ?? 0) + weight * a * b;
      });
    });
  });
  return { matrix, gradient, squares };
}

/** Of a symmetric positive matrix of a few rows, by elimination with its diagonal scaled to 1; undefined if singular. */
function inverse(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const scales = matrix.map((row, i) => Math.sqrt(row[i] ?? 0));
  if (!scales.every((scale) => scale > 0 && Number.isFinite(scale))) return undefined;
  const size = matrix.length;
  const rows = matrix.map((row, i) => [
    ...row.map((value, j) => value / (scales[i] ?? 1) / (scales[j] ?? 1)),
    ...scales.map((_, j) => (i === j ? 1 : 0)),
  ]);
  for (let column = 0; column < size; column++) {
    const pivot = rows[column] as number[];
    const head = pivot[column] ?? 0;
    if (!(head > 1e-13)) return undefined; // what is left of 1 is rounding
    for (let k = 0; k < 2 * size; k++) pivot[k] = (pivot[k] ?? 0) / head;
    rows.forEach((row, i) => {
      const factor = row[column] ?? 0;
      if (i !== column) for (let k = 0; k < 2 * size; k++) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0);
    });
  }
  return rows.map((row, i) => row.slice(size).map((value, j) => value / (scales[i] ?? 1) / (scales[j] ?? 1)));
}
