import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";
import {
  type Arithmetic,
  type ComplexLocal,
  imaginaryOffset,
  lanes64,
  vectorBytes,
  writeProduct,
} from "./arithmetic.ts";

/**
 * Kernels that build tables of phases. A plain table, of which the first two make small ones, is complex numbers of two
 * 64-bit floats, one after the other; other tables lie as amplitudes do.
 */
export interface PhaseKernels {
  /**
   * Writes a plain table of 2^`bits` entries. Entry x is `first` times, over the bits k of x, the factor of k and those of
   * the pairs (k, j) with the bits j < k of x. `factors` holds, for each k in turn, that of k and those of (k, 0), (k, 1), …;
   * `first`, a complex number, is where the table begins. `row` has room for half of it.
   */
  phaseTable(table: number, row: number, bits: number, factors: number): void;
  /** Rounds a plain table to the precision of the amplitudes, and lays it out as they are. */
  packTable(target: number, table: number, vectors: number): void;
  /**
   * Writes the table T[c, b, a] = ab[b, a] · ac[c, a] · bc[c, b], the last index being the fastest. `rowVectors` counts the
   * vectors over a; there are `bCount` and `cCount` values of b and of c.
   */
  crossTables(
    target: number,
    ab: number,
    ac: number,
    bc: number,
    rowVectors: number,
    bCount: number,
    cCount: number,
  ): void;
}

export function phaseKernels(arithmetic: Arithmetic): FunctionWriter[] {
  return [phaseTableKernel(), packKernel(arithmetic), crossKernel(arithmetic)];
}

/** Bytes of an entry of a plain table: one vector. */
const entryBytes = 16;

const { f64x2Add, f64x2Multiply, f32x4DemoteZero } = simd128;
/** Both lanes of a vector exchanged; either lane in both; and −1 in the first. */
const exchanged = lanes64(1, 0);
const firstTwice = lanes64(0, 0);
const secondTwice = lanes64(1, 1);
const minusPlus = [...new Uint8Array(Float64Array.of(-1, 1).buffer)];

function phaseTableKernel(): FunctionWriter {
  const f = new FunctionWriter("phaseTable", [i32, i32, i32, i32]);
  const [table, row, bits, factors] = [0, 1, 2, 3];
  const [bit, lower, from, to, end, rowAt] = f.locals(6, i32);
  const [a, re, im] = f.locals(3, v128);
  /** Splits the complex number on the stack into what `timesFactor` takes. */
  const setFactor = () => {
    f.set(a).get(a).get(a).shuffle(firstTwice).set(re);
    f.get(a).get(a).shuffle(secondTwice).vectorConstant(minusPlus).simd(f64x2Multiply).set(im);
  };
  /** The complex number in `a` times the factor: (re, re) · a + (−im, im) · a exchanged. */
  const timesFactor = () => {
    f.get(a).get(re).simd(f64x2Multiply);
    f.get(a).get(a).shuffle(exchanged).get(im).simd(f64x2Multiply).simd(f64x2Add);
  };
  const takeFactor = () => {
    f.get(factors).loadVector(0);
    f.get(factors).constant(entryBytes).add().set(factors);
  };
  const next = (address: number) => f.get(address).constant(entryBytes).add().set(address);
  return f.repeat(() => {
    // the row of this bit: what turns the half of the table below into the half above
    f.get(row);
    takeFactor();
    f.storeVector(0).constant(0).set(lower);
    f.block(() => {
      f.get(bit).isZero().leaveIf();
      f.repeat(() => {
        takeFactor();
        setFactor();
        f.get(row).set(from);
        f.get(row).constant(entryBytes).get(lower).shiftLeft().add().tee(to).set(end);
        f.repeat(() => {
          f.get(from).loadVector(0).set(a).get(to);
          timesFactor();
          f.storeVector(0);
          next(from);
          next(to);
          f.get(from).get(end).isBelow();
        });
        f.get(lower).constant(1).add().tee(lower).get(bit).isBelow();
      });
    });
    f.get(table).set(from).get(row).set(rowAt);
    f.get(table).constant(entryBytes).get(bit).shiftLeft().add().tee(to).set(end);
    f.repeat(() => {
      f.get(rowAt).loadVector(0);
      setFactor();
      f.get(from).loadVector(0).set(a).get(to);
      timesFactor();
      f.storeVector(0);
      next(from);
      next(to);
      next(rowAt);
      f.get(from).get(end).isBelow();
    });
    f.get(bit).constant(1).add().tee(bit).get(bits).isBelow();
  });
}

function packKernel({ precision }: Arithmetic): FunctionWriter {
  const f = new FunctionWriter("packTable", [i32, i32, i32]);
  const [target, table, vectors] = [0, 1, 2];
  const v = f.local(i32);
  /** Real or imaginary parts of two entries. */
  const parts = (part: 0 | 1, entry: number) =>
    f
      .get(table)
      .loadVector(entryBytes * entry)
      .get(table)
      .loadVector(entryBytes * (entry + 1))
      .shuffle(lanes64(part, 2 + part));
  return f.repeat(() => {
    for (const part of [0, 1] as const) {
      f.get(target);
      if (precision === "double") parts(part, 0);
      else {
        parts(part, 0).simd(f32x4DemoteZero);
        parts(part, 2).simd(f32x4DemoteZero).shuffle(lanes64(0, 2));
      }
      f.storeVector(part * imaginaryOffset);
    }
    f.get(target).constant(vectorBytes).add().set(target);
    f.get(table)
      .constant(entryBytes * (precision === "double" ? 2 : 4))
      .add()
      .set(table);
    f.get(v).constant(1).add().tee(v).get(vectors).isBelow();
  });
}

function crossKernel(arithmetic: Arithmetic): FunctionWriter {
  const f = new FunctionWriter("crossTables", new Array(7).fill(i32));
  const [target, ab, ac, bc, rowVectors, bCount, cCount] = [0, 1, 2, 3, 4, 5, 6];
  const [entry, address, v, b, c, abAt, acAt] = f.locals(7, i32);
  const [left, right, scale, inner, outer] = [0, 1, 2, 3, 4].map(
    (): ComplexLocal => ({
      re: f.local(v128),
      im: f.local(v128),
    }),
  );
  const { bytes, lanes, laneBits } = arithmetic;
  const load = (at: number, to: ComplexLocal) => {
    f.get(at).loadVector(0).set(to.re).get(at).loadVector(imaginaryOffset).set(to.im);
    f.get(at).constant(vectorBytes).add().set(at);
  };
  const countUp = (counter: number, limit: number) =>
    f.get(counter).constant(1).add().tee(counter).get(limit).isBelow();
  return f.repeat(() => {
    f.get(ab).set(abAt).constant(0).set(b);
    f.repeat(() => {
      f.get(bc).get(entry).constant(laneBits).shiftRight().constant(Math.log2(vectorBytes)).shiftLeft().add();
      f.get(entry)
        .constant(lanes - 1)
        .and()
        .constant(Math.log2(bytes))
        .shiftLeft()
        .add()
        .set(address);
      f.get(address).loadSplat(bytes, 0).set(scale.re).get(address).loadSplat(bytes, imaginaryOffset).set(scale.im);
      f.get(entry).constant(1).add().set(entry).get(ac).set(acAt).constant(0).set(v);
      f.repeat(() => {
        load(abAt, left);
        load(acAt, right);
        writeProduct(f, arithmetic, inner, left, right);
        writeProduct(f, arithmetic, outer, inner, scale);
        f.get(target).get(outer.re).storeVector(0).get(target).get(outer.im).storeVector(imaginaryOffset);
        f.get(target).constant(vectorBytes).add().set(target);
        countUp(v, rowVectors);
      });
      countUp(b, bCount);
    });
    f.get(acAt).set(ac);
    countUp(c, cCount);
  });
}
