import { type FunctionWriter, simd128, v128 } from "@naru/kernels";

/** Adding and subtracting this rounds a number below 2^51 to a whole one, whose lowest bits are then those of the sum. */
const roundingShift = 1.5 * 2 ** 52;

/** π/2 in three parts, of which the first two have 33 bits, so that their products with whole numbers below 2^20 are exact. */
const halfPi = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const;

/** Minimax polynomials in x² on |x| ≤ π/4, from high to low powers: sin x = x + x³ P(x²), cos x = 1 − x²/2 + x⁴ Q(x²). */
const sine = [
  1.58969099521155e-10, -2.5050760253406863e-8, 2.7557313707070068e-6, -0.0001984126982985795, 0.00833333333332249,
  -0.16666666666666632,
] as const;
const cosine = [
  -1.1359647557788195e-11, 2.087572321298175e-9, -2.7557314351390663e-7, 2.480158728947673e-5, -0.001388888888887411,
  0.0416666666666666,
] as const;

/**
 * Gives what takes two 64-bit angles (radians, below 10^6) from the stack and puts their cosines and sines into locals,
 * right to within a few units of the last place: the same on every machine, as only sums and products are used.
 *
 * Cody and Waite's reduction to |x| ≤ π/4, and the polynomials of fdlibm (k_sin.c, k_cos.c; Sun Microsystems, 1993).
 */
export function writeTurn(f: FunctionWriter): (cos: number, sin: number) => void {
  const { f64x2Add: add, f64x2Subtract: subtract, f64x2Multiply: multiply } = simd128;
  const [angle, shifted, whole, x, square, swap, s, c] = f.locals(8, v128);
  // constants lie in locals, as a constant in place is put together anew each time
  const keep = (bytes: readonly number[]) => {
    const local = f.local(v128);
    f.vectorConstant(bytes).set(local);
    return local;
  };
  const values = [2 / Math.PI, roundingShift, ...halfPi, ...sine, ...cosine, -0.5, 1];
  const kept = new Map(
    values.map((value) => [value, keep([...new Uint8Array(new Float64Array([value, value]).buffer)])]),
  );
  const [signs, ones] = [keep(bytesOf(1n << 63n)), keep(bytesOf(1n))];
  const constant = (value: number) => f.get(kept.get(value) ?? 0);
  const polynomial = (coefficients: readonly number[]) => {
    coefficients.forEach((coefficient, k) => {
      if (k > 0) f.get(square).simd(multiply);
      constant(coefficient);
      if (k > 0) f.simd(add);
    });
  };
  /** Leaves bit 1 of the 64-bit integers on the stack as the sign. */
  const bitOneAsSign = () => f.constant(62).simd(simd128.i64x2ShiftLeft).get(signs).simd(simd128.and);
  return (cos, sin) => {
    f.set(angle).get(angle);
    constant(2 / Math.PI).simd(multiply);
    constant(roundingShift).simd(add).tee(shifted);
    constant(roundingShift).simd(subtract).set(whole);
    f.get(angle).set(x);
    for (const part of halfPi) {
      f.get(x).get(whole);
      constant(part).simd(multiply).simd(subtract).set(x);
    }
    f.get(x).get(x).simd(multiply).set(square);
    polynomial(sine);
    f.get(square).simd(multiply).get(x).simd(multiply).get(x).simd(add).set(s);
    polynomial(cosine);
    f.get(square).simd(multiply);
    constant(-0.5).simd(add).get(square).simd(multiply);
    constant(1).simd(add).set(c);
    // in quadrants 1 and 3 sine and cosine change places; bit 0 of the quadrant fills a mask
    f.get(shifted).constant(63).simd(simd128.i64x2ShiftLeft).constant(63).simd(simd128.i64x2ShiftRightSigned).set(swap);
    // the cosine is negative in quadrants 1 and 2, the sine in 2 and 3
    f.get(s).get(c).get(swap).simd(simd128.bitselect);
    f.get(shifted).get(ones).simd(simd128.i64x2Add);
    bitOneAsSign().simd(simd128.xor).set(cos);
    f.get(c).get(s).get(swap).simd(simd128.bitselect).get(shifted);
    bitOneAsSign().simd(simd128.xor).set(sin);
  };
}

const bytesOf = (value: bigint): number[] => [...new Uint8Array(new BigUint64Array([value, value]).buffer)];
