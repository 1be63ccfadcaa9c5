import { FunctionWriter, far, i32, v128 } from "@naru/kernels";
import {
  type Arithmetic,
  type ComplexLocal,
  imaginaryOffset,
  lanes32,
  vectorBytes,
  writeProduct,
} from "./arithmetic.ts";

import { type DenseKernel, denseKernel } from "./dense-kernel.ts";

/**
 * Kernels that every run needs, whatever the circuit. All addresses and offsets are in bytes, all lengths in complex
 * vectors and at least 1. What is copied, cleared and summed may lie beyond 4 GiB; all else, and lists, may not.
 */
export interface FixedKernels extends DenseKernel {
  /** Multiplies `vectors` vectors at `base` by the table at `table`. */
  multiplyByTable(base: number, vectors: number, table: number): void;
  /**
   * Multiplies by an outer product: vector v of block h by low[v] · high[h]. `low` is a table of `lowVectors` vectors,
   * `high` is `highCount` complex numbers, (re, im) interleaved.
   */
  multiplyByOuter(base: number, low: number, lowVectors: number, high: number, highCount: number): void;
  /** As `multiplyByOuter`, and by the table at `table` besides. */
  multiplyByBoth(base: number, low: number, lowVectors: number, high: number, highCount: number, table: number): void;
  /** As `multiplyByOuter`, where the table for block h begins `offsets[h]` bytes beyond `tables`. */
  multiplyByBlocks(
    base: number,
    tables: number,
    vectors: number,
    high: number,
    highCount: number,
    offsets: number,
  ): void;
  /** As `multiplyByOuter`, from `source` to `target`. */
  turnTables(target: number, low: number, lowVectors: number, high: number, highCount: number, source: number): void;
  /**
   * Multiplies by the vector at `factor` those vectors below `vectors` whose number has all bits of `mask` set; lanes
   * that are to stay hold the factor 1.
   */
  multiplySubset(base: number, vectors: number, mask: number, factor: number): void;
  /**
   * Copies runs of vectors: run r goes from `sourceRuns[r]` vectors beyond `source` to `targetRuns[r]` vectors beyond
   * `target`, and vector v of each run from `sourceSteps[v]` to `targetSteps[v]` bytes beyond. The lists have 32 bits for
   * each entry; `stepsBytes` is the length in bytes of those for one run.
   */
  copyRuns(
    target: number,
    source: number,
    targetRuns: number,
    sourceRuns: number,
    runs: number,
    targetSteps: number,
    sourceSteps: number,
    stepsBytes: number,
  ): void;
  /** Writes zeros from `start` to before `end`. */
  clear(start: number, end: number): void;
  /**
   * For each of `blocks` blocks of `vectorsPerBlock` vectors: the sum of |amplitude|², added up in 64 bits, to `target`,
   * one 64-bit float after the other.
   */
  sumBlocks(source: number, blocks: number, vectorsPerBlock: number, target: number): void;
}

export function fixedKernels(arithmetic: Arithmetic): FunctionWriter[] {
  return [
    diagonalKernel("multiplyByTable", arithmetic, "table"),
    diagonalKernel("multiplyByOuter", arithmetic, "outer"),
    diagonalKernel("multiplyByBoth", arithmetic, "both"),
    diagonalKernel("multiplyByBlocks", arithmetic, "blocks"),
    diagonalKernel("turnTables", arithmetic, "turn"),
    subsetKernel("multiplySubset", arithmetic),
    denseKernel(arithmetic),
    copyKernel(),
    clearKernel(),
    sumKernel(arithmetic),
  ];
}

const complexLocal = (f: FunctionWriter): ComplexLocal => ({ re: f.local(v128), im: f.local(v128) });

function load(f: FunctionWriter, address: number, to: ComplexLocal): void {
  f.get(address).loadVector(0).set(to.re).get(address).loadVector(imaginaryOffset).set(to.im);
}
function store(f: FunctionWriter, address: number, from: ComplexLocal): void {
  f.get(address).get(from.re).storeVector(0).get(address).get(from.im).storeVector(imaginaryOffset);
}
/** Moves an address, or any number, on. */
function advance(f: FunctionWriter, local: number, by: number): FunctionWriter {
  return f.get(local).constant(by).add().set(local);
}
/** Adds one and leaves whether the result is below the limit. */
function countUp(f: FunctionWriter, counter: number, limit: number): void {
  f.get(counter).constant(1).add().tee(counter).get(limit).isBelow();
}

/** What a diagonal kernel multiplies by, besides an outer product: a table over all, or a table for each block. */
type DiagonalForm = "table" | "outer" | "both" | "blocks" | "turn";

function diagonalKernel(name: string, arithmetic: Arithmetic, form: DiagonalForm): FunctionWriter {
  const hasTable = form === "table" || form === "both";
  const hasOuter = form !== "table";
  const f = new FunctionWriter(name, new Array(form === "table" ? 3 : form === "outer" ? 5 : 6).fill(i32));
  const base = 0;
  const [low, vectors, high, highCount] = hasOuter ? [1, 2, 3, 4] : [-1, 1, -1, -1];
  const last = hasOuter ? 5 : 2; // the table, the offsets or the source
  const [v, h, lowAt] = f.locals(3, i32);
  const [amplitude, factor, product, scale, read] = [0, 1, 2, 3, 4].map(() => complexLocal(f));
  const multiplyBlock = () => {
    f.constant(0).set(v);
    f.repeat(() => {
      if (hasOuter) {
        load(f, lowAt, read);
        advance(f, lowAt, vectorBytes);
        writeProduct(f, arithmetic, hasTable ? product : factor, scale, read);
      }
      if (hasTable) {
        load(f, last, hasOuter ? read : factor);
        advance(f, last, vectorBytes);
        if (hasOuter) writeProduct(f, arithmetic, factor, product, read);
      }
      load(f, form === "turn" ? last : base, amplitude);
      if (form === "turn") advance(f, last, vectorBytes);
      writeProduct(f, arithmetic, product, amplitude, factor);
      store(f, base, product);
      advance(f, base, vectorBytes);
      countUp(f, v, vectors);
    });
  };
  if (!hasOuter) {
    multiplyBlock();
    return f;
  }
  return f.repeat(() => {
    f.get(high).loadSplat(arithmetic.bytes, 0).set(scale.re);
    f.get(high).loadSplat(arithmetic.bytes, arithmetic.bytes).set(scale.im);
    advance(f, high, 2 * arithmetic.bytes);
    f.get(low);
    if (form === "blocks") {
      f.get(last).loadInteger().add();
      f.set(lowAt);
      advance(f, last, 4);
    } else f.set(lowAt);
    multiplyBlock();
    countUp(f, h, highCount);
  });
}

function subsetKernel(name: string, arithmetic: Arithmetic): FunctionWriter {
  const f = new FunctionWriter(name, [i32, i32, i32, i32]);
  const [base, vectors, mask, factorAt] = [0, 1, 2, 3];
  const [v, address] = f.locals(2, i32);
  const [amplitude, factor, product] = [0, 1, 2].map(() => complexLocal(f));
  load(f, factorAt, factor);
  f.get(mask).set(v);
  return f.repeat(() => {
    f.get(v).constant(Math.log2(vectorBytes)).shiftLeft().get(base).add().set(address);
    load(f, address, amplitude);
    writeProduct(f, arithmetic, product, amplitude, factor);
    store(f, address, product);
    f.get(v).constant(1).add().get(mask).or().tee(v).get(vectors).isBelow(); // the next number that has the mask
  });
}

function copyKernel(): FunctionWriter {
  const f = new FunctionWriter("copyRuns", [far, far, ...new Array(6).fill(i32)]);
  const [target, source, targetRuns, sourceRuns, runs, targetSteps, sourceSteps, stepsBytes] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [run, targetStep, sourceStep] = f.locals(3, i32);
  const [targetAt, sourceAt, to, from] = f.locals(4, far);
  const beyond = (base: number, runs: number) =>
    f.get(runs).loadInteger().toFar().farConstant(Math.log2(vectorBytes)).shiftFarLeft().get(base).addFar();
  return f.repeat(() => {
    beyond(target, targetRuns).set(targetAt);
    beyond(source, sourceRuns).set(sourceAt);
    f.get(targetSteps).set(targetStep).get(sourceSteps).set(sourceStep);
    f.repeat(() => {
      f.get(targetAt).get(targetStep).loadInteger().toFar().addFar().set(to);
      f.get(sourceAt).get(sourceStep).loadInteger().toFar().addFar().set(from);
      f.get(to).get(from).loadFarVector(0).storeFarVector(0);
      f.get(to).get(from).loadFarVector(imaginaryOffset).storeFarVector(imaginaryOffset);
      advance(f, targetStep, 4);
      f.get(sourceStep).constant(4).add().tee(sourceStep).get(sourceSteps).get(stepsBytes).add().isBelow();
    });
    advance(f, targetRuns, 4);
    advance(f, sourceRuns, 4);
    countUp(f, run, runs);
  });
}

function clearKernel(): FunctionWriter {
  const f = new FunctionWriter("clear", [far, far]);
  const [start, end] = [0, 1];
  const zero = f.local(v128);
  return f.repeat(() => {
    f.get(start).get(zero).storeFarVector(0).get(start).get(zero).storeFarVector(imaginaryOffset);
    f.get(start).farConstant(vectorBytes).addFar().tee(start).get(end).isBelowFar();
  });
}

const addDouble = 0xf0;
const promoteLow = 0x5f;

/** Single precision: squares are added in pairs in 32 bits, as exact as the amplitudes are, and everything else in 64. */
function sumKernel({ precision, add, multiply }: Arithmetic): FunctionWriter {
  const f = new FunctionWriter("sumBlocks", [far, i32, i32, i32]);
  const [source, blocks, vectorsPerBlock, target] = [0, 1, 2, 3];
  const [block, v] = f.locals(2, i32);
  const [sum, zero, re, im, square] = f.locals(5, v128);
  return f.repeat(() => {
    f.get(zero).set(sum).constant(0).set(v);
    f.repeat(() => {
      f.get(source).loadFarVector(0).set(re).get(source).loadFarVector(imaginaryOffset).set(im);
      f.get(re).get(re).simd(multiply).get(im).get(im).simd(multiply).simd(add).set(square);
      if (precision === "double") f.get(square).get(sum).simd(addDouble).set(sum);
      else {
        f.get(square).simd(promoteLow).get(sum).simd(addDouble);
        f.get(square)
          .get(square)
          .shuffle(lanes32(2, 3, 2, 3))
          .simd(promoteLow)
          .simd(addDouble)
          .set(sum);
      }
      f.get(source).farConstant(vectorBytes).addFar().set(source);
      countUp(f, v, vectorsPerBlock);
    });
    f.get(target).get(sum).extractFloat(0).get(sum).extractFloat(1).addFloat().storeFloat();
    advance(f, target, 8);
    countUp(f, block, blocks);
  });
}
