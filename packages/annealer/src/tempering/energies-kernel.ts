import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";
import { addNeighbours } from "../annealing/neighbour-lists.ts";

/**
 * `energies(n, spins, starts, fields, into)`: Σ h_i s_i + Σ_{i<j} J_ij s_i s_j of 4·`vectors` reads, as 64-bit floats.
 * `spins`, `starts`, `fields`: as in `lockstep`.
 */
export function energiesKernel(vectors: 1 | 2 | 3): FunctionWriter {
  const w = new FunctionWriter("energies", [i32, i32, i32, i32, i32]);
  const [n, spins, starts, fields, into] = [0, 1, 2, 3, 4] as const;
  const [at, end, start, field, spin, last, other] = w.locals(7, i32);
  const sums = w.locals(vectors, v128);
  const totals = w.locals(2 * vectors, v128);
  const [coupling, term] = [w.local(v128), w.local(v128)];
  w.get(spins)
    .get(n)
    .constant(16 * vectors)
    .multiply()
    .add()
    .set(last);
  w.get(starts).tee(start).loadInteger().set(at);
  w.get(spins).set(spin).get(fields).set(field);
  w.repeat(() => {
    w.get(start).loadInteger(4).set(end);
    // Fields count twice where couplings do, since each coupling is met from both of its ends.
    w.get(field).loadSplat(4).tee(coupling).get(coupling).simd(simd128.f32x4Add).set(coupling);
    for (const sum of sums) w.get(coupling).set(sum);
    addNeighbours(w, sums, { at, end, spins, other, coupling });
    sums.forEach((sum, v) => {
      w.get(spin)
        .loadVector(16 * v)
        .get(sum)
        .simd(simd128.f32x4Multiply)
        .tee(term);
      w.simd(simd128.f64x2PromoteLow)
        .get(totals[2 * v]!)
        .simd(simd128.f64x2Add)
        .set(totals[2 * v]!);
      w.get(term).get(term).shuffle(upperHalf).simd(simd128.f64x2PromoteLow);
      w.get(totals[2 * v + 1]!)
        .simd(simd128.f64x2Add)
        .set(totals[2 * v + 1]!);
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
  totals.forEach((total, k) => {
    w.get(into).get(total).vectorConstant(halves).simd(simd128.f64x2Multiply);
    w.storeVector(16 * k);
  });
  return w;
}

const upperHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
const halves = [...new Uint8Array(Float64Array.of(0.5, 0.5).buffer)];
