import type { Precision } from "../../simulator.ts";
import { arithmeticOf } from "../emit/arithmetic.ts";
import type { Geometry } from "../plan/plan.ts";
import { mostDiagonalStages } from "../plan/planner.ts";
import { mostMatrixNumbers, mostStages } from "../plan/tile-schedule.ts";
import { tableScratchBytes } from "./table-scratch.ts";

export const pageBytes = 65_536;

/** Memories with 32-bit addresses end here. */
export const mostNarrowBytes = 2 ** 32;

/** The tile sizes that were measured to be best on cores with 1 MiB of second-level cache; results depend on them. */
export function geometryOf(precision: Precision): Geometry {
  return precision === "single" ? { laneBits: 2, tileBits: 16, runBits: 5 } : { laneBits: 1, tileBits: 15, runBits: 4 };
}

/** Where everything lies in the memory that all threads share. Addresses in bytes. */
export interface MemoryMap {
  /** 32-bit words by which threads agree. */
  readonly control: number;
  /** For each thread: a tile, and small tables that change from tile to tile. */
  readonly tiles: readonly number[];
  readonly tileTables: readonly number[];
  /** Where the small tables are built of which those over a tile are made. */
  readonly tableScratch: number;
  /** Tables and constants of one pass. */
  readonly heap: number;
  readonly heapEnd: number;
  readonly state: number;
  /** Where the state ends. */
  readonly end: number;
}

const controlBytes = 4096;
/** Products of two short tables, at most 2^7 and 2^9 numbers, and one vector of factors. */
export const shortTableBytes = 16_384;
/** Tables that blocks of a tile share, if they depend on the tile. */
export const turnedTableBytes = 65_536;
const tileTableBytes = shortTableBytes + turnedTableBytes;
/** Constants of a stage: at most 24 operations of 8 bytes, rounded up. */
const constantBytesOfStage = 256;
/** Dense matrices of a pass, and two lists of offsets for each. */
const denseBytes = (precision: Precision): number => 2 * arithmeticOf(precision).bytes * mostMatrixNumbers;
/** Run lists of a pass: four lists of at most 2^12 offsets. */
const runListBytes = 4 * 4 * 4096;

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

export const amplitudeBytes = (precision: Precision): number => 2 * arithmeticOf(precision).bytes;

export function memoryMap(precision: Precision, { tileBits }: Geometry, wireCount: number, threads: number): MemoryMap {
  const tileAmplitudes = 2 ** Math.min(tileBits, wireCount);
  const tileBytes = tileAmplitudes * amplitudeBytes(precision);
  let at = pageBytes;
  const take = (bytes: number, alignment = 64): number => {
    const address = roundUp(at, alignment);
    at = address + bytes;
    return address;
  };
  const control = take(controlBytes);
  const tiles: number[] = [];
  const tileTables: number[] = [];
  for (let thread = 0; thread < threads; thread++) {
    // another page for each, so that the buffers of two threads do not share sets of the cache
    tiles.push(take(tileBytes + 4096 * (thread + 1), 4096));
    tileTables.push(take(tileTableBytes));
  }
  const tableScratch = take(tableScratchBytes);
  const heapBytes =
    (mostDiagonalStages + 2) * tileBytes +
    (mostStages + 8) * constantBytesOfStage +
    denseBytes(precision) +
    runListBytes +
    sumBytes(wireCount);
  const heap = take(heapBytes);
  const state = take(amplitudeBytes(precision) * 2 ** wireCount, pageBytes);
  return {
    control,
    tiles,
    tileTables,
    tableScratch,
    heap,
    heapEnd: heap + heapBytes,
    state,
    end: at,
  };
}

/** The sums of blocks of 2^8 amplitudes, which take the heap when the passes are over. */
const sumBytes = (wireCount: number): number => 8 * 2 ** Math.max(0, wireCount - 8);
