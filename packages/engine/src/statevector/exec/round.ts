import type { BoundPass } from "./bound-pass.ts";
import type { KernelSet } from "./kernel-set.ts";
import type { TileRunner } from "./tile-runner.ts";

/** Work that threads share: tasks that touch different memory, so that it does not matter who does which, and when. */
export type Round = PassRound | SumRound;

/** A task is a tile. */
export interface PassRound {
  readonly tasks: number;
  readonly pass: BoundPass;
}

/** A task is a chunk of the state, whose weights are summed by block. */
export interface SumRound {
  readonly tasks: number;
  readonly sums: ChunkSums;
}
export interface ChunkSums {
  /** Where each chunk begins, and where its sums go. */
  readonly sources: readonly number[];
  readonly targets: readonly number[];
  readonly blocksOfChunk: number;
  readonly vectorsOfBlock: number;
}

export const passRound = (pass: BoundPass): PassRound => ({ tasks: 2 ** pass.outerBits.length, pass });

export function runTask(
  round: Round,
  task: number,
  runner: TileRunner,
  kernels: KernelSet,
  isStopped: () => boolean,
): void {
  if ("pass" in round) runner.run(round.pass, task, isStopped);
  else {
    const { sources, targets, blocksOfChunk, vectorsOfBlock } = round.sums;
    kernels.fixed.sumBlocks(sources[task], blocksOfChunk, vectorsOfBlock, targets[task]);
  }
}
