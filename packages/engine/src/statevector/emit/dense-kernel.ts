import { FunctionWriter, i32, v128 } from "@naru/kernels";
import { type Arithmetic, imaginaryOffset, vectorBytes, writeDifference, writeSum } from "./arithmetic.ts";

export interface DenseKernel {
  /**
   * Multiplies groups of 2^k vectors at `base` by a matrix of `size` = 2^k rows, k from 1. `masks` is the address of k
   * words, ascending: for each index bit of the matrix the vector-index bits at and above it. `offsets` is that of 2^k
   * words: where the vectors of a group lie beyond its first, in bytes. The matrix is written row by row, (re, im)
   * interleaved. `scratch` has room for 2^k vectors.
   */
  applyMatrix(
    base: number,
    groups: number,
    masks: number,
    maskCount: number,
    offsets: number,
    size: number,
    matrix: number,
    scratch: number,
  ): void;
}

/**
 * Two rows at a time, each with four sums (re·re, im·im, re·im, im·re): eight chains of additions keep the adders busy.
 * Columns are added up in order, so that the result is the same everywhere.
 */
export function denseKernel(arithmetic: Arithmetic): FunctionWriter {
  const { add, bytes } = arithmetic;
  const f = new FunctionWriter("applyMatrix", new Array(8).fill(i32));
  const [base, groups, masks, maskCount, offsets, size, matrix, scratch] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [group, first, counter, from, to, entry, lower, rowBytes] = f.locals(8, i32);
  const [re, im, factor, zero] = f.locals(4, v128);
  const rows = [f.locals(4, v128), f.locals(4, v128)];
  const advance = (local: number, by: number) => f.get(local).constant(by).add().set(local);
  const countUp = (step: number, limit: number) =>
    f.get(counter).constant(step).add().tee(counter).get(limit).isBelow();

  f.get(size)
    .constant(2 * bytes)
    .multiply()
    .set(rowBytes);
  f.repeat(() => {
    // a zero is put into the group number at each bit of the matrix, which gives the first vector of the group
    f.get(group).set(first).constant(0).set(counter).get(masks).set(from);
    f.repeat(() => {
      f.get(first).get(first).get(from).loadInteger().and().add().set(first);
      advance(from, 4);
      countUp(1, maskCount);
    });
    f.get(first).constant(Math.log2(vectorBytes)).shiftLeft().get(base).add().set(first);

    f.constant(0).set(counter).get(offsets).set(from).get(scratch).set(to);
    f.repeat(() => {
      f.get(from).loadInteger().get(first).add().set(lower);
      for (const part of [0, imaginaryOffset]) f.get(to).get(lower).loadVector(part).storeVector(part);
      advance(from, 4);
      advance(to, vectorBytes);
      countUp(1, size);
    });

    f.get(matrix).set(entry).get(offsets).set(to);
    f.repeat(() => {
      for (const sums of rows) for (const sum of sums) f.get(zero).set(sum);
      f.constant(0).set(counter).get(scratch).set(from);
      f.get(entry).get(rowBytes).add().set(lower);
      f.repeat(() => {
        f.get(from).loadVector(0).set(re).get(from).loadVector(imaginaryOffset).set(im);
        [entry, lower].forEach((row, i) => {
          const [reRe, imIm, reIm, imRe] = rows[i];
          f.get(row).loadSplat(bytes, 0).set(factor);
          writeSum(f, arithmetic, reRe, factor, re).set(reRe);
          writeSum(f, arithmetic, reIm, factor, im).set(reIm);
          f.get(row).loadSplat(bytes, bytes).set(factor);
          writeSum(f, arithmetic, imRe, factor, re).set(imRe);
          writeDifference(f, arithmetic, imIm, factor, im).set(imIm);
          advance(row, 2 * bytes);
        });
        advance(from, vectorBytes);
        countUp(1, size);
      });
      f.get(lower).set(entry); // where the next two rows begin
      for (const [reRe, imIm, reIm, imRe] of rows) {
        f.get(to).loadInteger().get(first).add().set(lower);
        f.get(lower).get(reRe).get(imIm).simd(add).storeVector(0);
        f.get(lower).get(reIm).get(imRe).simd(add).storeVector(imaginaryOffset);
        advance(to, 4);
      }
      f.get(to).get(offsets).get(size).constant(4).multiply().add().isBelow();
    });
    f.get(group).constant(1).add().tee(group).get(groups).isBelow();
  });
  return f;
}
