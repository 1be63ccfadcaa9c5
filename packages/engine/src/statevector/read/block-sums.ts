import type { Pacer } from "../../pacer.ts";
import type { Views } from "../exec/arena.ts";
import { maskOf } from "../exec/bound-pass.ts";
import type { KernelSet } from "../exec/kernel-set.ts";
import { blockBits, type FinalState } from "./final-state.ts";

/** Amplitudes summed between two looks at the pacer: 2^20 take about a millisecond. */
const chunkBits = 20;

/** The sums of |amplitude|² over blocks, added up: entry b is the sum of all blocks before b, the last is the total. */
export interface BlockSums {
  readonly sizeBits: number;
  readonly before: Float64Array;
  readonly total: number;
}

/** Sums the state by blocks of 2^8 amplitudes, in 64 bits. `scratch` is an address with 8 bytes for each block. */
export async function sumBlocks(
  state: FinalState,
  kernels: KernelSet,
  views: Views,
  scratch: number,
  pacer: Pacer,
): Promise<BlockSums> {
  const { indexBits } = state;
  const sizeBits = Math.min(blockBits, indexBits);
  // unused bits lie above a tile, and so above a block; a chunk must not contain one
  const bits = Math.min(chunkBits, indexBits, ...state.unusedBits);
  const unused = maskOf(state.unusedBits.map((bit) => bit - bits));
  const blocksOfChunk = 2 ** (bits - sizeBits);
  const blocks = 2 ** (indexBits - sizeBits);
  const sums = views.double.subarray(scratch / 8, scratch / 8 + blocks);
  for (let chunk = 0; chunk < 2 ** (indexBits - bits); chunk++) {
    const firstBlock = chunk * blocksOfChunk;
    if (chunk & unused) sums.fill(0, firstBlock, firstBlock + blocksOfChunk);
    else {
      const source = state.addressOf(chunk * 2 ** bits);
      kernels.fixed.sumBlocks(source, blocksOfChunk, state.vectorsOf(sizeBits), scratch + 8 * firstBlock);
    }
    pacer.check();
    if (pacer.isPauseDue()) await pacer.pause();
  }
  const before = new Float64Array(blocks + 1);
  let total = 0;
  for (let block = 0; block < blocks; block++) before[block + 1] = total += sums[block];
  return { sizeBits, before, total };
}
