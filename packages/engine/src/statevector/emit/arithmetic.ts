import type { FunctionWriter } from "@naru/kernels";
import type { Precision } from "../../simulator.ts";

/**
 * How amplitudes of one precision lie in vectors, and the instructions for them.
 *
 * A complex vector is 32 bytes: 16 bytes of real parts, then 16 bytes of imaginary parts; 4 amplitudes in single and 2 in
 * double precision. Multiplication and addition stay separate instructions, so that results are the same everywhere.
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
  add: 0xe4,
  subtract: 0xe5,
  multiply: 0xe6,
};
const double: Arithmetic = {
  precision: "double",
  laneBits: 1,
  lanes: 2,
  bytes: 8,
  add: 0xf0,
  subtract: 0xf1,
  multiply: 0xf2,
};
export const arithmeticOf = (precision: Precision): Arithmetic => (precision === "single" ? single : double);

/** Locals that hold the real and imaginary parts of a vector. */
export interface ComplexLocal {
  readonly re: number;
  readonly im: number;
}

/** target = a · b; the target is neither of the factors. */
export function writeProduct(
  f: FunctionWriter,
  { add, subtract, multiply }: Arithmetic,
  target: ComplexLocal,
  a: ComplexLocal,
  b: ComplexLocal,
): void {
  f.get(a.re).get(b.re).simd(multiply).get(a.im).get(b.im).simd(multiply).simd(subtract).set(target.re);
  f.get(a.re).get(b.im).simd(multiply).get(a.im).get(b.re).simd(multiply).simd(add).set(target.im);
}

/** Byte numbers for `shuffle` that pick 32-bit lanes: 0–3 of the first vector, 4–7 of the second. */
export const lanes32 = (...lanes: number[]): number[] =>
  lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
/** The same for 64-bit lanes: 0–1 of the first vector, 2–3 of the second. */
export const lanes64 = (...lanes: number[]): number[] =>
  lanes.flatMap((lane) => [0, 1, 2, 3, 4, 5, 6, 7].map((byte) => 8 * lane + byte));
