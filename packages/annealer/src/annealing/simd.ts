import { type FunctionWriter, simd128 } from "@naru/kernels";

/** 16 bytes of equal value, 4 equal integers and 4 equal 32-bit floats, as constants of code. */
export const bytesOf = (value: number): number[] => new Array(16).fill(value & 255);
export const integersOf = (value: number): number[] => [
  ...new Uint8Array(Int32Array.of(value, value, value, value).buffer),
];
export const floatsOf = (value: number): number[] => [
  ...new Uint8Array(Float32Array.of(value, value, value, value).buffer),
];

/**
 * The next 4 words of 4 generators xorshift32 (Marsaglia, J. Stat. Softw. 8 (14), 2003): period 2^32 − 1 each. Leaves
 * nothing on the stack.
 */
export function stepWords(w: FunctionWriter, state: number): void {
  w.get(state).get(state).constant(13).simd(simd128.i32x4ShiftLeft).simd(simd128.xor).set(state);
  w.get(state).get(state).constant(17).simd(simd128.i32x4ShiftRight).simd(simd128.xor).set(state);
  w.get(state).get(state).constant(5).simd(simd128.i32x4ShiftLeft).simd(simd128.xor).set(state);
}

/** The next 2 words of 2 generators xorshift64, of which all 16 bytes are used: period 2^64 − 1 each. */
export function stepBytes(w: FunctionWriter, state: number): void {
  w.get(state).get(state).constant(13).simd(simd128.i64x2ShiftLeft).simd(simd128.xor).set(state);
  w.get(state).get(state).constant(7).simd(simd128.i64x2ShiftRight).simd(simd128.xor).set(state);
  w.get(state).get(state).constant(17).simd(simd128.i64x2ShiftLeft).simd(simd128.xor).set(state);
}

/** What `uniformLog2` never goes below. */
export const leastLog2 = -24.001;

/**
 * Leaves log2 u for 4 uniform u in (0, 1], made of the words of `state`: u = (2k + 1) / 2^24 for 23 random bits k. The
 * exponent is read from the float, and the rest is a polynomial of the mantissa.
 */
export function uniformLog2(w: FunctionWriter, state: number, scratch: number, exponent: number): void {
  w.get(state).constant(8).simd(simd128.i32x4ShiftRight).vectorConstant(integersOf(1)).simd(simd128.or);
  w.simd(simd128.f32x4ConvertUnsigned).tee(scratch).constant(23).simd(simd128.i32x4ShiftRight);
  w.vectorConstant(integersOf(127 + 24))
    .simd(simd128.i32x4Subtract)
    .simd(simd128.f32x4ConvertSigned)
    .set(exponent);
  w.get(scratch).vectorConstant(integersOf(0x7fffff)).simd(simd128.and).vectorConstant(integersOf(0x3f800000));
  w.simd(simd128.or).set(scratch);
  const [highest, ...others] = mantissaLog2;
  w.get(scratch).vectorConstant(floatsOf(highest)).simd(simd128.f32x4Multiply);
  others.forEach((coefficient, k) => {
    w.vectorConstant(floatsOf(coefficient)).simd(simd128.f32x4Add);
    if (k < others.length - 1) w.get(scratch).simd(simd128.f32x4Multiply);
  });
  w.get(exponent).simd(simd128.f32x4Add);
}

/** log2 m for 1 ≤ m < 2 as a polynomial from the highest power down, right within 9e-5 (Lawson's algorithm). */
const mantissaLog2 = [
  -0.08161561191082001, 0.6451395750045776, -2.1206653118133545, 4.070077896118164, -2.5128488540649414,
] as const;
