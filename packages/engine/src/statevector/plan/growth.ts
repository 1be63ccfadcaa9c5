import type { Primitive } from "../lower/primitives.ts";

/**
 * How far a tile may grow the state: each wire that is still in |0⟩ doubles it when it comes in, and with it all later
 * work. `work` adds up what the tile would do, in tenths of a nanosecond for one vector.
 */
export interface Growth {
  readonly most: number;
  readonly isActive: readonly boolean[];
  work: number;
}

/** As measured on a server core of 2.5 GHz. A permutation in registers costs nothing. */
export function workOf({ kind }: Primitive): number {
  switch (kind) {
    case "real":
      return 3;
    case "pair":
      return 20;
    case "dense":
      return 200;
    default:
      return 0;
  }
}
