import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";
import { addNeighbours } from "../annealing/neighbour-lists.ts";
import { floatsOf, stepWords, uniformLog2 } from "../annealing/simd.ts";

const vectors = 4;
/** Slices of imaginary time. */
export const slices = 4 * vectors;

/**
 * `quantum(n, sweeps, spins, starts, fields, strengths, state)`: Metropolis sweeps of a path integral: 16 copies of the
 * spins in a ring, each spin drawn to those of the next and of the previous copy.
 *
 * - `spins`: of each spin 16 floats ±1; copy k is lane k/4 of vector k mod 4. `starts`, `fields`: as in `lockstep`, with
 *   distances for 16 floats.
 * - `strengths`: two floats a sweep: what counts the energy of a copy (β/16), and how strongly copies draw.
 * - `state`: 16 generators xorshift32.
 *
 * The weight is exp(−b Σ E(copy) + d Σ s s'), with s and s' the same spin in neighbouring copies. Even copies of a spin are
 * asked at once, then odd ones: no two of them are neighbours.
 */
export function quantumKernel(): FunctionWriter {
  const w = new FunctionWriter("quantum", [i32, i32, i32, i32, i32, i32, i32]);
  const [n, sweeps, spins, starts, fields, strengths, state] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [at, end, start, field, spin, last, other] = w.locals(7, i32);
  const sums = w.locals(vectors, v128);
  const copies = w.locals(vectors, v128);
  const words = w.locals(vectors, v128);
  const [energy, drawing, scratch, exponent, sign, coupling] = w.locals(6, v128);
  w.constant(0x80000000).simd(simd128.i32x4Splat).set(sign);
  w.get(spins)
    .get(n)
    .constant(4 * slices)
    .multiply()
    .add()
    .set(last);
  words.forEach((word, v) => {
    w.get(state)
      .loadVector(16 * v)
      .set(word);
  });
  w.repeat(() => {
    w.get(strengths).loadSplat(4).set(energy).get(strengths).loadSplat(4, 4).set(drawing);
    w.get(starts).tee(start).loadInteger().set(at);
    w.get(spins).set(spin).get(fields).set(field);
    w.repeat(() => {
      w.get(start).loadInteger(4).set(end);
      w.get(field).loadSplat(4).set(scratch);
      for (const sum of sums) w.get(scratch).set(sum);
      addNeighbours(w, sums, { at, end, spins, other, coupling });
      copies.forEach((copy, v) => {
        w.get(spin)
          .loadVector(16 * v)
          .set(copy);
      });
      for (const v of [0, 2, 1, 3]) {
        const copy = copies[v]!;
        // s · (b · field − d · (next + previous)) > log2 u · ln 2/2
        w.get(copy).get(energy).get(sums[v]!).simd(simd128.f32x4Multiply).get(drawing);
        if (v === vectors - 1) w.get(copies[0]!).get(copies[0]!).shuffle(nextLane);
        else w.get(copies[v + 1]!);
        if (v === 0)
          w.get(copies[vectors - 1]!)
            .get(copies[vectors - 1]!)
            .shuffle(previousLane);
        else w.get(copies[v - 1]!);
        w.simd(simd128.f32x4Add).simd(simd128.f32x4Multiply).simd(simd128.f32x4Subtract).simd(simd128.f32x4Multiply);
        stepWords(w, words[v]!);
        uniformLog2(w, words[v]!, scratch, exponent);
        w.vectorConstant(floatsOf(Math.LN2 / 2))
          .simd(simd128.f32x4Multiply)
          .simd(simd128.f32x4IsAbove);
        w.get(sign).simd(simd128.and).get(copy).simd(simd128.xor).set(copy);
      }
      copies.forEach((copy, v) => {
        w.get(spin)
          .get(copy)
          .storeVector(16 * v);
      });
      w.get(field).constant(4).add().set(field);
      w.get(start).constant(4).add().set(start);
      w.get(spin)
        .constant(4 * slices)
        .add()
        .tee(spin)
        .get(last)
        .isDifferent();
    });
    w.get(strengths).constant(8).add().set(strengths);
    w.get(sweeps).constant(1).subtract().tee(sweeps);
  });
  words.forEach((word, v) => {
    w.get(state)
      .get(word)
      .storeVector(16 * v);
  });
  return w;
}

const nextLane = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3];
const previousLane = [12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
