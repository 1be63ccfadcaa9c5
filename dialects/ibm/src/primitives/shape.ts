import { TooLargeError } from "@naru/base";
import { invalid } from "@naru/dialect/http";
import { maxAxes } from "../encoding/index.ts";

/** How many entries a shape has. Throws TooLargeError beyond the limit, whatever the axes say. */
export function sizeWithin(shape: readonly number[], limit: number, path: string, what: string): number {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size > limit) {
    throw new TooLargeError(`"${path}": there are ${size} ${what}; the limit is ${limit}. Split the job.`, {
      asked: size,
      limit,
      keys: [path],
    });
  }
  return size;
}

/**
 * The shape that two have together, by the rules of NumPy: axes are compared from the last, and one of length 1 or missing
 * is repeated. Throws InvalidInputError where they do not fit.
 */
export function broadcast(one: readonly number[], other: readonly number[], path: string): number[] {
  const axes = Math.max(one.length, other.length);
  if (axes > maxAxes) throw invalid(path, `has more than ${maxAxes} axes`);
  return Array.from({ length: axes }, (_, axis) => {
    const a = one[one.length - axes + axis] ?? 1;
    const b = other[other.length - axes + axis] ?? 1;
    if (a !== b && a !== 1 && b !== 1) {
      throw invalid(
        path,
        `observables of shape [${other.join(", ")}] and parameter values of shape [${one.join(", ")}] do not broadcast`,
      );
    }
    return a === 1 ? b : a;
  });
}

/** For each entry of `shape`, row by row, which entry of an array of shape `from` is repeated there. */
export function broadcastPlaces(from: readonly number[], shape: readonly number[]): number[] {
  let places = [0];
  let stride = from.reduce((product, length) => product * length, 1);
  shape.forEach((length, axis) => {
    const own = from[from.length - shape.length + axis] ?? 1;
    stride /= own;
    const step = own === 1 ? 0 : stride;
    places = places.flatMap((place) => Array.from({ length }, (_, k) => place + k * step));
  });
  return places;
}
