import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";
import { addNeighbours } from "./neighbour-lists.ts";
import { floatsOf, leastLog2, stepWords, uniformLog2 } from "./simd.ts";

/**
 * `lockstep(n, sweeps, spins, starts, fields, scales, state)`: Metropolis sweeps of 4·`vectors` reads at once with 32-bit
 * floats, for models with any couplings and few neighbours. Local fields are summed anew for each spin.
 *
 * - `spins`: of each spin 4·`vectors` floats ±1. `fields`: n floats h.
 * - `starts`: n + 1 addresses of lists of neighbours: byte distance of its spins from `spins`, coupling as a float.
 * - `scales`: ln 2/(2β), one float a sweep, or one a read, the same in all sweeps. `state`: 4·`vectors` generators xorshift32.
 *
 * A turn of s in the local field a costs −2·s·a and is made if −2·s·a·β < −ln u, so if s·a > log2 u · ln 2/(2β).
 */
export function lockstepKernel(vectors: 1 | 2 | 3, scalesOf: "sweeps" | "reads" = "sweeps"): FunctionWriter {
  const w = new FunctionWriter("lockstep", [i32, i32, i32, i32, i32, i32, i32]);
  const [n, sweeps, spins, starts, fields, scales, state] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [at, end, start, field, spin, last, other] = [
    w.local(i32),
    w.local(i32),
    w.local(i32),
    w.local(i32),
    w.local(i32),
    w.local(i32),
    w.local(i32),
  ];
  const sums = w.locals(vectors, v128);
  const olds = w.locals(vectors, v128);
  const words = w.locals(vectors, v128);
  const isByRead = scalesOf === "reads";
  const scaleOf = w.locals(isByRead ? vectors : 1, v128);
  const hopelessOf = w.locals(isByRead ? vectors : 1, v128);
  const [coupling, scratch, exponent, sign] = [w.local(v128), w.local(v128), w.local(v128), w.local(v128)];
  w.constant(0x80000000).simd(simd128.i32x4Splat).set(sign);
  w.get(spins)
    .get(n)
    .constant(16 * vectors)
    .multiply()
    .add()
    .set(last);
  words.forEach((word, v) => {
    w.get(state)
      .loadVector(16 * v)
      .set(word);
  });
  w.repeat(() => {
    scaleOf.forEach((scale, v) => {
      w.get(scales);
      if (isByRead) w.loadVector(16 * v);
      else w.loadSplat(4);
      w.tee(scale).vectorConstant(floatsOf(leastLog2)).simd(simd128.f32x4Multiply).set(hopelessOf[v]!);
    });
    w.get(starts).tee(start).loadInteger().set(at);
    w.get(spins).set(spin).get(fields).set(field);
    w.repeat(() => {
      w.get(start).loadInteger(4).set(end);
      w.get(field).loadSplat(4).set(scratch);
      for (const sum of sums) w.get(scratch).set(sum);
      addNeighbours(w, sums, { at, end, spins, other, coupling });
      sums.forEach((sum, v) => {
        w.get(spin)
          .loadVector(16 * v)
          .tee(olds[v]!)
          .get(sum)
          .simd(simd128.f32x4Multiply)
          .tee(sum);
        w.get(hopelessOf[isByRead ? v : 0]!).simd(simd128.f32x4IsAbove);
        if (v > 0) w.simd(simd128.or);
      });
      w.simd(simd128.anyTrue).when(() => {
        sums.forEach((sum, v) => {
          stepWords(w, words[v]!);
          w.get(sum);
          uniformLog2(w, words[v]!, scratch, exponent);
          w.get(scaleOf[isByRead ? v : 0]!)
            .simd(simd128.f32x4Multiply)
            .simd(simd128.f32x4IsAbove)
            .get(sign)
            .simd(simd128.and)
            .set(scratch);
          w.get(spin)
            .get(olds[v]!)
            .get(scratch)
            .simd(simd128.xor)
            .storeVector(16 * v);
        });
      });
      w.get(field).constant(4).add().set(field);
      w.get(start).constant(4).add().set(start);
      w.get(spin)
        .constant(16 * vectors)
        .add()
        .tee(spin)
        .get(last)
        .isDifferent();
    });
    if (!isByRead) w.get(scales).constant(4).add().set(scales);
    w.get(sweeps).constant(1).subtract().tee(sweeps);
  });
  words.forEach((word, v) => {
    w.get(state)
      .get(word)
      .storeVector(16 * v);
  });
  return w;
}
