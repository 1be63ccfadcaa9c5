import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";
import { lanes, rowBytes } from "./frame-kernels.ts";

/**
 * `gather(rows, mask, target, stride)`: of 32 rows of bits from `rows` on makes a word for each of the 1024 shots, bit k
 * from row k, and ands it with `mask`. The word of shot s goes to `target + s · stride`.
 *
 * Four squares of 32 × 32 bits at a time, by Warren's exchange of ever smaller blocks ("Hacker's Delight", second
 * edition, section 7–3).
 */
export function gatherKernel(): FunctionWriter {
  const f = new FunctionWriter("gather", [i32, i32, i32, i32]);
  const [rows, maskOfWord, target, stride] = [0, 1, 2, 3];
  const [end, to, four] = f.locals(3, i32) as [number, number, number];
  const words = f.locals(32, v128);
  const [mask, moved, used] = f.locals(3, v128) as [number, number, number];
  f.get(maskOfWord).simd(simd128.i32x4Splat).set(used);
  f.get(rows).constant(rowBytes).add().set(end);
  f.get(stride).constant(5).shiftLeft().set(four); // from one lane's shots to the next lane's
  f.repeat(() => {
    for (const [k, word] of words.entries())
      f.get(rows)
        .loadVector(k * rowBytes)
        .set(word);
    for (let width = 16, block = 0x0000ffff; width > 0; width >>= 1, block ^= block << width) {
      f.constant(block).simd(simd128.i32x4Splat).set(mask);
      for (let k = 0; k < 32; k = ((k | width) + 1) & ~width)
        exchange(f, words[k], words[k | width], width, mask, moved);
    }
    for (const [k, word] of words.entries()) {
      f.get(word).get(used).simd(simd128.and).set(word);
      f.get(target).get(stride).constant(k).multiply().add().set(to);
      for (const lane of [0, 1, 2, 3] as const) {
        f.get(to).get(word).storeLane(lane);
        if (lane < 3) f.get(to).get(four).add().set(to);
      }
    }
    f.get(target).get(four).constant(2).shiftLeft().add().set(target);
    f.get(rows).constant(16).add().tee(rows).get(end).isDifferent();
  });
  return f;
}

/** The high block of `a` and the low block of `b` change places. */
function exchange(f: FunctionWriter, a: number, b: number, width: number, mask: number, moved: number): void {
  f.get(a)
    .constant(width)
    .simd(simd128.i32x4ShiftRight)
    .get(b)
    .simd(simd128.xor)
    .get(mask)
    .simd(simd128.and)
    .set(moved);
  f.get(a).get(moved).constant(width).simd(simd128.i32x4ShiftLeft).simd(simd128.xor).set(a);
  f.get(b).get(moved).simd(simd128.xor).set(b);
}

/** Bytes that the words of all shots of a batch take for so many bits. */
export const gatheredBytes = (bitCount: number): number => 4 * lanes * Math.ceil(bitCount / 32);
