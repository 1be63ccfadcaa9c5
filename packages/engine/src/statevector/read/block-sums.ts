import type { Pacer } from "../../pacer.ts";
import type { Arena } from "../exec/arena.ts";
import { maskOf } from "../exec/bound-pass.ts";
import type { Crew } from "../exec/crew.ts";
import type { KernelLibrary } from "../exec/kernel-library.ts";
import type { MemoryMap } from "../exec/memory-map.ts";
import type { SumRound } from "../exec/round.ts";
import { blockBits, type FinalState } from "./final-state.ts";

/** Amplitudes that a thread sums at a time: 2^18 take some 0.2 ms. */
const chunkBits = 18;

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

/** Sums the state by blocks of 2^8 amplitudes, in 64 bits, on all threads. The sums take the heap. */
export async function sumBlocks(
  state: FinalState,
  arena: Arena,
  library: KernelLibrary,
  crew: Crew,
  map: MemoryMap,
  pacer: Pacer,
): Promise<BlockSums> {
  const { indexBits } = state;
  const address = map.heap;
  const sizeBits = Math.min(blockBits, indexBits);
  // unused bits lie above a tile, and so above a block; a chunk must not contain one
  const bits = Math.min(chunkBits, indexBits, ...state.unusedBits);
  const unused = maskOf(state.unusedBits.map((bit) => bit - bits));
  const blocksOfChunk = 2 ** (bits - sizeBits);
  const blocks = 2 ** (indexBits - sizeBits);
  const sums = arena.views.double.subarray(address / 8, address / 8 + blocks);
  if (unused !== 0) sums.fill(0);
  const chunks = Array.from({ length: 2 ** (indexBits - bits) }, (_, chunk) => chunk).filter(
    (chunk) => !(chunk & unused),
  );
  const round: SumRound = {
    tasks: chunks.length,
    sums: {
      sources: chunks.map((chunk) => state.addressOf(chunk * 2 ** bits)),
      targets: chunks.map((chunk) => address + 8 * chunk * blocksOfChunk),
      blocksOfChunk,
      vectorsOfBlock: state.vectorsOf(sizeBits),
    },
  };
  await crew.run(
    arena,
    library,
    map,
    [round],
    pacer,
    () => {},
    () => pacer.check(),
  );
  let lastBlock = blocks - 1;
  while (lastBlock > 0 && sums[lastBlock] === 0) lastBlock--;
  library.kernels.fixed.addUp(address, blocks);
  return { sizeBits, address, end: address + 8 * blocks, lastBlock, total: sums[blocks - 1] };
}
