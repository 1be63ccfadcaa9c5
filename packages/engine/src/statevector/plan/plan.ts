import type { BlockShape } from "../emit/block-shape.ts";

/**
 * How a state lies in memory and how much of it a tile holds. A memory bit is a bit of an amplitude's index in memory;
 * the lowest are lanes of a vector, and the lowest `runBits` stay together when a tile is gathered.
 */
export interface Geometry {
  readonly laneBits: number;
  /** A tile is 2^tileBits amplitudes: it is to fit into the second-level cache. */
  readonly tileBits: number;
  /** Tiles are gathered in runs of 2^runBits amplitudes: 256 bytes, below which memory is used badly. */
  readonly runBits: number;
  /** Whether circuits that differ in their angles alone are to need the same kernels, at the price of some more sweeps. */
  readonly keepsShapes?: boolean;
}

/**
 * One walk over memory. The state is cut into tiles of the same shape; each is gathered into a buffer, goes through the
 * stages, and is scattered back, with wires at new places. A position is a bit of an amplitude's index within the tile.
 */
export interface Pass {
  /** The memory bits of a tile, ascending; entry p is where position p is gathered from. */
  readonly memoryBits: readonly number[];
  /** Whether the wire at position p was in use before the pass; where not, the amplitudes of 1 are zero, whatever memory holds. */
  readonly wasActive: readonly boolean[];
  /** Whether the state begins here, in |0…0⟩: nothing is gathered. */
  readonly isFirst: boolean;
  /**
   * Whether the tile is all of the state that is in use, and stays where it is: nothing is gathered or scattered, and
   * position p is memory bit p.
   */
  readonly isInPlace: boolean;
  /** Memory bits of wires in use outside the tile: bit j of a tile's number is memory bit `outerBits[j]`. */
  readonly outerBits: readonly number[];
  readonly stages: readonly Stage[];
  /** Entry p is the position that goes to `memoryBits[p]` at the end. */
  readonly scatter: readonly number[];
}

export type Stage = BlockStage | DiagonalStage | DenseStage;

/** Real operations or a fused pair, in registers. */
export interface BlockStage {
  readonly kind: "block";
  readonly shape: BlockShape;
  /** The position of each register bit; none is a lane. */
  readonly positions: readonly number[];
  /** What the shape's steps read, in order. */
  readonly constants: readonly number[];
  /** The numbers of the primitives that the steps come from, in order; none for a transpose alone. */
  readonly sources: readonly number[];
}

/**
 * All pending diagonal terms at once: each multiplies the amplitudes by e^{i·radians} where all of its `inside` positions
 * and all of its `outside` bits (bits of the tile's number) are 1. Everything is also multiplied by e^logScale.
 */
export interface DiagonalStage {
  readonly kind: "diagonal";
  readonly logScale: number;
  readonly terms: readonly TileTerm[];
  /** The number of the primitive that each term comes from. */
  readonly sources: readonly number[];
}

export interface TileTerm {
  /** At least one. */
  readonly inside: readonly number[];
  readonly outside: readonly number[];
  readonly radians: number;
}

/** Any unitary; bit j of its index is position `positions[j]`. */
export interface DenseStage {
  readonly kind: "dense";
  readonly positions: readonly number[];
  readonly matrix: Float64Array;
  readonly sources: readonly number[];
}

/** Where the wires are, once all passes have run. */
export interface Layout {
  /** The memory bit of each wire, wires that only fill up a tile included. */
  readonly bitOfWire: readonly number[];
  /** Whether each wire was in use; amplitudes where an unused wire is 1 are zero, whatever memory holds. */
  readonly isActive: readonly boolean[];
  /** The state is ±e^logScale times what memory holds, minus if `isNegated`. */
  readonly logScale: number;
  readonly isNegated: boolean;
}
