import { FunctionWriter, f64, i32, simd128, v128 } from "@naru/kernels";

/** So many spins, the lowest, are tried in all ways at once. */
export const lowSpins = 5;
/** Vectors of two energies in a block of all states of the lowest spins. */
export const blockVectors = 2 ** (lowSpins - 1);

/** Byte offsets in the block of memory that `exact` reads and writes; 64-bit floats unless said otherwise. */
export const control = {
  /** Of the upper spins alone. */
  energy: 0,
  /** Blocks with a state below it are listed. */
  threshold: 8,
  /** Integers: the first block that was not looked at, and how many were listed. */
  next: 16,
  listed: 20,
  bytes: 64,
} as const;

const convertSigned = 0xb7;

/**
 * `exact(from, to, fields, rows, couplings, list, most, control)`: energies of the states of all spins in blocks `from` to
 * `to` (exclusive). Block g holds the upper spins as in the Gray code g ⊕ g/2 (bit k for spin lowSpins + k, 1 for spin 1),
 * and all 32 states of the lowest spins; at the call the memory is as block `from` needs it.
 *
 * - `fields`: local fields by the upper spins, 2·`vectors` floats. `rows`: of each upper spin two rows of 2·`vectors`
 *   floats: what its turn down adds to fields, and its turn up.
 * - `couplings`: energies of the lowest spins among themselves, 32 floats.
 * - `list`: numbers of blocks that have a state below the threshold, at most `most`; it returns when they are that many.
 */
export function exactKernel(vectors: number): FunctionWriter {
  const w = new FunctionWriter("exact", [i32, i32, i32, i32, i32, i32, i32, i32]);
  const [block, to, fields, rows, couplings, list, most, at] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
  const [row, isUp, spin, listed] = [w.local(i32), w.local(i32), w.local(i32), w.local(i32)];
  const energy = w.local(f64);
  const [threshold, least, field] = [w.local(v128), w.local(v128), w.local(v128)];
  const sums = w.locals(blockVectors, v128);
  const rowBytes = 16 * vectors;

  w.get(at).loadFloat(control.energy).set(energy);
  w.get(at).loadSplat(8, control.threshold).set(threshold);
  w.block(() => {
    w.repeat(() => {
      // All sums ±f0 ± f1 ± …, one spin after the other; the first spin is the lane.
      w.get(energy).simd(simd128.f64x2Splat).get(fields).loadSplat(8).vectorConstant(minusAndPlus);
      w.simd(simd128.f64x2Multiply).simd(simd128.f64x2Add).set(sums[0]!);
      for (let low = 1; low < lowSpins; low++) {
        const half = 1 << (low - 1);
        w.get(fields)
          .loadSplat(8, 8 * low)
          .set(field);
        for (let k = 0; k < half; k++) {
          w.get(sums[k]!)
            .get(field)
            .simd(simd128.f64x2Add)
            .set(sums[k + half]!);
          w.get(sums[k]!).get(field).simd(simd128.f64x2Subtract).set(sums[k]!);
        }
      }
      sums.forEach((sum, k) => {
        w.get(sum)
          .get(couplings)
          .loadVector(16 * k)
          .simd(simd128.f64x2Add);
        if (k > 0) w.get(least).simd(simd128.f64x2Minimum);
        w.set(least);
      });
      w.get(least).get(threshold).simd(simd128.f64x2IsBelow).simd(simd128.anyTrue);
      w.when(() => {
        w.get(list).get(listed).constant(2).shiftLeft().add().get(block).storeInteger();
        w.get(listed).constant(1).add().set(listed);
      });
      w.get(block).constant(1).add().tee(block).get(to).isEqual().leaveIf(1);
      w.get(listed).get(most).isEqual().leaveIf(1);
      w.get(block).countTrailingZeros().tee(spin);
      // Whether it turns up: its bit in the new Gray code.
      w.get(block).get(block).constant(1).shiftRight().xor().get(spin).shiftRight().constant(1).and().set(isUp);
      w.constant(1).shiftLeft().get(isUp).or().constant(rowBytes).multiply().get(rows).add().set(row);
      w.get(energy).get(fields).get(spin).constant(3).shiftLeft().add();
      w.loadFloat(8 * lowSpins);
      w.get(isUp).constant(4).multiply().constant(2).subtract().plain(convertSigned).multiplyFloat().addFloat();
      w.set(energy);
      for (let v = 0; v < vectors; v++) {
        w.get(fields).get(fields);
        w.loadVector(16 * v)
          .get(row)
          .loadVector(16 * v);
        w.simd(simd128.f64x2Add).storeVector(16 * v);
      }
      w.constant(1);
    });
  });
  w.get(at).get(block).storeInteger(control.next);
  w.get(at).get(listed).storeInteger(control.listed);
  return w;
}

const minusAndPlus = [...new Uint8Array(Float64Array.of(-1, 1).buffer)];
