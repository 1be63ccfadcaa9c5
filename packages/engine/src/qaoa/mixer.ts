import { cos, sin } from "@naru/base";
import type { Arithmetic } from "../statevector/emit/arithmetic.ts";
import { vectorBytes } from "../statevector/emit/arithmetic.ts";
import type { MixForm, MixKernels } from "./mix-kernels.ts";
import { deferredOf, mostMixedBits } from "./mix-kernels.ts";

/** Vectors of a tile: 2^14 of 32 bytes are half of a second-level cache of 1 MiB. */
const mostTileBits = 14;
/** Chunks of 2^9 are half of a first-level cache of 32 KiB. */
const mostChunkBits = 9;
/** A tile that is gathered comes in runs of 2^3 vectors, 256 bytes, at least. */
const fewestRunBits = 3;

/** Kernels' calls that mix all qubits off the lanes, in few walks over memory. */
export interface MixPlan {
  /** Tiles of 2^tileBits vectors that follow one another, and chunks of 2^chunkBits in them: the first pass. */
  readonly tileBits: number;
  readonly chunkBits: number;
  readonly chunkBlocks: readonly InPlaceBlock[];
  readonly tileBlocks: readonly InPlaceBlock[];
  readonly passes: readonly GatheredPass[];
  /** Qubits that are mixed up to a factor, lanes apart. */
  readonly deferred: number;
}

/** Bits of a vector's number that are mixed in place; a list of offsets says where. */
interface InPlaceBlock {
  readonly list: number;
  readonly count: number;
  readonly run: number;
  readonly strides: readonly number[];
}

/** A pass over the upper bits: `bases` are the offsets of its tiles, each gathered to a buffer by its first block. */
interface GatheredPass {
  readonly bases: readonly number[];
  readonly blocks: readonly GatheredBlock[];
}
interface GatheredBlock extends InPlaceBlock {
  readonly from: "state" | "buffer";
  readonly to: "state" | "buffer";
  readonly targetStrides: readonly number[];
}

/** Plans the mixing of the bits of a vector's number; `write` puts a list of 32-bit integers into memory. */
export function planMix(vectorBits: number, write: (words: readonly number[]) => number): MixPlan {
  const tileBits = Math.min(vectorBits, mostTileBits);
  const passes: GatheredPass[] = [];
  const upper = vectorBits - tileBits;
  const passCount = Math.ceil(upper / (mostTileBits - fewestRunBits));
  for (let k = 0, from = tileBits; k < passCount; k++) {
    const to = tileBits + Math.round(((k + 1) * upper) / passCount);
    passes.push(gatheredPass(range(from, to), tileBits, vectorBits, write));
    from = to;
  }
  const chunkBits = Math.min(tileBits, mostChunkBits);
  const chunkBlocks = groupsOf(range(0, chunkBits)).map((bits) => inTile(bits, chunkBits, write));
  const tileBlocks = groupsOf(range(chunkBits, tileBits)).map((bits) => inTile(bits, tileBits, write));
  const blocks = [...chunkBlocks, ...tileBlocks, ...passes.flatMap((pass) => pass.blocks)];
  const deferred = blocks.reduce((sum, { strides }) => sum + deferredOf(strides.length), 0);
  return { tileBits, chunkBits, chunkBlocks, tileBlocks, passes, deferred };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);
const stride = (bit: number): number => vectorBytes * 2 ** bit;

/** As few groups as there can be, of up to three. */
function groupsOf(bits: readonly number[]): number[][] {
  const groups: number[][] = [];
  for (let at = 0; at < bits.length; at += mostMixedBits) groups.push(bits.slice(at, at + mostMixedBits));
  return groups;
}

/** `value`'s bits put at the given places. */
const spread = (value: number, places: readonly number[]): number =>
  places.reduce((sum, place, bit) => sum + ((value >>> bit) & 1) * stride(place), 0);

function inTile(bits: readonly number[], tileBits: number, write: (words: readonly number[]) => number): InPlaceBlock {
  const [lowest] = bits;
  const above = range(lowest + bits.length, tileBits);
  const offsets = Array.from({ length: 2 ** above.length }, (_, k) => spread(k, above));
  return {
    list: write(offsets.flatMap((offset) => [offset, offset])),
    count: offsets.length,
    run: 2 ** lowest,
    strides: bits.map(stride),
  };
}

/** The tile is the bits of the pass above a run of low ones; in the buffer the bits of the pass follow upon the run. */
function gatheredPass(
  bits: readonly number[],
  tileBits: number,
  vectorBits: number,
  write: (words: readonly number[]) => number,
): GatheredPass {
  const runBits = Math.min(mostTileBits - bits.length, tileBits);
  const outside = [...range(runBits, bits[0]), ...range(bits[0] + bits.length, vectorBits)];
  const groups = groupsOf(bits.map((_, k) => k));
  const blocks = groups.map((group, k): GatheredBlock => {
    const from = k === 0 ? "state" : "buffer";
    const to = k === groups.length - 1 ? "state" : "buffer";
    const placeIn = (where: "state" | "buffer", bit: number) => (where === "state" ? bits[bit] : runBits + bit);
    const others = bits.map((_, bit) => bit).filter((bit) => !group.includes(bit));
    const offsets = (where: "state" | "buffer") =>
      Array.from({ length: 2 ** others.length }, (_, index) =>
        spread(
          index,
          others.map((bit) => placeIn(where, bit)),
        ),
      );
    const [sources, targets] = [offsets(from), offsets(to)];
    return {
      from,
      to,
      list: write(sources.flatMap((source, index) => [source, targets[index]])),
      count: sources.length,
      run: 2 ** runBits,
      strides: group.map((bit) => stride(placeIn(from, bit))),
      targetStrides: group.map((bit) => stride(placeIn(to, bit))),
    };
  });
  return { bases: Array.from({ length: 2 ** outside.length }, (_, k) => spread(k, outside)), blocks };
}

/** How an angle is mixed: a deferred e^{−iβX} is `scale` times what kernels of this form do with the first factor. */
export interface Mixing {
  readonly form: MixForm;
  /** As kernels take them: tan β or cot β, −sin² β, sin β cos β. */
  readonly factors: readonly [number, number, number];
  readonly scale: number;
}

export function mixingOf(beta: number): Mixing {
  const [c, s] = [cos(beta), sin(beta)];
  return Math.abs(c) >= Math.abs(s)
    ? { form: "tangent", factors: [s / c, -s * s, s * c], scale: c }
    : { form: "cotangent", factors: [c / s, -s * s, s * c], scale: s };
}

/** Mixes the bits of one chunk or tile. */
export function mixInPlace(
  kernels: MixKernels,
  blocks: readonly InPlaceBlock[],
  form: MixForm,
  base: number,
  factor: number,
): void {
  for (const { list, count, run, strides } of blocks) {
    kernels.inPlace(form, strides.length)(base, list, count, run, ...strides, factor);
  }
}

/** Mixes one tile of a later pass: `base` is where it begins in the state. */
export function mixGathered(
  kernels: MixKernels,
  { blocks }: GatheredPass,
  form: MixForm,
  base: number,
  buffer: number,
  factor: number,
): void {
  for (const { from, to, list, count, run, strides, targetStrides } of blocks) {
    const source = from === "state" ? base : buffer;
    if (from === to) kernels.inPlace(form, strides.length)(source, list, count, run, ...strides, factor);
    else {
      const target = to === "state" ? base : buffer;
      kernels.moved(form, strides.length)(source, target, list, count, run, ...strides, ...targetStrides, factor);
    }
  }
}

/** Bits of a vector's number in a state of so many index bits. */
export const vectorBitsOf = (indexBits: number, { laneBits }: Arithmetic): number => indexBits - laneBits;
/** Bytes of the buffer of a gathered tile, and of the lists of a plan at most. */
export const bufferBytes = vectorBytes * 2 ** mostTileBits;
export const listBytes = 8 * (2 * 2 ** mostTileBits);
