import { FunctionWriter, f64, i32, simd128, v128 } from "@naru/kernels";
import {
  type Arithmetic,
  imaginaryOffset,
  lanes32,
  lanes64,
  vectorBytes,
  writeProduct,
} from "../statevector/emit/arithmetic.ts";
import { laneMixer } from "./mix-kernels.ts";
import { writeTurn } from "./turn.ts";

/**
 * Kernels that look at costs. Costs are kept as levels (16-bit numbers, which a table turns into costs or phases) or as
 * 64-bit numbers. Phases come as pairs (re, im) in the state's precision: from a table, by level, or one after the other.
 */
export interface CostKernels {
  /** Rounds (cost − base) · factor of `count` costs to levels; base and factor are two numbers at `constants`. */
  toLevels(target: number, source: number, count: number, constants: number): void;
  /** Writes e^{i·angle·cost} · size as pairs; angle and size are two 64-bit numbers at `constants`. `count` is even. */
  phases(target: number, costs: number, count: number, constants: number): void;
  /** Writes phases as amplitudes and mixes lanes. `levels` is 0 with phases one after the other at `table`. */
  beginByLevel(base: number, vectors: number, table: number, levels: number, factors: number): void;
  beginStraight(base: number, vectors: number, table: number, levels: number, factors: number): void;
  /** Multiplies by phases, then mixes lanes. */
  phaseByLevel(base: number, vectors: number, table: number, levels: number, factors: number): void;
  phaseStraight(base: number, vectors: number, table: number, levels: number, factors: number): void;
  /** Writes Σ |amplitude|² of each of `blocks` blocks, one 64-bit number after the other. */
  blockSums(source: number, blocks: number, vectorsOfBlock: number, target: number): void;
  /** Multiplies each amplitude at `source` by its cost and stores it at `target`. Costs as below. */
  scaleByLevel(target: number, source: number, vectors: number, table: number, levels: number): void;
  scaleStraight(target: number, source: number, vectors: number, table: number, levels: number): void;
  /** Writes Σ cost · Re a*b and Σ cost · Im a*b of two states as two 64-bit numbers. */
  meetByLevel(a: number, b: number, vectors: number, table: number, levels: number, target: number): void;
  meetStraight(a: number, b: number, vectors: number, table: number, levels: number, target: number): void;
}

const lookups = ["ByLevel", "Straight"] as const;
type Lookup = (typeof lookups)[number];

export const costKernels = (arithmetic: Arithmetic): FunctionWriter[] => [
  levelsKernel(),
  phasesKernel(arithmetic),
  blockSumsKernel(arithmetic),
  ...lookups.flatMap((lookup) => [
    phaseKernel(arithmetic, lookup, true),
    phaseKernel(arithmetic, lookup, false),
    scaleKernel(arithmetic, lookup),
    meetKernel(arithmetic, lookup),
  ]),
];

function levelsKernel(): FunctionWriter {
  const f = new FunctionWriter("toLevels", [i32, i32, i32, i32]);
  const [target, source, count, constants] = [0, 1, 2, 3];
  const k = f.local(i32);
  const [base, factor] = f.locals(2, f64);
  f.get(constants).loadFloat(0).set(base).get(constants).loadFloat(8).set(factor);
  return f.repeat(() => {
    f.get(target).get(source).loadFloat().get(base).subtractFloat().get(factor).multiplyFloat();
    f.plain(nearest).plain(truncateUnsigned).storeShort();
    f.get(target).constant(2).add().set(target);
    f.get(source).constant(8).add().set(source);
    f.get(k).constant(1).add().tee(k).get(count).isBelow();
  });
}
const nearest = 0x9e;
const truncateUnsigned = 0xab;

function phasesKernel({ precision }: Arithmetic): FunctionWriter {
  const f = new FunctionWriter("phases", [i32, i32, i32, i32]);
  const [target, costs, count, constants] = [0, 1, 2, 3];
  const k = f.local(i32);
  const [angle, size, cos, sin] = f.locals(4, v128);
  f.get(constants).loadSplat(8, 0).set(angle).get(constants).loadSplat(8, 8).set(size);
  const turn = writeTurn(f);
  return f.repeat(() => {
    f.get(costs).loadVector().get(angle).simd(simd128.f64x2Multiply);
    turn(cos, sin);
    for (const part of [cos, sin]) {
      f.get(part).get(size).simd(simd128.f64x2Multiply);
      if (precision === "single") f.simd(simd128.f32x4DemoteZero);
      f.set(part);
    }
    if (precision === "single") {
      f.get(target)
        .get(cos)
        .get(sin)
        .shuffle(lanes32(0, 4, 1, 5))
        .storeVector();
      f.get(target).constant(16).add().set(target);
    } else {
      f.get(target).get(cos).get(sin).shuffle(lanes64(0, 2)).storeVector();
      f.get(target).get(cos).get(sin).shuffle(lanes64(1, 3)).storeVector(16);
      f.get(target).constant(32).add().set(target);
    }
    f.get(costs).constant(16).add().set(costs);
    f.get(k).constant(2).add().tee(k).get(count).isBelow();
  });
}

/** What reads, vector by vector, entries of a table of `bytes` each: by level, or one after the other. */
class Entries {
  readonly #f: FunctionWriter;
  readonly #lookup: Lookup;
  readonly #table: number;
  readonly #levels: number;
  readonly #bits: number;
  readonly #lanes: number;

  constructor(f: FunctionWriter, lookup: Lookup, table: number, levels: number, bytes: number, lanes: number) {
    this.#f = f;
    this.#lookup = lookup;
    this.#table = table;
    this.#levels = levels;
    this.#bits = Math.log2(bytes);
    this.#lanes = lanes;
  }

  /** Leaves an address, to which `offset` is still to be added. */
  addressOf(lane: number): { readonly offset: number } {
    if (this.#lookup === "Straight") {
      this.#f.get(this.#table);
      return { offset: lane << this.#bits };
    }
    this.#f
      .get(this.#levels)
      .loadShort(2 * lane)
      .constant(this.#bits)
      .shiftLeft()
      .get(this.#table)
      .add();
    return { offset: 0 };
  }

  /** Moves on to the next vector. */
  advance(): void {
    const [local, by] =
      this.#lookup === "Straight" ? [this.#table, this.#lanes << this.#bits] : [this.#levels, 2 * this.#lanes];
    this.#f.get(local).constant(by).add().set(local);
  }
}

function phaseKernel(arithmetic: Arithmetic, lookup: Lookup, begins: boolean): FunctionWriter {
  const f = new FunctionWriter(`${begins ? "begin" : "phase"}${lookup}`, new Array(5).fill(i32));
  const [base, vectors, table, levels, factors] = [0, 1, 2, 3, 4];
  const v = f.local(i32);
  const complex = () => ({ re: f.local(v128), im: f.local(v128) });
  const [phase, amplitude, turned] = [complex(), complex(), complex()];
  const pairs: number[] = f.locals(arithmetic.lanes, v128);
  const entries = new Entries(f, lookup, table, levels, 2 * arithmetic.bytes, arithmetic.lanes);
  const mixLanes = laneMixer(f, arithmetic, factors);
  return f.repeat(() => {
    pairs.forEach((pair, lane) => {
      const { offset } = entries.addressOf(lane);
      if (arithmetic.lanes === 4) f.loadSplat(8, offset).set(pair);
      else f.loadVector(offset).set(pair);
    });
    if (arithmetic.lanes === 4) {
      const [a, b, c, d] = pairs;
      f.get(a)
        .get(b)
        .shuffle(lanes32(0, 4, 1, 5))
        .set(a);
      f.get(c)
        .get(d)
        .shuffle(lanes32(0, 4, 1, 5))
        .set(c);
      f.get(a)
        .get(c)
        .shuffle(lanes32(0, 1, 4, 5))
        .set(phase.re);
      f.get(a)
        .get(c)
        .shuffle(lanes32(2, 3, 6, 7))
        .set(phase.im);
    } else {
      const [a, b] = pairs;
      f.get(a).get(b).shuffle(lanes64(0, 2)).set(phase.re);
      f.get(a).get(b).shuffle(lanes64(1, 3)).set(phase.im);
    }
    let result = phase;
    if (!begins) {
      f.get(base).loadVector(0).set(amplitude.re).get(base).loadVector(imaginaryOffset).set(amplitude.im);
      writeProduct(f, arithmetic, turned, amplitude, phase);
      result = turned;
    }
    mixLanes(result.re, result.im);
    f.get(base).get(result.re).storeVector(0).get(base).get(result.im).storeVector(imaginaryOffset);
    f.get(base).constant(vectorBytes).add().set(base);
    entries.advance();
    f.get(v).constant(1).add().tee(v).get(vectors).isBelow();
  });
}

/** Leaves two costs in 64 bits, those of lanes `lane` and `lane` + 1. */
function costPair(f: FunctionWriter, entries: Entries, lane: number): void {
  const first = entries.addressOf(lane);
  f.loadSplat(8, first.offset);
  const second = entries.addressOf(lane + 1);
  f.loadFloat(second.offset).replaceFloat(1);
}

function blockSumsKernel({ lanes, multiply, add }: Arithmetic): FunctionWriter {
  const f = new FunctionWriter("blockSums", new Array(4).fill(i32));
  const [source, blocks, vectorsOfBlock, target] = [0, 1, 2, 3];
  const [block, v] = f.locals(2, i32);
  const [part, square, sum, zero] = f.locals(4, v128);
  return f.repeat(() => {
    f.get(zero).set(sum).constant(0).set(v);
    f.repeat(() => {
      f.get(source).loadVector(0).tee(part).get(part).simd(multiply);
      f.get(source).loadVector(imaginaryOffset).tee(part).get(part).simd(multiply).simd(add).set(square);
      for (let lane = 0; lane < lanes; lane += 2) {
        f.get(square);
        if (lane === 2) f.get(square).shuffle(lanes32(2, 3, 2, 3));
        if (lanes === 4) f.simd(simd128.f64x2PromoteLow);
        f.get(sum).simd(simd128.f64x2Add).set(sum);
      }
      f.get(source).constant(vectorBytes).add().set(source);
      f.get(v).constant(1).add().tee(v).get(vectorsOfBlock).isBelow();
    });
    f.get(target).get(sum).extractFloat(0).get(sum).extractFloat(1).addFloat().storeFloat();
    f.get(target).constant(8).add().set(target);
    f.get(block).constant(1).add().tee(block).get(blocks).isBelow();
  });
}

function scaleKernel(arithmetic: Arithmetic, lookup: Lookup): FunctionWriter {
  const f = new FunctionWriter(`scale${lookup}`, new Array(5).fill(i32));
  const [target, source, vectors, table, levels] = [0, 1, 2, 3, 4];
  const v = f.local(i32);
  const cost = f.local(v128);
  const entries = new Entries(f, lookup, table, levels, 8, arithmetic.lanes);
  return f.repeat(() => {
    costPair(f, entries, 0);
    if (arithmetic.lanes === 4) {
      f.simd(simd128.f32x4DemoteZero);
      costPair(f, entries, 2);
      f.simd(simd128.f32x4DemoteZero).shuffle(lanes32(0, 1, 4, 5));
    }
    f.set(cost);
    for (const offset of [0, imaginaryOffset]) {
      f.get(target).get(source).loadVector(offset).get(cost).simd(arithmetic.multiply).storeVector(offset);
    }
    f.get(target).constant(vectorBytes).add().set(target);
    f.get(source).constant(vectorBytes).add().set(source);
    entries.advance();
    f.get(v).constant(1).add().tee(v).get(vectors).isBelow();
  });
}

/** Products of amplitudes are in the state's precision, everything else in 64 bits. */
function meetKernel(arithmetic: Arithmetic, lookup: Lookup): FunctionWriter {
  const { add, subtract, multiply, lanes } = arithmetic;
  const f = new FunctionWriter(`meet${lookup}`, new Array(6).fill(i32));
  const [a, b, vectors, table, levels, target] = [0, 1, 2, 3, 4, 5];
  const v = f.local(i32);
  const [ar, ai, br, bi, cost, re, im, sumRe, sumIm] = f.locals(9, v128);
  const entries = new Entries(f, lookup, table, levels, 8, lanes);
  return f
    .repeat(() => {
      f.get(a).loadVector(0).set(ar).get(a).loadVector(imaginaryOffset).set(ai);
      f.get(b).loadVector(0).set(br).get(b).loadVector(imaginaryOffset).set(bi);
      f.get(ar).get(br).simd(multiply).get(ai).get(bi).simd(multiply).simd(add).set(re);
      f.get(ar).get(bi).simd(multiply).get(ai).get(br).simd(multiply).simd(subtract).set(im);
      for (let lane = 0; lane < lanes; lane += 2) {
        costPair(f, entries, lane);
        f.set(cost);
        for (const [part, sum] of [
          [re, sumRe],
          [im, sumIm],
        ] as const) {
          f.get(part);
          if (lanes === 4) {
            if (lane === 2) f.get(part).shuffle(lanes32(2, 3, 2, 3));
            f.simd(simd128.f64x2PromoteLow);
          }
          f.get(cost).simd(simd128.f64x2Multiply).get(sum).simd(simd128.f64x2Add).set(sum);
        }
      }
      f.get(a).constant(vectorBytes).add().set(a);
      f.get(b).constant(vectorBytes).add().set(b);
      entries.advance();
      f.get(v).constant(1).add().tee(v).get(vectors).isBelow();
    })
    .get(target)
    .get(sumRe)
    .extractFloat(0)
    .get(sumRe)
    .extractFloat(1)
    .addFloat()
    .storeFloat(0)
    .get(target)
    .get(sumIm)
    .extractFloat(0)
    .get(sumIm)
    .extractFloat(1)
    .addFloat()
    .storeFloat(8);
}
