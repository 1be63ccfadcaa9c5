import { InvalidInputError } from "@naru/base";
import type { NlNode } from "../../formats/nl.ts";
import { areSame, placesIn } from "./elementwise.ts";
import { axesOf } from "./reductions.ts";
import { type Compiled, fixed, isDynamic, productOf, type Slot } from "./slot.ts";

/** The numbers as they are, in another shape. */
export function compileReshape(node: NlNode, a: Slot): Compiled {
  const shape = shapeIn(node.json("shape.json"));
  const unknown = shape.indexOf(-1);
  const known = productOf(shape.filter((length) => length >= 0));
  const whole = unknown < 0 ? shape : shape.map((length) => (length < 0 ? a.capacity / known : length));
  if (isDynamic(a) || productOf(whole) !== a.capacity)
    throw new InvalidInputError("An array is reshaped to another length.");
  return copyAs(a, whole);
}

export const copyAs = (a: Slot, shape: readonly number[]): Compiled => ({
  shape,
  capacity: a.capacity,
  run: (out) => {
    for (let k = 0; k < a.size; k++) out[k] = a.values[k]!;
    return a.size;
  },
});

export function compileBroadcast(node: NlNode, a: Slot): Compiled {
  const shape = shapeIn(node.json("shape.json"));
  if (isDynamic(a) || shape.some((length) => length < 0))
    throw new InvalidInputError("The file is damaged: a shape with a changing length.");
  checkSize(shape);
  return gathered(a, shape, placesIn(a.shape, shape));
}

/** The axes in reverse order. */
export function compileTranspose(a: Slot): Compiled {
  if (isDynamic(a)) throw new InvalidInputError("Arrays of changing length are not transposed.");
  const shape = a.shape.toReversed();
  const places = new Int32Array(a.capacity);
  for (let place = 0; place < places.length; place++) {
    let [rest, at] = [place, 0];
    for (let k = shape.length - 1; k >= 0; k--) {
      at += (rest % shape[k]!) * productOf(a.shape.slice(a.shape.length - k));
      rest = Math.floor(rest / shape[k]!);
    }
    places[place] = at;
  }
  return gathered(a, shape, places);
}

function gathered(a: Slot, shape: readonly number[], places: Int32Array): Compiled {
  return fixed(shape, (out) => {
    for (let k = 0; k < places.length; k++) out[k] = a.values[places[k]!]!;
    return places.length;
  });
}

export function compileConcatenate(node: NlNode, all: readonly Slot[]): Compiled {
  const [first] = all;
  if (!first || all.some(isDynamic)) throw new InvalidInputError("Only arrays of fixed lengths are joined here.");
  const axis = axesOf(node.json("axis.json"), first.shape.length)[0] as number;
  const others = ({ shape }: Slot) => shape.toSpliced(axis, 1);
  if (all.some((slot) => slot.shape.length !== first.shape.length || !areSame(others(slot), others(first)))) {
    throw new InvalidInputError("The file is damaged: arrays are joined that do not fit.");
  }
  const shape = first.shape.with(
    axis,
    all.reduce((sum, slot) => sum + slot.shape[axis]!, 0),
  );
  const outer = productOf(first.shape.slice(0, axis));
  const runs = all.map((slot) => ({ slot, run: productOf(slot.shape.slice(axis)) }));
  return fixed(shape, (out) => {
    let k = 0;
    for (let o = 0; o < outer; o++) {
      for (const { slot, run } of runs) for (let j = 0; j < run; j++) out[k++] = slot.values[o * run + j]!;
    }
    return k;
  });
}

/** One or the other array by a single number; or element by element. */
export function compileWhere(condition: Slot, a: Slot, b: Slot): Compiled {
  if (condition.shape.length === 0 || (condition.shape.length === 1 && condition.shape[0] === 1 && a.capacity !== 1)) {
    if (!areSame(a.shape, b.shape)) throw new InvalidInputError("The two arrays of a choice have different shapes.");
    return {
      shape: a.shape,
      capacity: Math.max(a.capacity, b.capacity),
      run: (out) => {
        const { values, size } = condition.values[0] !== 0 ? a : b;
        for (let k = 0; k < size; k++) out[k] = values[k]!;
        return size;
      },
    };
  }
  if (!areSame(condition.shape, a.shape) || !areSame(a.shape, b.shape)) {
    throw new InvalidInputError("The condition and the two arrays of a choice have different shapes.");
  }
  return {
    shape: a.shape,
    capacity: a.capacity,
    run: (out) => {
      for (let k = 0; k < condition.size; k++) out[k] = condition.values[k] !== 0 ? a.values[k]! : b.values[k]!;
      return condition.size;
    },
  };
}

/** Products of matrices, or of a matrix and a vector, as numpy's matmul for one or two axes. */
export function compileMatrixMultiply(a: Slot, b: Slot): Compiled {
  const isMatrix = (slot: Slot) => !isDynamic(slot) && (slot.shape.length === 1 || slot.shape.length === 2);
  if (!isMatrix(a) || !isMatrix(b))
    throw new InvalidInputError("Only matrices and vectors of fixed lengths are multiplied here.");
  const [rows, inner] = a.shape.length === 2 ? (a.shape as [number, number]) : [1, a.shape[0]!];
  const [inner2, columns] = b.shape.length === 2 ? (b.shape as [number, number]) : [b.shape[0]!, 1];
  if (inner !== inner2) throw new InvalidInputError("The file is damaged: matrices are multiplied that do not fit.");
  const shape = [...(a.shape.length === 2 ? [rows] : []), ...(b.shape.length === 2 ? [columns] : [])];
  return fixed(shape, (out) => {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) sum += a.values[i * inner + k]! * b.values[k * columns + j]!;
        out[i * columns + j] = sum;
      }
    }
    return rows * columns;
  });
}

const mostNumbers = 2 ** 26;

export function shapeIn(value: unknown): readonly number[] {
  if (Array.isArray(value) && value.length <= 32 && value.every((length) => Number.isInteger(length) && length >= -1)) {
    return value;
  }
  throw new InvalidInputError("The file is damaged: a shape is no list of lengths.");
}

export function checkSize(shape: readonly number[]): void {
  if (!(productOf(shape) <= mostNumbers))
    throw new InvalidInputError(`An array of shape [${shape.join()}] is too large.`);
}
