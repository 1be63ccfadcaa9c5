import { cos, type Random, sin } from "@naru/base";
import type { Pacer } from "../pacer.ts";
import type { Counts } from "../simulator.ts";
import { counted, type DrawnIndices, merged } from "../statevector/read/draw.ts";
import type { QaoaState } from "./state.ts";

/** Amplitudes of a block: blocks are summed first, and only those that are hit are walked. */
const blockBits = 8;
/** Amplitudes copied between two looks at the pacer, and shots drawn, each of which may walk over a block. */
const amplitudesBetweenLooks = 2 ** 16;
const shotsBetweenLooks = 2 ** 10;
/** Bitstrings written between two looks. */
const bitstringsBetweenLooks = 2 ** 14;
/** Shots that are drawn together: to sort them takes some 20 ms. */
const shotsOfPortion = 2 ** 18;

/** Draws shots: uniform numbers are drawn first and sorted, and one walk over the blocks finds them all. */
export async function drawCounts(
  state: QaoaState,
  qubitCount: number,
  shots: number,
  random: Random,
  pacer: Pacer,
): Promise<Counts> {
  const sizeBits = Math.min(blockBits, state.indexBits);
  const sums = await state.blockSums(sizeBits, pacer);
  let total = 0;
  const before = new Float64Array(sums.length + 1);
  for (let block = 0; block < sums.length; block++) before[block + 1] = total += sums[block];
  let last = sums.length - 1;
  while (sums[last] === 0) last--;
  const mask = 2 ** qubitCount - 1; // what fills up is in |+⟩ and does not count
  let drawn: DrawnIndices = { indices: new Uint32Array(), counts: new Uint32Array() };
  for (let left = shots; left > 0; left -= shotsOfPortion) {
    const targets = new Float64Array(Math.min(left, shotsOfPortion));
    for (let shot = 0; shot < targets.length; shot++) targets[shot] = random.uniform() * total;
    targets.sort();
    const hits = new Uint32Array(targets.length);
    let block = 0;
    let [index, sum, hit] = [0, 0, 0];
    for (const [shot, target] of targets.entries()) {
      if (shot % shotsBetweenLooks === 0) await pacer.pause();
      if (before[block + 1] <= target && block < last) {
        while (before[block + 1] <= target && block < last) block++;
        [index, sum] = [block << sizeBits, before[block]];
      }
      const end = (block + 1) << sizeBits;
      for (; index < end; index++) {
        const weight = state.weightOf(index);
        if (weight === 0) continue;
        hit = index;
        if (sum + weight > target) break;
        sum += weight;
      }
      hits[shot] = hit & mask; // at the end of a block, rounding may leave the target just beyond the last weight
    }
    drawn = merged(drawn, counted(hits.sort()));
    await pacer.pause();
  }
  const counts = new Map<string, number>();
  for (const [i, index] of drawn.indices.entries()) {
    counts.set(index.toString(2).padStart(qubitCount, "0"), drawn.counts[i]);
    if (i % bitstringsBetweenLooks === 0) await pacer.pause();
  }
  return counts;
}

/** All amplitudes of the lowest qubits, times `size` and e^{i·phase}. */
export async function readAmplitudes(
  state: QaoaState,
  qubitCount: number,
  size: number,
  phase: number,
  pacer: Pacer,
): Promise<Float64Array> {
  const amplitudes = new Float64Array(2 * 2 ** qubitCount);
  const [c, s] = [size * cos(phase), size * sin(phase)];
  for (let index = 0; index < 2 ** qubitCount; index++) {
    if (index % amplitudesBetweenLooks === 0) await pacer.pause();
    const { re, im } = state.amplitudeAt(index);
    amplitudes[2 * index] = re * c - im * s;
    amplitudes[2 * index + 1] = re * s + im * c;
  }
  return amplitudes;
}
