import type { Random } from "@naru/base";
import type { Pacer } from "../../pacer.ts";
import type { Views } from "../exec/arena.ts";
import type { KernelSet } from "../exec/kernel-set.ts";
import type { BlockSums } from "./block-sums.ts";
import type { FinalState } from "./final-state.ts";

/** Shots that are drawn together, between two looks at the pacer: some 20 ms, most of it sorting. */
const shotsOfPortion = 2 ** 18;

/** How often each index in memory was seen: ascending, without repeats. */
export interface DrawnIndices {
  readonly indices: Uint32Array;
  readonly counts: Uint32Array;
}

/**
 * Draws shots from the state. Uniform numbers are drawn first and sorted, so that one walk over the blocks, and within the
 * blocks that are hit, finds them all. An amplitude of zero is never drawn. The memory from the end of the sums to
 * `scratchEnd` is used, and must hold at least one shot.
 */
export async function drawIndices(
  state: FinalState,
  sums: BlockSums,
  shots: number,
  random: Random,
  kernels: KernelSet,
  views: Views,
  scratchEnd: number,
  pacer: Pacer,
): Promise<DrawnIndices> {
  const most = Math.min(shotsOfPortion, Math.floor((scratchEnd - sums.end) / 12));
  let drawn: DrawnIndices = { indices: new Uint32Array(), counts: new Uint32Array() };
  for (let left = shots; left > 0; left -= most) {
    const count = Math.min(left, most);
    const targets = new Float64Array(count);
    for (let shot = 0; shot < count; shot++) targets[shot] = random.uniform() * sums.total;
    targets.sort();
    views.double.set(targets, sums.end / 8);
    const found = sums.end + 8 * count;
    const vectors = state.vectorsOf(sums.sizeBits);
    kernels.fixed.findTargets(found, sums.end, count, sums.address, sums.lastBlock, state.address, vectors);
    const portion = counted(new Uint32Array(views.words.buffer, found, count));
    drawn = drawn.indices.length === 0 ? portion : merged(drawn, portion);
    await pacer.pause();
  }
  return drawn;
}

/** Counts how often each of some ascending numbers occurs. */
export function counted(found: Uint32Array): DrawnIndices {
  const indices = new Uint32Array(found.length);
  const counts = new Uint32Array(found.length);
  let distinct = 0;
  for (let i = 0; i < found.length; i++) {
    if (i === 0 || found[i] !== found[i - 1]) indices[distinct++] = found[i];
    counts[distinct - 1]++;
  }
  return { indices: indices.subarray(0, distinct), counts: counts.subarray(0, distinct) };
}

/** Both lists as one. */
export function merged(a: DrawnIndices, b: DrawnIndices): DrawnIndices {
  const most = a.indices.length + b.indices.length;
  const indices = new Uint32Array(most);
  const counts = new Uint32Array(most);
  let distinct = 0;
  for (let i = 0, j = 0; i < a.indices.length || j < b.indices.length; distinct++) {
    const [inA, inB] = [a.indices[i] ?? Number.POSITIVE_INFINITY, b.indices[j] ?? Number.POSITIVE_INFINITY];
    indices[distinct] = Math.min(inA, inB);
    if (inA <= inB) counts[distinct] += a.counts[i++];
    if (inB <= inA) counts[distinct] += b.counts[j++];
  }
  return { indices: indices.subarray(0, distinct), counts: counts.subarray(0, distinct) };
}
