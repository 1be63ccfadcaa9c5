import { FunctionWriter, far, i32, simd128, v128 } from "@naru/kernels";
import { type Arithmetic, imaginaryOffset, lanes32, lanes64, vectorBytes } from "../statevector/emit/arithmetic.ts";
import type { Part } from "./pauli-masks.ts";

/**
 * Kernels that look at a tile of a state through a Pauli string. An amplitude's number is split into lanes, the number
 * of its vector (32 bytes), and the number of its tile. `ket` and `bra` are addresses of two tiles, which may lie beyond
 * 4 GiB, as targets of `add` may; vector v of one meets
 * vector v ⊕ (flipHigh | flipLow) of the other, where `flipLow` is below 4, and lanes meet as the kernel's name says.
 *
 * Signs are (−1)^|v & signHigh| for v's bits from 2 up, and a table of four vectors of sign bits at `signs` for the rest.
 * `pivot` is 0, or a bit of v, at least 4, that is to stay 0. `vectors` is a multiple of 4.
 */
export interface SweepKernels {
  /** Writes Σ ± Re or Im of bra*·ket to `target`, added up in 64 bits. */
  readonly sum: (part: Part, lanes: number) => SumKernel;
  /** Writes every single Re or Im of bra*·ket to a list of 64-bit numbers at `target`. */
  readonly products: (part: Part, lanes: number) => ProductKernel;
  /** Adds ± (re, im at `coefficient`, in the state's precision) times the source to the target. */
  readonly add: (lanes: number) => AddKernel;
}
export type SumKernel = (
  ket: number,
  bra: number,
  flipHigh: number,
  flipLow: number,
  vectors: number,
  pivot: number,
  signHigh: number,
  signs: number,
  target: number,
) => void;
export type ProductKernel = (
  ket: number,
  bra: number,
  flipHigh: number,
  flipLow: number,
  vectors: number,
  target: number,
) => void;
export type AddKernel = (
  target: number,
  source: number,
  flipHigh: number,
  flipLow: number,
  vectors: number,
  signHigh: number,
  signs: number,
  coefficient: number,
) => void;

/** Vectors that are taken together. */
export const groupVectors = 4;
const groupBits = 2;
const vectorBits = Math.log2(vectorBytes);
const parts: readonly Part[] = ["re", "im"];

export function sweepKernels(arithmetic: Arithmetic): FunctionWriter[] {
  const laneFlips = Array.from({ length: arithmetic.lanes }, (_, flip) => flip);
  return laneFlips.flatMap((flip) => [
    ...parts.flatMap((part) => [sumKernel(arithmetic, part, flip), productKernel(arithmetic, part, flip)]),
    addKernel(arithmetic, flip),
  ]);
}

export function sweepKernelsOf(exports: Readonly<Record<string, (...parameters: number[]) => void>>): SweepKernels {
  return {
    sum: (part, lanes) => exports[`sum ${part} ${lanes}`] as SumKernel,
    products: (part, lanes) => exports[`products ${part} ${lanes}`] as ProductKernel,
    add: (lanes) => exports[`add ${lanes}`] as AddKernel,
  };
}

/** Where the four vectors of a group lie in the tile that is met: offsets that depend on `flipLow` alone. */
function partnerOffsets(f: FunctionWriter, flipLow: number): number[] {
  return f.locals(groupVectors, i32).map((offset, u) => {
    f.constant(u).get(flipLow).xor().constant(vectorBits).shiftLeft().set(offset);
    return offset;
  });
}

/** base + 32 · (v ⊕ flip), or without a flip. */
function addressOf(f: FunctionWriter, to: number, base: number, v: number, flip?: number): void {
  f.get(v);
  if (flip !== undefined) f.get(flip).xor();
  f.constant(vectorBits).shiftLeft().toFar().get(base).addFar().set(to);
}

/** Loads a vector at `base` + `offset` with its lanes exchanged. */
function loadFlipped(f: FunctionWriter, arithmetic: Arithmetic, base: number, offset: number, flip: number): void {
  for (const at of [0, imaginaryOffset]) {
    f.get(base).get(offset).toFar().addFar().loadFarVector(at);
    flipLanes(f, arithmetic, flip);
  }
}

/** Exchanges lanes l and l ⊕ flip of the vector on the stack. */
function flipLanes(f: FunctionWriter, { lanes }: Arithmetic, flip: number): void {
  if (flip === 0) return;
  const copy = f.local(v128);
  const order = Array.from({ length: lanes }, (_, lane) => lane ^ flip);
  f.tee(copy)
    .get(copy)
    .shuffle(lanes === 4 ? lanes32(...order) : lanes64(...order));
}

/** Leaves a vector of sign bits: set in all lanes where |v & mask| is odd. */
function groupSign(f: FunctionWriter, { bytes }: Arithmetic, v: number, mask: number): void {
  f.get(v).get(mask).and().countOnes();
  if (bytes === 4) f.constant(31).shiftLeft().simd(simd128.i32x4Splat);
  else f.plain(extendUnsigned).longConstant(63n).plain(shiftLongLeft).simd(simd128.i64x2Splat);
}
const extendUnsigned = 0xad;
const shiftLongLeft = 0x86;

/** Leaves Re or Im of b*·k. */
function product(
  f: FunctionWriter,
  { add, subtract, multiply }: Arithmetic,
  part: Part,
  k: readonly [number, number],
  b: readonly [number, number],
): void {
  if (part === "re") f.get(k[0]).get(b[0]).simd(multiply).get(k[1]).get(b[1]).simd(multiply).simd(add);
  else f.get(b[0]).get(k[1]).simd(multiply).get(b[1]).get(k[0]).simd(multiply).simd(subtract);
}

/** Leaves lanes 2 and 3 in 64 bits. */
const promoteHigh = (f: FunctionWriter, vector: number): FunctionWriter =>
  f
    .get(vector)
    .get(vector)
    .shuffle(lanes32(2, 3, 2, 3))
    .simd(simd128.f64x2PromoteLow);

/** In single precision, four products are added in 32 bits, as exact as amplitudes are, and everything else in 64. */
function sumKernel(arithmetic: Arithmetic, part: Part, flip: number): FunctionWriter {
  const f = new FunctionWriter(`sum ${part} ${flip}`, [far, far, ...new Array(7).fill(i32)]);
  const [ket, bra, flipHigh, flipLow, vectors, pivot, signHigh, signs, target] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const v = f.local(i32);
  const [ketAt, braAt] = f.locals(2, far);
  const offsets = partnerOffsets(f, flipLow);
  const [kr, ki, br, bi, group, total] = f.locals(6, v128);
  const signOf = f.locals(groupVectors, v128);
  signOf.forEach((local, u) => {
    f.get(signs)
      .loadVector(16 * u)
      .set(local);
  });
  f.repeat(() => {
    addressOf(f, ketAt, ket, v);
    addressOf(f, braAt, bra, v, flipHigh);
    for (let u = 0; u < groupVectors; u++) {
      f.get(ketAt)
        .loadFarVector(vectorBytes * u)
        .set(kr);
      f.get(ketAt)
        .loadFarVector(vectorBytes * u + imaginaryOffset)
        .set(ki);
      loadFlipped(f, arithmetic, braAt, offsets[u], flip);
      f.set(bi).set(br);
      product(f, arithmetic, part, [kr, ki], [br, bi]);
      f.get(signOf[u]).simd(simd128.xor);
      if (u > 0) f.get(group).simd(arithmetic.add);
      f.set(group);
    }
    groupSign(f, arithmetic, v, signHigh);
    f.get(group).simd(simd128.xor).set(group);
    if (arithmetic.precision === "double") f.get(total).get(group).simd(simd128.f64x2Add).set(total);
    else {
      f.get(group).simd(simd128.f64x2PromoteLow);
      promoteHigh(f, group).simd(simd128.f64x2Add).get(total).simd(simd128.f64x2Add).set(total);
    }
    // the next group whose number has no pivot
    f.get(v).get(pivot).or().constant(groupVectors).add();
    f.get(pivot).constant(-1).xor().and().tee(v).get(vectors).isBelow();
  });
  return f.get(target).get(total).extractFloat(0).get(total).extractFloat(1).addFloat().storeFloat();
}

function productKernel(arithmetic: Arithmetic, part: Part, flip: number): FunctionWriter {
  const f = new FunctionWriter(`products ${part} ${flip}`, [far, far, ...new Array(4).fill(i32)]);
  const [ket, bra, flipHigh, flipLow, vectors, target] = [0, 1, 2, 3, 4, 5];
  const v = f.local(i32);
  const [ketAt, braAt] = f.locals(2, far);
  const offsets = partnerOffsets(f, flipLow);
  const [kr, ki, br, bi, result] = f.locals(5, v128);
  return f.repeat(() => {
    addressOf(f, ketAt, ket, v);
    addressOf(f, braAt, bra, v, flipHigh);
    for (let u = 0; u < groupVectors; u++) {
      f.get(ketAt)
        .loadFarVector(vectorBytes * u)
        .set(kr);
      f.get(ketAt)
        .loadFarVector(vectorBytes * u + imaginaryOffset)
        .set(ki);
      loadFlipped(f, arithmetic, braAt, offsets[u], flip);
      f.set(bi).set(br);
      product(f, arithmetic, part, [kr, ki], [br, bi]);
      f.set(result);
      if (arithmetic.precision === "double")
        f.get(target)
          .get(result)
          .storeVector(16 * u);
      else {
        f.get(target)
          .get(result)
          .simd(simd128.f64x2PromoteLow)
          .storeVector(32 * u);
        promoteHigh(f.get(target), result).storeVector(32 * u + 16);
      }
    }
    f.get(target)
      .constant(8 * arithmetic.lanes * groupVectors)
      .add()
      .set(target);
    f.get(v).constant(groupVectors).add().tee(v).get(vectors).isBelow();
  });
}

function addKernel(arithmetic: Arithmetic, flip: number): FunctionWriter {
  const { add, subtract, multiply, bytes } = arithmetic;
  const f = new FunctionWriter(`add ${flip}`, [far, far, ...new Array(6).fill(i32)]);
  const [target, source, flipHigh, flipLow, vectors, signHigh, signs, coefficient] = [0, 1, 2, 3, 4, 5, 6, 7];
  const v = f.local(i32);
  const [targetAt, sourceAt] = f.locals(2, far);
  const offsets = partnerOffsets(f, flipLow);
  const [cr, ci, signedRe, signedIm, sr, si] = f.locals(6, v128);
  f.get(coefficient).loadSplat(bytes, 0).set(cr).get(coefficient).loadSplat(bytes, bytes).set(ci);
  return f.repeat(() => {
    addressOf(f, targetAt, target, v);
    addressOf(f, sourceAt, source, v, flipHigh);
    groupSign(f, arithmetic, v, signHigh);
    f.tee(signedRe).get(ci).simd(simd128.xor).set(signedIm);
    f.get(signedRe).get(cr).simd(simd128.xor).set(signedRe);
    for (let u = 0; u < groupVectors; u++) {
      const at = vectorBytes * u;
      loadFlipped(f, arithmetic, sourceAt, offsets[u], flip);
      for (const part of [si, sr]) {
        f.get(signs)
          .loadVector(16 * u)
          .simd(simd128.xor)
          .set(part);
      }
      f.get(targetAt).get(targetAt).loadFarVector(at);
      f.get(signedRe).get(sr).simd(multiply).simd(add).get(signedIm).get(si).simd(multiply).simd(subtract);
      f.storeFarVector(at);
      f.get(targetAt)
        .get(targetAt)
        .loadFarVector(at + imaginaryOffset);
      f.get(signedRe).get(si).simd(multiply).simd(add).get(signedIm).get(sr).simd(multiply).simd(add);
      f.storeFarVector(at + imaginaryOffset);
    }
    f.get(v).constant(groupVectors).add().tee(v).get(vectors).isBelow();
  });
}

/**
 * The four vectors of sign bits of a group, as bytes: in vector u, lane l, the sign of (−1)^|i & z| for i = l and the
 * group's vector u. `z` counts lanes first, then the two bits of u.
 */
export function groupSigns({ lanes, bytes }: Arithmetic, z: number): Uint32Array {
  const words = new Uint32Array(groupVectors * 4);
  const wordsOfLane = bytes / 4;
  for (let i = 0; i < groupVectors * lanes; i++) {
    let parity = 0;
    for (let rest = i & z; rest !== 0; rest &= rest - 1) parity ^= 1;
    if (parity) words[(i + 1) * wordsOfLane - 1] = 0x80000000;
  }
  return words;
}

/** Bits of an index that `groupSigns` covers. */
export const groupIndexBits = ({ laneBits }: Arithmetic): number => laneBits + groupBits;
