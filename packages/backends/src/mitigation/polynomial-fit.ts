/** Values and standard errors of a fit at some places; NaN where it has none. */
export interface Fitted {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/** Measured values, with weights 1/σ². */
export interface WeightedPoints {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly weights: readonly number[];
}

/**
 * The polynomial of a degree that fits points best, at `places`, with standard errors that follow from those of the points.
 * Undefined where there are too few different xs.
 *
 * By polynomials that are orthogonal over the points (Forsythe, J. Soc. Ind. Appl. Math. 5, 74 (1957)): their coefficients
 * do not depend on one another, so that no system of equations is solved and variances add up.
 */
export function fitPolynomial(
  { xs, ys, weights }: WeightedPoints,
  degree: number,
  places: readonly number[],
): Fitted | undefined {
  if (new Set(xs).size <= degree) return undefined;
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, k) => sum + (weights[k] ?? 0) * value * (b[k] ?? 0), 0);
  const values = new Float64Array(places.length);
  const variances = new Float64Array(places.length);
  let [before, here] = [xs.map(() => 0), xs.map(() => 1)];
  let [beforeAt, hereAt] = [places.map(() => 0), places.map(() => 1)];
  let normBefore = 1;
  for (let order = 0; ; order++) {
    const norm = product(here, here);
    const coefficient = product(here, ys) / norm;
    hereAt.forEach((value, k) => {
      values[k] = (values[k] ?? 0) + coefficient * value;
      variances[k] = (variances[k] ?? 0) + (value * value) / norm;
    });
    if (order === degree) break;
    const shift =
      product(
        here,
        here.map((value, k) => value * (xs[k] ?? 0)),
      ) / norm;
    const share = order === 0 ? 0 : norm / normBefore;
    const next = (x: readonly number[], last: readonly number[], older: readonly number[]) =>
      x.map((at, k) => (at - shift) * (last[k] ?? 0) - share * (older[k] ?? 0));
    [before, here] = [here, next(xs, here, before)];
    [beforeAt, hereAt] = [hereAt, next(places, hereAt, beforeAt)];
    normBefore = norm;
  }
  return { values, errors: variances.map(Math.sqrt) };
}
