import type { Random } from "@naru/base";
import type { AnnealerHost } from "../host.ts";
import type { IsingModel } from "../model.ts";
import type { Schedule } from "./schedule.ts";

/** Some reads of a model in the memory of a kernel. */
export interface Batch {
  /** Reads that it anneals side by side. */
  readonly reads: number;
  /** Anneals through the sweeps `from` to `to` (exclusive) of the schedule. */
  run(from: number, to: number): void;
  /** Spins of read `read` of the batch, into n places. */
  spins(read: number, into: Int8Array): void;
  /** Begins anew: with these states (read by read; reads beyond them at random), or all at random. */
  begin(random: Random, states: Int8Array | null): void;
}

/** A way to anneal: opens batches of so many reads, of which `reads` are wanted. */
export type OpenBatch = (host: AnnealerHost, model: IsingModel, schedule: Schedule, reads: number) => Batch;

/** Words that no generator xorshift may have: none is 0. */
export function fillWords(random: Random, words: Uint32Array): void {
  for (let k = 0; k < words.length; k++) words[k] = random.bits32() || 1;
}
