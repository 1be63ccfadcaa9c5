import { InvalidInputError } from "@naru/base";

/**
 * How the sets of an item are laid out. Along an axis of its shape either arguments vary, and each index is a step of a
 * sweep, or they do not, and each index is a draw of its own.
 */
export interface Layout {
  readonly shape: readonly number[];
  /** Product of the lengths of the sweep's axes; of the others it is `draws.length`. */
  readonly steps: number;
  /** Where each draw lies in the shape, row by row, from where its step begins. */
  readonly draws: Int32Array;
  /** Indices of a step along all axes, 0 along those of the draws. */
  indicesOf(step: number): readonly number[];
  /** Where indices lie in the shape, row by row. */
  placeOf(indices: readonly number[]): number;
}

/** `varied` is the shape over which arguments vary, aligned at its end with the shape. */
export function layoutOf(shape: readonly number[], varied: readonly number[]): Layout {
  const lengths = [...new Array<number>(Math.max(0, shape.length - varied.length)).fill(1), ...varied];
  const fits = lengths.length === shape.length && lengths.every((length, k) => length === 1 || length === shape[k]);
  if (!fits) {
    throw new InvalidInputError(
      `The arguments vary over the shape [${varied.join(", ")}], which cannot be broadcast to the item's shape [${shape.join(", ")}].`,
      { varied, shape },
    );
  }
  const isSwept = lengths.map((length) => length !== 1);
  const strides = shape.map((_, k) => shape.slice(k + 1).reduce((product, length) => product * length, 1));
  let draws = Int32Array.of(0);
  shape.forEach((length, k) => {
    if (isSwept[k]) return;
    const before = draws;
    draws = new Int32Array(before.length * length);
    for (let at = 0; at < draws.length; at++) draws[at] = before[Math.floor(at / length)] + (at % length) * strides[k];
  });
  return {
    shape,
    steps: shape.reduce((product, length, k) => (isSwept[k] ? product * length : product), 1),
    draws,
    indicesOf: (step) => {
      const indices = new Array<number>(shape.length).fill(0);
      for (let k = shape.length - 1, rest = step; k >= 0; k--) {
        if (!isSwept[k]) continue;
        indices[k] = rest % shape[k];
        rest = Math.floor(rest / shape[k]);
      }
      return indices;
    },
    placeOf: (indices) => indices.reduce((place, index, k) => place + index * strides[k], 0),
  };
}

/** The shape that both can be broadcast to, by NumPy's rules; undefined if there is none. */
export function broadcastShapes(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
  const shape: number[] = [];
  for (let k = 1; k <= Math.max(a.length, b.length); k++) {
    const [x, y] = [a[a.length - k] ?? 1, b[b.length - k] ?? 1];
    if (x !== y && x !== 1 && y !== 1) return undefined;
    shape.unshift(x === 1 ? y : x);
  }
  return shape;
}
