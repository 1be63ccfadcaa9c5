import type { Pacer } from "../../pacer.ts";
import type { Views } from "../exec/arena.ts";
import { maskOf } from "../exec/bound-pass.ts";
import type { KernelSet } from "../exec/kernel-set.ts";
import { blockBits, type FinalState } from "./final-state.ts";

/** Amplitudes summed between two looks at the pacer: 2^20 take about a millisecond. */
const chunkBits = 20;

/** The running sums of |amplitude|² over blocks, in memory: entry b is the sum of all blocks up to b. */
export interface BlockSums {
  readonly sizeBits: number;
  /** Address of the sums, one 64-bit float for each block, and where they end. */
  readonly address: number;
  readonly end: number;
  /** The last block that has any weight. */
  readonly lastBlock: number;
  readonly total: number;
}

/** Sums the state by blocks of 2^8 amplitudes, in 64 bits. `address` has room for 8 bytes for each block. */
export async function sumBlocks(
  state: FinalState,
  kernels: KernelSet,
  views: Views,
  address: number,
  pacer: Pacer,
): Promise<BlockSums> {
  const { indexBits } = state;
  const sizeBits = Math.min(blockBits, indexBits);
  // unused bits lie above a tile, and so above a block; a chunk must not contain one
  const bits = Math.min(chunkBits, indexBits, ...state.unusedBits);
  const unused = maskOf(state.unusedBits.map((bit) => bit - bits));
  const blocksOfChunk = 2 ** (bits - sizeBits);
  const blocks = 2 ** (indexBits - sizeBits);
  const sums = views.double.subarray(address / 8, address / 8 + blocks);
  for (let chunk = 0; chunk < 2 ** (indexBits - bits); chunk++) {
    const firstBlock = chunk * blocksOfChunk;
    if (chunk & unused) sums.fill(0, firstBlock, firstBlock + blocksOfChunk);
    else {
      const source = state.addressOf(chunk * 2 ** bits);
      kernels.fixed.sumBlocks(source, blocksOfChunk, state.vectorsOf(sizeBits), address + 8 * firstBlock);
    }
    pacer.check();
    if (pacer.isPauseDue()) await pacer.pause();
  }
  let lastBlock = blocks - 1;
  while (lastBlock > 0 && sums[lastBlock] === 0) lastBlock--;
  kernels.fixed.addUp(address, blocks);
  return { sizeBits, address, end: address + 8 * blocks, lastBlock, total: sums[blocks - 1] };
}
