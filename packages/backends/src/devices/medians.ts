/** The middle value; of an even number of values, the mean of the two in the middle. At least one value. */
export function medianOf(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >>> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Halvings of the range of factors: what is left is below a rounding error. */
const halvings = 60;
/** A factor outside of 2^±40 would say that the shape and the median are of different things. */
const widestExponent = 40;

/**
 * Positive values times one common factor, then each put through `bounded`, so that their median is `median`. `bounded` must
 * not fall when its value rises. A median that no factor gives is missed by as little as possible.
 */
export function withMedian(
  shape: readonly number[],
  median: number,
  bounded: (value: number, index: number) => number = (value) => value,
): readonly number[] {
  const at = (factor: number) => shape.map((value, index) => bounded(value * factor, index));
  const direct = median / medianOf(shape);
  if (Math.abs(medianOf(at(direct)) / median - 1) < 1e-12) return at(direct);
  let [low, high] = [direct * 2 ** -widestExponent, direct * 2 ** widestExponent];
  for (let step = 0; step < halvings; step++) {
    const middle = Math.sqrt(low * high);
    if (medianOf(at(middle)) < median) low = middle;
    else high = middle;
  }
  return at(high);
}
