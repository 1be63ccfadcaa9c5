/**
 * A pass with addresses: what a thread needs to work on its tiles. Plain data, sent to helper threads as it is; the
 * tables and constants it points at are written to shared memory before the pass begins.
 */
export interface BoundPass {
  /** 2^outerBits.length tiles; bit j of a tile's number is memory bit `outerBits[j]`. */
  readonly outerBits: readonly number[];
  readonly tileBits: number;
  /** Whether the state begins here, in |0…0⟩. */
  readonly isFirst: boolean;
  /** Positions that were in use before; without a move, amplitudes beyond them are cleared. */
  readonly filledBits: number;
  /** How to gather and scatter, or null when the one tile is all of the state in use and stays where it is. */
  readonly move: BoundMove | null;
  readonly stages: readonly BoundStage[];
}

/** The run lists of `copyRuns`. */
export interface BoundMove {
  /** Whether runs are left out because a wire was not in use: the tile is cleared first. */
  readonly isPartial: boolean;
  readonly gatherRuns: number;
  readonly gatherTargets: number;
  readonly gatherSources: number;
  readonly scatterRuns: number;
  readonly scatterTargets: number;
  readonly scatterSources: number;
  /** Vectors of a run, one after the other. */
  readonly straightSteps: number;
  /** Vectors of a run, from where the scatter takes them. */
  readonly scatterSteps: number;
  readonly stepsBytes: number;
}

export type BoundStage = BoundBlock | BoundDiagonal | BoundDense;

export interface BoundBlock {
  readonly kind: "block";
  /** The export's name. */
  readonly kernel: string;
  /** Parameters of the kernel after the base address. */
  readonly parameters: readonly number[];
}

export interface BoundDiagonal {
  readonly kind: "diagonal";
  /** The address of a table over the whole tile; 0 for none. */
  readonly table: number;
  /** Small tables that blocks of the tile share; with them there is no table over the whole tile. */
  readonly blocks: BlockTables | null;
  readonly outer: OuterRecipe | null;
  readonly subsets: readonly SubsetTerm[];
}

/**
 * A diagonal as a table over the lowest `lowBits` positions, times a number for each block of 2^lowBits amplitudes. There
 * are `count` tables at `tables`; block h takes the one that begins `offsets[h]` bytes further on.
 */
export interface BlockTables {
  readonly lowBits: number;
  readonly count: number;
  readonly tables: number;
  /** The address of a 32-bit number for each block. */
  readonly offsets: number;
  /** (re, im) for each block, for all tiles. */
  readonly high: Float64Array;
  /** The address of the same in memory. */
  readonly highAt: number;
  /** Whether the tables are multiplied by factors that depend on the tile, before they are used. */
  readonly isTurned: boolean;
}

/** A product of one complex factor for each position, some of which depend on the tile. */
export interface OuterRecipe {
  readonly scale: number;
  /** (re, im) for each position, for all tiles. */
  readonly factors: Float64Array;
  readonly crossing: readonly CrossingFactor[];
  readonly conditional: readonly ConditionalFactor[];
}

/** A factor of one position as the product of two short tables: by the lower and the upper bits of the tile's number. */
export interface CrossingFactor {
  readonly position: number;
  readonly lowerBits: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A factor of one position in tiles whose number has all bits of `outsideMask`. */
export interface ConditionalFactor {
  readonly position: number;
  readonly outsideMask: number;
  readonly re: number;
  readonly im: number;
}

/** A factor of the amplitudes with all bits of `insideMask`, in tiles whose number has all bits of `outsideMask`. */
export interface SubsetTerm {
  readonly insideMask: number;
  readonly outsideMask: number;
  readonly re: number;
  readonly im: number;
}

export interface BoundDense {
  readonly kind: "dense";
  /** Parameters of `applyMatrix` after the base address and before the scratch; null where a wire is on a lane. */
  readonly parameters: readonly number[] | null;
  readonly matrix: Float64Array;
  /** Positions of the index bits of the matrix, in order. */
  readonly positions: readonly number[];
}

/** `value`'s bits put at the given places. Exact up to 2^53. */
export function spread(value: number, places: readonly number[]): number {
  let result = 0;
  for (let bit = 0; bit < places.length; bit++) if ((value >>> bit) & 1) result += 2 ** places[bit];
  return result;
}

export const maskOf = (bits: readonly number[]): number => bits.reduce((mask, bit) => mask | (1 << bit), 0);

/** Entry x: the sum of the strides of the bits of x, modulo 2^32. */
export function offsets(strides: readonly number[]): Int32Array {
  const sums = new Int32Array(2 ** strides.length);
  strides.forEach((stride, bit) => {
    for (let x = 0; x < 1 << bit; x++) sums[x + (1 << bit)] = sums[x] + stride;
  });
  return sums;
}
