import { InvalidInputError, TooLargeError } from "@naru/base";
import { type NumberArray, sizeOfShape, unpackNumbers } from "@naru/workload";

/** Sets of values that all items of a job have together; every set is a run of its own. */
export const mostSets = 100_000;

/** Values for the parameters of a circuit, set by set. */
export interface ValueSets {
  /** The axes of the sets; none for a single one. */
  readonly shape: readonly number[];
  readonly count: number;
  /** The values of a set, one for each parameter. A view, not a copy. */
  row(set: number): Float64Array;
}

/**
 * Sets of values from an array whose last axis is the parameters. Throws InvalidInputError when that axis does not fit the
 * circuit, with both numbers, and TooLargeError for too many sets.
 */
export function valueSetsOf(array: NumberArray, parameterCount: number): ValueSets {
  const { shape } = array;
  const width = shape.at(-1);
  if (width === undefined || !shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new InvalidInputError(`Values of shape [${shape.join(", ")}] have no last axis for the parameters.`);
  }
  if (width !== parameterCount) {
    throw new InvalidInputError(
      `The circuit has ${parameterCount} parameters and each set has ${width} values. Give one value for each parameter.`,
      { parameters: parameterCount, values: width },
    );
  }
  const sets = shape.slice(0, -1);
  const count = sizeOfShape(sets);
  checkSets(count);
  const all = unpackNumbers(array);
  const wrong = all.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new InvalidInputError(`A value is ${all[wrong]}. Give finite numbers.`, {
      set: Math.floor(wrong / width),
      parameter: wrong % width,
    });
  }
  return { shape: sets, count, row: (set) => all.subarray(set * width, (set + 1) * width) };
}

/** Throws TooLargeError for more sets than a job may have. */
export function checkSets(count: number): void {
  if (count <= mostSets) return;
  throw new TooLargeError(
    `A job takes up to ${mostSets} sets of values; this one has ${count}. Split it into several jobs.`,
    { sets: count, limit: mostSets },
  );
}
