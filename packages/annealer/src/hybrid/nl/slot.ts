/**
 * The array of one node while a model is searched. Its shape is fixed but for the first axis of some, whose length is then
 * that of the state: `size` numbers of `values` are in use, `capacity` at most.
 */
export interface Slot {
  readonly index: number;
  /** Lengths of the axes; the first is −1 where it changes. */
  readonly shape: readonly number[];
  readonly capacity: number;
  values: Float64Array;
  size: number;
}

/** Fills an array with what a node holds now, and returns how many numbers these are; −1 if they did not change. */
export type Kernel = (out: Float64Array) => number;

/** What a type of nodes makes of those before it. */
export interface Compiled {
  readonly shape: readonly number[];
  readonly capacity: number;
  readonly run: Kernel;
}

export const isDynamic = ({ shape }: { readonly shape: readonly number[] }): boolean => shape[0] === -1;

export const productOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** An array of a fixed shape. */
export const fixed = (shape: readonly number[], run: Kernel): Compiled => ({ shape, capacity: productOf(shape), run });
