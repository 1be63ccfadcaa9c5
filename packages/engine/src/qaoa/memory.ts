import { sweepScratchBytes } from "../expect/index.ts";
import type { Precision } from "../simulator.ts";
import { amplitudeBytes, pageBytes } from "../statevector/exec/memory-map.ts";
import { bufferBytes, listBytes } from "./mixer.ts";

/** Where everything lies; addresses in bytes. */
export interface QaoaMemory {
  /** A few numbers that are passed to kernels. */
  readonly constants: number;
  /** Phases by level, or of the costs of one chunk. */
  readonly phases: number;
  /** Costs by level. */
  readonly costTable: number;
  readonly lists: number;
  readonly buffer: number;
  /** For sweeps, transforms and sums. */
  readonly scratch: number;
  /** A level or a cost for each bitstring. */
  readonly costs: number;
  /** The state, and after it room for another. */
  readonly state: number;
  readonly end: number;
  readonly endOfPair: number;
}

export function qaoaMemory(precision: Precision, indexBits: number, levelCount: number | null): QaoaMemory {
  let at = pageBytes;
  const take = (bytes: number, alignment = 64): number => {
    const address = Math.ceil(at / alignment) * alignment;
    at = address + bytes;
    return address;
  };
  const constants = take(4096);
  const entries = Math.max(levelCount ?? 0, chunkAmplitudes);
  const phases = take(16 * entries);
  const costTable = take(8 * entries);
  const lists = take(listBytes);
  const buffer = take(bufferBytes, 4096);
  const scratch = take(sweepScratchBytes + 8 * 2 ** Math.max(0, indexBits - 8));
  const costs = take((levelCount === null ? 8 : 2) * 2 ** indexBits, pageBytes);
  const stateBytes = amplitudeBytes(precision) * 2 ** indexBits;
  const state = take(stateBytes, pageBytes);
  const memory = {
    constants,
    phases,
    costTable,
    lists,
    buffer,
    scratch,
    costs,
    state,
  };
  return { ...memory, end: at, endOfPair: at + stateBytes };
}

/** Phases that are computed together, where there is no table of them: they stay in the first-level cache. */
export const chunkAmplitudes = 1024;
