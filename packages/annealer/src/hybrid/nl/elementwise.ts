import { cos, exp, InvalidInputError, log, sin } from "@naru/base";
import { type Compiled, isDynamic, type Kernel, productOf, type Slot } from "./slot.ts";

type Unary = (a: number) => number;
type Binary = (a: number, b: number) => number;

/** To the nearest whole number, of two the even one (C's rint). */
const rint: Unary = (a) => {
  const down = Math.floor(a);
  const rest = a - down;
  if (rest !== 0.5) return rest < 0.5 ? down : down + 1;
  return down % 2 === 0 ? down : down + 1;
};

const expit: Unary = (a) => 1 / (1 + exp(-a));

export const unaries: Readonly<Record<string, Unary>> = {
  Absolute: Math.abs,
  Cos: cos,
  Exp: exp,
  Expit: expit,
  Log: log,
  Logical: (a) => (a !== 0 ? 1 : 0),
  Negative: (a) => -a,
  Not: (a) => (a === 0 ? 1 : 0),
  Rint: rint,
  Sin: sin,
  Square: (a) => a * a,
  SquareRoot: Math.sqrt,
  Tanh: (a) => 2 * expit(2 * a) - 1,
};

export const binaries: Readonly<Record<string, Binary>> = {
  Add: (a, b) => a + b,
  And: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  Divide: (a, b) => a / b,
  Equal: (a, b) => (a === b ? 1 : 0),
  LessEqual: (a, b) => (a <= b ? 1 : 0),
  Maximum: (a, b) => (a < b ? b : a),
  Minimum: (a, b) => (b < a ? b : a),
  // The sign of the divisor, as Python has it; 0 for a divisor of 0.
  Modulus: (a, b) => (b === 0 ? 0 : a - b * Math.floor(a / b)),
  Multiply: (a, b) => a * b,
  Or: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
  SafeDivide: (a, b) => (b === 0 ? 0 : a / b),
  Subtract: (a, b) => a - b,
  Xor: (a, b) => ((a !== 0) !== (b !== 0) ? 1 : 0),
};

export const naries: Readonly<Record<string, Binary>> = {
  NaryAdd: binaries["Add"] as Binary,
  NaryMaximum: binaries["Maximum"] as Binary,
  NaryMinimum: binaries["Minimum"] as Binary,
  NaryMultiply: binaries["Multiply"] as Binary,
};

export function compileUnary(a: Slot, apply: Unary): Compiled {
  const run: Kernel = (out) => {
    const { values, size } = a;
    for (let k = 0; k < size; k++) out[k] = apply(values[k]!);
    return size;
  };
  return { shape: a.shape, capacity: a.capacity, run };
}

/** Two arrays of one shape, one of which may be a single number; or of shapes that numpy would broadcast. */
export function compileBinary(a: Slot, b: Slot, apply: Binary): Compiled {
  const [isOneA, isOneB] = [isSingle(a), isSingle(b)];
  if (isOneA && isOneB && a.shape.length === 0 && b.shape.length === 0) {
    // Models are often made of many single numbers.
    return {
      shape: [],
      capacity: 1,
      run: (out) => {
        out[0] = apply(a.values[0]!, b.values[0]!);
        return 1;
      },
    };
  }
  if (isOneB && b.shape.length <= a.shape.length) return perElement(a, (k) => apply(a.values[k]!, b.values[0]!));
  if (isOneA && a.shape.length <= b.shape.length) return perElement(b, (k) => apply(a.values[0]!, b.values[k]!));
  if (areSame(a.shape, b.shape)) return perElement(a, (k) => apply(a.values[k]!, b.values[k]!));
  const shape = broadcast(a.shape, b.shape);
  const [fromA, fromB] = [placesIn(a.shape, shape), placesIn(b.shape, shape)];
  return {
    shape,
    capacity: fromA.length,
    run: (out) => {
      for (let k = 0; k < fromA.length; k++) out[k] = apply(a.values[fromA[k]!]!, b.values[fromB[k]!]!);
      return fromA.length;
    },
  };
}

/** As many arrays as there are, combined one after another. */
export function compileNary(all: readonly Slot[], apply: Binary): Compiled {
  const [first] = all;
  if (!first) throw new InvalidInputError("The file is damaged: an operation on no arrays.");
  if (all.some(({ shape }) => !areSame(shape, first.shape))) {
    throw new InvalidInputError("The file is damaged: an operation on arrays of different shapes.");
  }
  const run: Kernel = (out) => {
    const { size } = first;
    for (let k = 0; k < size; k++) {
      let value = first.values[k]!;
      for (let p = 1; p < all.length; p++) value = apply(value, all[p]!.values[k]!);
      out[k] = value;
    }
    return size;
  };
  return { shape: first.shape, capacity: first.capacity, run };
}

const isSingle = ({ shape }: Slot): boolean => !isDynamic({ shape }) && productOf(shape) === 1;

function perElement(like: Slot, at: (k: number) => number): Compiled {
  const run: Kernel = (out) => {
    const { size } = like;
    for (let k = 0; k < size; k++) out[k] = at(k);
    return size;
  };
  return { shape: like.shape, capacity: like.capacity, run };
}

export const areSame = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, k) => length === b[k]);

/** numpy's rule: axes are matched from the last; a length of 1 goes with any. */
export function broadcast(a: readonly number[], b: readonly number[]): readonly number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, k, length = Math.max(a.length, b.length)) => {
    const [x, y] = [a[a.length - length + k] ?? 1, b[b.length - length + k] ?? 1];
    if (x !== y && x !== 1 && y !== 1) {
      throw new InvalidInputError(`The file is damaged: shapes [${a.join()}] and [${b.join()}] do not fit.`);
    }
    if (x < 0 || y < 0) throw new InvalidInputError("Arrays of changing length are combined with their like only.");
    return x === 1 ? y : x;
  });
}

/** For each place of a broadcast array, the place in the array it comes from. */
export function placesIn(from: readonly number[], shape: readonly number[]): Int32Array {
  const places = new Int32Array(productOf(shape));
  const lead = shape.length - from.length;
  const strides = shape.map((_, k) => (k < lead || from[k - lead] === 1 ? 0 : productOf(from.slice(k - lead + 1))));
  for (let place = 0; place < places.length; place++) {
    let [rest, at] = [place, 0];
    for (let k = shape.length - 1; k >= 0; k--) {
      at += (rest % shape[k]!) * strides[k]!;
      rest = Math.floor(rest / shape[k]!);
    }
    places[place] = at;
  }
  return places;
}
