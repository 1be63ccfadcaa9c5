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

/** A memory of so many bytes, and where its parts begin, each on a multiple of 64. */
export function layOut(sizes: readonly number[]): { readonly addresses: number[]; readonly bytes: number } {
  const addresses: number[] = [];
  let bytes = 64; // 0 is nobody's address
  for (const size of sizes) {
    addresses.push(bytes);
    bytes += Math.ceil(size / 64) * 64;
  }
  return { addresses, bytes };
}

const pageBytes = 65536;

export function allocate(host: AnnealerHost, bytes: number) {
  const pages = Math.ceil(bytes / pageBytes);
  const memory = host.createMemory(pages, pages);
  return {
    memory,
    pages,
    isShared: typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer,
  };
}

/** Words that no generator xorshift may have: none is 0. */
export function fillWords(random: Random, words: Uint32Array): void {
  for (let k = 0; k < words.length; k++) words[k] = random.bits32() || 1;
}
