import type { Random } from "@naru/base";
import type { Pacer } from "../../pacer.ts";
import type { BlockSums } from "./block-sums.ts";
import type { FinalState } from "./final-state.ts";

/** Shots drawn between two looks at the pacer; one takes at most a walk through a block, less than a microsecond. */
const shotsBetweenLooks = 16_384;

/** Index `indices[i]` in memory was drawn `counts[i]` times. Indices ascend. */
export interface IndexDraws {
  readonly indices: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Draws shots from the state. All uniform numbers are drawn first and sorted, so that one walk over the blocks, and
 * within the blocks that are hit, finds them all. An amplitude of zero is never drawn.
 */
export async function drawIndices(
  state: FinalState,
  sums: BlockSums,
  shots: number,
  random: Random,
  pacer: Pacer,
): Promise<IndexDraws> {
  const uniforms = new Float64Array(shots);
  for (let shot = 0; shot < shots; shot++) {
    uniforms[shot] = random.uniform() * sums.total;
    if (shot % shotsBetweenLooks === 0) await pacer.pause();
  }
  uniforms.sort();
  const indices: number[] = [];
  const counts: number[] = [];
  const walk = new BlockWalk(state, sums);
  for (let shot = 0; shot < shots; shot++) {
    const index = walk.find(uniforms[shot]);
    if (indices[indices.length - 1] === index) counts[counts.length - 1]++;
    else {
      indices.push(index);
      counts.push(1);
    }
    if (shot % shotsBetweenLooks === 0) await pacer.pause();
  }
  return { indices, counts };
}

/** Finds, for ascending targets, the index at which the sum of weights passes the target. */
class BlockWalk {
  readonly #state: FinalState;
  readonly #sums: BlockSums;
  readonly #lastBlock: number;
  #block = -1;
  #index = 0;
  #blockEnd = 0;
  /** The sum of weights before `#index`, and the last index of the block so far that has any. */
  #sum = 0;
  #lastHit = 0;

  constructor(state: FinalState, sums: BlockSums) {
    this.#state = state;
    this.#sums = sums;
    let last = sums.before.length - 2;
    while (last > 0 && sums.before[last] === sums.before[last + 1]) last--;
    this.#lastBlock = last;
  }

  find(target: number): number {
    const { before, sizeBits } = this.#sums;
    let block = Math.max(this.#block, 0);
    while (block < this.#lastBlock && before[block + 1] <= target) block++;
    if (block !== this.#block) {
      this.#block = block;
      this.#index = block * 2 ** sizeBits;
      this.#blockEnd = this.#index + 2 ** sizeBits;
      this.#sum = before[block];
      this.#lastHit = this.#index;
    }
    for (; this.#index < this.#blockEnd; this.#index++) {
      const weight = this.#state.weightOf(this.#index);
      if (weight === 0) continue;
      this.#lastHit = this.#index;
      if (this.#sum + weight > target) break;
      this.#sum += weight;
    }
    return this.#lastHit; // at the end of a block, rounding may leave the target just beyond the last weight
  }
}
