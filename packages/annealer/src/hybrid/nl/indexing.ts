import { InvalidInputError } from "@naru/base";
import type { NlNode } from "../../formats/nl.ts";
import { areSame } from "./elementwise.ts";
import { type Compiled, fixed, isDynamic, productOf, type Slot } from "./slot.ts";

/** Parts of an array by numbers and slices, as numpy takes them: [start, stop, step], ends cut off at the array's. */
export function compileBasicIndexing(node: NlNode, a: Slot): Compiled {
  const indices = listOf(node.json("indices.json"), a.shape.length);
  if (isDynamic(a)) return dynamicSlice(a, indices);
  let places = Int32Array.of(0);
  const shape: number[] = [];
  indices.forEach((index, axis) => {
    const length = a.shape[axis]!;
    const stride = productOf(a.shape.slice(axis + 1));
    const taken = typeof index === "number" ? [wrapped(index, length)] : slicePlaces(index, length);
    if (typeof index !== "number") shape.push(taken.length);
    places = Int32Array.from({ length: places.length * taken.length }, (_, k) => {
      return places[Math.floor(k / taken.length)]! + taken[k % taken.length]! * stride;
    });
  });
  return fixed(shape, (out) => {
    for (let k = 0; k < places.length; k++) out[k] = a.values[places[k]!]!;
    return places.length;
  });
}

/** Slices of the first axis, whose length changes; the other axes whole. */
function dynamicSlice(a: Slot, [first, ...rest]: readonly Index[]): Compiled {
  const tail = a.shape.slice(1);
  const row = productOf(tail);
  const areWhole = rest.every(
    (index, k) => typeof index !== "number" && slicePlaces(index, tail[k]!).length === tail[k],
  );
  if (first === undefined || typeof first === "number" || !areWhole || first[2] !== 1) {
    throw new InvalidInputError(
      "Of arrays of changing length, only slices of the first axis are taken, by steps of 1.",
    );
  }
  const most = a.capacity / Math.max(1, row);
  return {
    shape: a.shape,
    capacity: Math.min(a.capacity, row * longestSlice(first, most)),
    run: (out) => {
      const [from, to] = sliceEnds(first, row > 0 ? a.size / row : 0);
      let k = 0;
      for (let at = from * row; at < to * row; at++) out[k++] = a.values[at]!;
      return k;
    },
  };
}

function longestSlice(slice: Slice, most: number): number {
  let longest = 0;
  for (const length of [most, Math.min(most, Math.abs(slice[0])), Math.min(most, Math.abs(slice[1]))]) {
    const [from, to] = sliceEnds(slice, length);
    longest = Math.max(longest, to - from);
  }
  // Slices like [−1:] and [:1] are as long for any longer array; others grow with it.
  return longest;
}

type Slice = readonly [start: number, stop: number, step: number];
type Index = number | Slice;

function listOf(value: unknown, axes: number): readonly Index[] {
  const isSlice = (index: unknown) =>
    Array.isArray(index) && index.length === 3 && index.every((part) => typeof part === "number");
  if (
    !Array.isArray(value) ||
    value.length > axes ||
    !value.every((index) => Number.isInteger(index) || isSlice(index))
  ) {
    throw new InvalidInputError("The file is damaged: an index is neither a number nor a slice.");
  }
  const whole: Slice = [0, Number.MAX_SAFE_INTEGER, 1];
  return [...(value as Index[]), ...Array.from({ length: axes - value.length }, () => whole)];
}

function wrapped(index: number, length: number): number {
  const place = index < 0 ? index + length : index;
  if (place >= 0 && place < length) return place;
  throw new InvalidInputError(`The file is damaged: there is no place ${index} in an axis of ${length}.`);
}

/** Where a slice by steps of 1 begins and ends in an axis. */
function sliceEnds([start, stop]: Slice, length: number): readonly [number, number] {
  const from = Math.min(length, Math.max(0, start < 0 ? start + length : start));
  const to = Math.min(length, Math.max(0, stop < 0 ? stop + length : stop));
  return [from, Math.max(from, to)];
}

function slicePlaces(slice: Slice, length: number): number[] {
  const [, , step] = slice;
  if (step === 1) {
    const [from, to] = sliceEnds(slice, length);
    return Array.from({ length: to - from }, (_, k) => from + k);
  }
  if (!(step > 1)) throw new InvalidInputError("Slices go forward.");
  const [from, to] = sliceEnds([slice[0], slice[1], 1], length);
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, k) => from + k * step);
}

/**
 * Parts of an array by arrays of places, one for each axis but those that are taken whole: numpy's advanced indexing.
 * All arrays of places have one shape, which stands where the first of them does, or first if there are whole axes between.
 */
export function compileAdvancedIndexing(node: NlNode, a: Slot, slots: readonly Slot[]): Compiled {
  const indices = node.json("indices.json");
  if (!Array.isArray(indices) || indices.length !== a.shape.length) {
    throw new InvalidInputError("The file is damaged: there is not one index for each axis.");
  }
  const picks = indices.flatMap((index: unknown, axis) =>
    Array.isArray(index) ? [] : [{ axis, slot: slotOf(slots, index) }],
  );
  const [first] = picks;
  if (!first) throw new InvalidInputError("The file is damaged: an index by arrays without an array.");
  if (isDynamic(a)) throw new InvalidInputError("Arrays of changing length are not indexed by arrays here.");
  if (picks.some(({ slot }) => !areSame(slot.shape, first.slot.shape))) {
    throw new InvalidInputError("The file is damaged: indices of different shapes.");
  }
  const whole = indices.flatMap((index: unknown, axis) => (Array.isArray(index) ? [axis] : []));
  const areTogether = picks.every(({ axis }, k) => axis === first.axis + k);
  const leading = areTogether ? whole.filter((axis) => axis < first.axis) : [];
  const trailing = whole.filter((axis) => !leading.includes(axis));
  const lengths = (axes: readonly number[]) => axes.map((axis) => a.shape[axis]!);
  const stride = (axis: number) => productOf(a.shape.slice(axis + 1));
  const [before, after] = [
    placesOf(lengths(leading), leading.map(stride)),
    placesOf(lengths(trailing), trailing.map(stride)),
  ];
  const shape = [...lengths(leading), ...first.slot.shape, ...lengths(trailing)];
  if (shape.slice(1).includes(-1)) throw new InvalidInputError("Only the first axis of an array changes its length.");
  const parts = picks.map(({ axis, slot }) => ({ slot, stride: stride(axis), length: a.shape[axis]! }));
  const capacity = before.length * first.slot.capacity * after.length;
  if (before.length === 1 && after.length === 1) return { shape, capacity, run: gather(a, parts) };
  return {
    shape,
    capacity,
    run: (out) => {
      const { size } = first.slot;
      let k = 0;
      for (let b = 0; b < before.length; b++) {
        for (let j = 0; j < size; j++) {
          let at = before[b]!;
          for (const part of parts) at += placeIn(part, j) * part.stride;
          for (let c = 0; c < after.length; c++) out[k++] = a.values[at + after[c]!]!;
        }
      }
      return k;
    },
  };
}

interface Pick {
  readonly slot: Slot;
  readonly stride: number;
  readonly length: number;
}

/** The common case: single numbers by one array of places or two. */
function gather(a: Slot, parts: readonly Pick[]): Compiled["run"] {
  const [row, column] = parts as readonly [Pick, Pick];
  if (parts.length > 2) {
    return (out) => {
      for (let j = 0; j < row.slot.size; j++) {
        let at = 0;
        for (const part of parts) at += placeIn(part, j) * part.stride;
        out[j] = a.values[at]!;
      }
      return row.slot.size;
    };
  }
  if (parts.length === 1) {
    return (out) => {
      const { size } = row.slot;
      for (let j = 0; j < size; j++) out[j] = a.values[placeIn(row, j)]!;
      return size;
    };
  }
  return (out) => {
    const { size } = row.slot;
    for (let j = 0; j < size; j++) out[j] = a.values[placeIn(row, j) * row.stride + placeIn(column, j)]!;
    return size;
  };
}

/** A place told by an array, counted from the end if below 0. Beyond the axis is a fault of the model. */
function placeIn({ slot, length }: Pick, j: number): number {
  const place = slot.values[j]!;
  if (place >= 0 && place < length) return Math.trunc(place);
  if (place < 0 && place >= -length) return Math.trunc(place) + length;
  throw new InvalidInputError(`The model asks for place ${place} of an axis of ${length}.`);
}

/** Rows and columns of a square matrix in the order of a list. */
export function compilePermutation(matrix: Slot, order: Slot): Compiled {
  const [length, other] = matrix.shape;
  if (matrix.shape.length !== 2 || length !== other || order.shape[0] !== length) {
    throw new InvalidInputError(
      "The file is damaged: the matrix that is put into another order is not square, or too large.",
    );
  }
  return fixed(matrix.shape, (out) => {
    for (let i = 0, k = 0; i < length!; i++) {
      const row = order.values[i]! * length!;
      for (let j = 0; j < length!; j++) out[k++] = matrix.values[row + order.values[j]!]!;
    }
    return length! * length!;
  });
}

function slotOf(slots: readonly Slot[], index: unknown): Slot {
  const slot = slots[index as number];
  if (typeof index === "number" && slot) return slot;
  throw new InvalidInputError("The file is damaged: an index is no node before.");
}

/** Places of all elements of axes with these lengths and strides. */
function placesOf(lengths: readonly number[], strides: readonly number[]): Int32Array {
  let places = Int32Array.of(0);
  lengths.forEach((length, axis) => {
    const wide = new Int32Array(places.length * length);
    for (let k = 0; k < wide.length; k++) wide[k] = places[Math.floor(k / length)]! + (k % length) * strides[axis]!;
    places = wide;
  });
  return places;
}
