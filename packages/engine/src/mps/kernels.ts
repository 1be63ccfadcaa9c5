import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";

const { f64x2Add: add, f64x2Subtract: subtract, f64x2Multiply: multiply } = simd128;
const vectorBytes = 16;

/**
 * The kernels of matrix-product states, all on complex float64 matrices whose real and imaginary parts lie in two planes
 * of one shape, row by row. Addresses, strides and lengths are in bytes. Sums run in one fixed order and products are
 * never fused with them, so that every machine gives the same bits.
 */
export function mpsKernels(): FunctionWriter[] {
  return [product(), sweep("sweep1", 1), sweep("sweep2", 2), rowDots(), rotateRows()];
}

/**
 * `product(c, a, b, rows, inner, columnBytes, strideA, strideB, strideC, planeA, planeB, planeC)`: C = A · B.
 *
 * Rows come in pairs and columns in fours (the caller pads with zeros): eight accumulators stay in registers, and a panel
 * of four columns of B stays in the first-level cache while all rows of A pass by.
 */
function product(): FunctionWriter {
  const f = new FunctionWriter("product", new Array(12).fill(i32));
  const [c, a, b, rows, inner, columnBytes, strideA, strideB, strideC, planeA, planeB, planeC] = Array(
    12,
  ).keys() as unknown as number[];
  const [column, row, k, atA, atB, atC] = f.locals(6, i32);
  const sums = f.locals(8, v128); // row 0: re, re, im, im; row 1 alike
  const [b0, b1, bi0, bi1, re, im] = f.locals(6, v128);
  const zero = Array(16).fill(0);
  f.repeat(() => {
    f.get(a).set(atA).get(c).get(column).add().set(atC).get(rows).set(row);
    f.repeat(() => {
      for (const sum of sums) f.vectorConstant(zero).set(sum);
      f.get(b).get(column).add().set(atB).get(inner).set(k);
      f.repeat(() => {
        f.get(atB).loadVector().set(b0).get(atB).loadVector(vectorBytes).set(b1);
        f.get(atB).get(planeB).add().loadVector().set(bi0);
        f.get(atB).get(planeB).add().loadVector(vectorBytes).set(bi1);
        for (const half of [0, 1]) {
          const address = () => {
            f.get(atA);
            if (half === 1) f.get(strideA).add();
            return f;
          };
          address().loadSplat(8).set(re);
          address().get(planeA).add().loadSplat(8).set(im);
          const [re0, re1, im0, im1] = sums.slice(4 * half, 4 * half + 4);
          f.get(re0).get(re).get(b0).simd(multiply).simd(add).get(im).get(bi0).simd(multiply).simd(subtract).set(re0);
          f.get(re1).get(re).get(b1).simd(multiply).simd(add).get(im).get(bi1).simd(multiply).simd(subtract).set(re1);
          f.get(im0).get(re).get(bi0).simd(multiply).simd(add).get(im).get(b0).simd(multiply).simd(add).set(im0);
          f.get(im1).get(re).get(bi1).simd(multiply).simd(add).get(im).get(b1).simd(multiply).simd(add).set(im1);
        }
        f.get(atA).constant(8).add().set(atA);
        f.get(atB).get(strideB).add().set(atB);
        f.get(k).constant(1).subtract().tee(k);
      });
      f.get(atA).get(inner).constant(8).multiply().subtract().get(strideA).add().get(strideA).add().set(atA);
      for (const half of [0, 1]) {
        const [re0, re1, im0, im1] = sums.slice(4 * half, 4 * half + 4);
        f.get(atC).get(re0).storeVector().get(atC).get(re1).storeVector(vectorBytes);
        f.get(atC).get(planeC).add().get(im0).storeVector();
        f.get(atC).get(planeC).add().get(im1).storeVector(vectorBytes);
        f.get(atC).get(strideC).add().set(atC);
      }
      f.get(row).constant(2).subtract().tee(row);
    });
    f.get(column)
      .constant(2 * vectorBytes)
      .add()
      .tee(column)
      .get(columnBytes)
      .isBelow();
  });
  return f;
}

/**
 * `sweepN(a, strideA, planeA, rows, columnBytes, u, sums, planeV, x1, y1 [, x2, y2])`: for each row i, in order,
 * A_i −= x1_i · y1 [+ x2_i · y2], and then sums += conj(u_i) · A_i. The vectors' imaginary parts lie `planeV` behind their
 * real parts; `sums` is set to zero first.
 *
 * One reflection after another, each finished while the products for the next are taken: the matrix passes through the
 * registers once for a reflection.
 */
function sweep(name: string, terms: 1 | 2): FunctionWriter {
  const f = new FunctionWriter(name, new Array(8 + 2 * terms).fill(i32));
  const [a, strideA, planeA, rows, columnBytes, u, sums, planeV] = Array(8).keys() as unknown as number[];
  const pairs = Array.from({ length: terms }, (_, i) => ({ x: 8 + 2 * i, y: 9 + 2 * i }));
  const [at, column, row] = f.locals(3, i32);
  const [uRe, uIm, re, im] = f.locals(4, v128);
  const factors = pairs.map(() => ({ re: f.local(v128), im: f.local(v128) }));
  const zero = Array(16).fill(0);
  f.repeat(() => {
    f.get(sums).get(column).add().tee(at).vectorConstant(zero).storeVector();
    f.get(at).get(planeV).add().vectorConstant(zero).storeVector();
    f.get(column).constant(vectorBytes).add().tee(column).get(columnBytes).isBelow();
  });
  f.repeat(() => {
    f.get(u).loadSplat(8).set(uRe).get(u).get(planeV).add().loadSplat(8).set(uIm);
    f.get(u).constant(8).add().set(u);
    pairs.forEach(({ x }, i) => {
      f.get(x).loadSplat(8).set(factors[i].re).get(x).get(planeV).add().loadSplat(8).set(factors[i].im);
      f.get(x).constant(8).add().set(x);
    });
    f.constant(0).set(column);
    f.repeat(() => {
      f.get(a).get(column).add().tee(at).loadVector().set(re);
      f.get(at).get(planeA).add().loadVector().set(im);
      pairs.forEach(({ y }, i) => {
        const yRe = () => f.get(y).get(column).add().loadVector();
        const yIm = () => f.get(y).get(column).add().get(planeV).add().loadVector();
        const factor = factors[i];
        f.get(re).get(factor.re);
        yRe().simd(multiply).simd(subtract).get(factor.im);
        yIm().simd(multiply).simd(add).set(re);
        f.get(im).get(factor.re);
        yIm().simd(multiply).simd(subtract).get(factor.im);
        yRe().simd(multiply).simd(subtract).set(im);
      });
      f.get(at).get(re).storeVector();
      f.get(at).get(planeA).add().get(im).storeVector();
      f.get(sums).get(column).add().tee(at).get(at).loadVector();
      f.get(uRe).get(re).simd(multiply).simd(add).get(uIm).get(im).simd(multiply).simd(add).storeVector();
      f.get(at).get(planeV).add().tee(at).get(at).loadVector();
      f.get(uRe).get(im).simd(multiply).simd(add).get(uIm).get(re).simd(multiply).simd(subtract).storeVector();
      f.get(column).constant(vectorBytes).add().tee(column).get(columnBytes).isBelow();
    });
    f.get(a).get(strideA).add().set(a);
    f.get(row).constant(1).add().tee(row).get(rows).isBelow();
  });
  return f;
}

/** `rowDots(a, strideA, planeA, rows, columnBytes, v, result, planeV)`: result_i = Σ_j A_ij · v_j. */
function rowDots(): FunctionWriter {
  const f = new FunctionWriter("rowDots", new Array(8).fill(i32));
  const [a, strideA, planeA, rows, columnBytes, v, result, planeV] = Array(8).keys() as unknown as number[];
  const [at, atV, column, row] = f.locals(4, i32);
  const [aRe, aIm, vRe, vIm, reRe, imIm, reIm, imRe] = f.locals(8, v128);
  const zero = Array(16).fill(0);
  const total = (vector: number) => f.get(vector).extractFloat(0).get(vector).extractFloat(1).addFloat();
  f.repeat(() => {
    for (const sum of [reRe, imIm, reIm, imRe]) f.vectorConstant(zero).set(sum);
    f.constant(0).set(column);
    f.repeat(() => {
      f.get(a).get(column).add().tee(at).loadVector().set(aRe).get(at).get(planeA).add().loadVector().set(aIm);
      f.get(v).get(column).add().tee(atV).loadVector().set(vRe).get(atV).get(planeV).add().loadVector().set(vIm);
      f.get(reRe).get(aRe).get(vRe).simd(multiply).simd(add).set(reRe);
      f.get(imIm).get(aIm).get(vIm).simd(multiply).simd(add).set(imIm);
      f.get(reIm).get(aRe).get(vIm).simd(multiply).simd(add).set(reIm);
      f.get(imRe).get(aIm).get(vRe).simd(multiply).simd(add).set(imRe);
      f.get(column).constant(vectorBytes).add().tee(column).get(columnBytes).isBelow();
    });
    f.get(reRe).get(imIm).simd(subtract).set(reRe).get(reIm).get(imRe).simd(add).set(reIm);
    f.get(result);
    total(reRe).storeFloat();
    f.get(result).get(planeV).add();
    total(reIm).storeFloat();
    f.get(result).constant(8).add().set(result);
    f.get(a).get(strideA).add().set(a);
    f.get(row).constant(1).add().tee(row).get(rows).isBelow();
  });
  return f;
}

/**
 * `rotateRows(z, stride, count, coefficients, columnBytes)`: `count` plane rotations (c, s), the first on rows 0 and 1 of
 * a real matrix, the next on rows 1 and 2, and so on: x, y ← c·x + s·y, c·y − s·x. Eight columns go down all the rows at
 * a time, the row between two rotations staying in registers.
 */
function rotateRows(): FunctionWriter {
  const f = new FunctionWriter("rotateRows", new Array(5).fill(i32));
  const [z, stride, count, coefficients, columnBytes] = Array(5).keys() as unknown as number[];
  const [at, from, left, column] = f.locals(4, i32);
  const carried = f.locals(4, v128);
  const [c, s, next] = f.locals(3, v128);
  f.repeat(() => {
    f.get(z).get(column).add().set(at).get(coefficients).set(from).get(count).set(left);
    carried.forEach((vector, i) => {
      f.get(at)
        .loadVector(i * vectorBytes)
        .set(vector);
    });
    f.repeat(() => {
      f.get(from).loadSplat(8).set(c).get(from).loadSplat(8, 8).set(s).get(from).constant(16).add().set(from);
      carried.forEach((vector, i) => {
        f.get(at)
          .get(stride)
          .add()
          .loadVector(i * vectorBytes)
          .set(next);
        f.get(at).get(c).get(vector).simd(multiply).get(s).get(next).simd(multiply).simd(add);
        f.storeVector(i * vectorBytes);
        f.get(c).get(next).simd(multiply).get(s).get(vector).simd(multiply).simd(subtract).set(vector);
      });
      f.get(at).get(stride).add().set(at);
      f.get(left).constant(1).subtract().tee(left);
    });
    carried.forEach((vector, i) => {
      f.get(at)
        .get(vector)
        .storeVector(i * vectorBytes);
    });
    f.get(column)
      .constant(4 * vectorBytes)
      .add()
      .tee(column)
      .get(columnBytes)
      .isBelow();
  });
  return f;
}
