import type { Random } from "@naru/base";
import type { Pacer } from "../../pacer.ts";
import type { BlockSums } from "./block-sums.ts";
import type { FinalState } from "./final-state.ts";

/** Shots that are drawn together, between two looks at the pacer: some 20 ms, most of it sorting. */
const shotsOfPortion = 2 ** 18;

/**
 * Draws shots from the state: how often each index in memory was seen. Uniform numbers are drawn first and sorted, so that
 * one walk over the blocks, and within the blocks that are hit, finds them all. An amplitude of zero is never drawn.
 */
export async function drawIndices(
  state: FinalState,
  sums: BlockSums,
  shots: number,
  random: Random,
  pacer: Pacer,
): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>();
  for (let left = shots; left > 0; left -= shotsOfPortion) {
    const targets = new Float64Array(Math.min(left, shotsOfPortion));
    for (let shot = 0; shot < targets.length; shot++) targets[shot] = random.uniform() * sums.total;
    targets.sort();
    const walk = new BlockWalk(state, sums);
    for (const target of targets) {
      const index = walk.find(target);
      counts.set(index, (counts.get(index) ?? 0) + 1);
    }
    await pacer.pause();
  }
  return counts;
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
