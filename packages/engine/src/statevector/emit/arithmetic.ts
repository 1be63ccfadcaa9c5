import { type FunctionWriter, simd128 } from "@naru/kernels";
import type { Precision } from "../../simulator.ts";

/**
 * How amplitudes of one precision lie in vectors, and the instructions for them.
 *
 * A complex vector is 32 bytes: 16 bytes of real parts, then 16 bytes of imaginary parts; 4 amplitudes in single and 2 in
 * double precision.
 */
export interface Arithmetic {
  readonly precision: Precision;
  /** Index bits that choose a lane: 2 or 1. */
  readonly laneBits: 1 | 2;
  /** Amplitudes in a vector. */
  readonly lanes: 2 | 4;
  /** Bytes of one real number. */
  readonly bytes: 4 | 8;
  readonly add: number;
  readonly subtract: number;
  readonly multiply: number;
  /**
   * Fused multiplication and addition (relaxed SIMD), or null. Without them results are the same on every machine; with
   * them a machine rounds once or twice as it likes.
   */
  readonly fused: { readonly multiplyAdd: number; readonly negativeMultiplyAdd: number } | null;
}

/** Bytes of a complex vector, in both precisions. */
export const vectorBytes = 32;
/** Where the imaginary parts begin in it. */
export const imaginaryOffset = 16;

const single: Arithmetic = {
  precision: "single",
  laneBits: 2,
  lanes: 4,
  bytes: 4,
  add: simd128.f32x4Add,
  subtract: simd128.f32x4Subtract,
  multiply: simd128.f32x4Multiply,
  fused: null,
};
const double: Arithmetic = {
  precision: "double",
  laneBits: 1,
  lanes: 2,
  bytes: 8,
  add: simd128.f64x2Add,
  subtract: simd128.f64x2Subtract,
  multiply: simd128.f64x2Multiply,
  fused: null,
};
const fused: Readonly<Record<Precision, Arithmetic>> = {
  single: {
    ...single,
    fused: {
      multiplyAdd: simd128.f32x4RelaxedMultiplyAdd,
      negativeMultiplyAdd: simd128.f32x4RelaxedNegativeMultiplyAdd,
    },
  },
  double: {
    ...double,
    fused: {
      multiplyAdd: simd128.f64x2RelaxedMultiplyAdd,
      negativeMultiplyAdd: simd128.f64x2RelaxedNegativeMultiplyAdd,
    },
  },
};

export function arithmeticOf(precision: Precision, isFused = false): Arithmetic {
  if (isFused) return fused[precision];
  return precision === "single" ? single : double;
}

/** Leaves x + t · y. */
export function writeSum(
  f: FunctionWriter,
  { add, multiply, fused }: Arithmetic,
  x: number,
  t: number,
  y: number,
): FunctionWriter {
  if (fused) return f.get(t).get(y).get(x).simd(fused.multiplyAdd);
  return f.get(x).get(t).get(y).simd(multiply).simd(add);
}

/** Leaves x − t · y. */
export function writeDifference(
  f: FunctionWriter,
  { subtract, multiply, fused }: Arithmetic,
  x: number,
  t: number,
  y: number,
): FunctionWriter {
  if (fused) return f.get(t).get(y).get(x).simd(fused.negativeMultiplyAdd);
  return f.get(x).get(t).get(y).simd(multiply).simd(subtract);
}

/** Locals that hold the real and imaginary parts of a vector. */
export interface ComplexLocal {
  readonly re: number;
  readonly im: number;
}

/** target = a · b; the target is neither of the factors. */
export function writeProduct(
  f: FunctionWriter,
  arithmetic: Arithmetic,
  target: ComplexLocal,
  a: ComplexLocal,
  b: ComplexLocal,
): void {
  const { multiply } = arithmetic;
  f.get(a.re).get(b.re).simd(multiply).set(target.re);
  writeDifference(f, arithmetic, target.re, a.im, b.im).set(target.re);
  f.get(a.re).get(b.im).simd(multiply).set(target.im);
  writeSum(f, arithmetic, target.im, a.im, b.re).set(target.im);
}

/** Byte numbers for `shuffle` that pick 32-bit lanes: 0–3 of the first vector, 4–7 of the second. */
export const lanes32 = (...lanes: number[]): number[] =>
  lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
/** The same for 64-bit lanes: 0–1 of the first vector, 2–3 of the second. */
export const lanes64 = (...lanes: number[]): number[] =>
  lanes.flatMap((lane) => [0, 1, 2, 3, 4, 5, 6, 7].map((byte) => 8 * lane + byte));
