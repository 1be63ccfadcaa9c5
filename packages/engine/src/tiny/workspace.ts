import type { TinyState } from "./apply.ts";

/** The arrays that the run of one circuit without noise works in: 60 bytes for each of 2^n amplitudes. */
export interface Workspace extends TinyState {
  readonly qubitCount: number;
  /** What follows is for the reading: of each amplitude, the outcome that it shows; of each outcome, … */
  readonly outcomes: Uint32Array;
  /** … its probability, */
  readonly weights: Float64Array;
  /** the sum of the probabilities up to it, */
  readonly sums: Float64Array;
  /** and how often it was drawn. */
  readonly counts: Uint32Array;
  /** Of each slice of the sums, the first outcome that may lie in it. */
  readonly starts: Uint32Array;
}

export function workspaceOf(qubitCount: number): Workspace {
  const size = 2 ** qubitCount;
  return {
    qubitCount,
    re: new Float64Array(size),
    im: new Float64Array(size),
    outcomes: new Uint32Array(size),
    weights: new Float64Array(size),
    sums: new Float64Array(size),
    counts: new Uint32Array(size),
    starts: new Uint32Array(size),
  };
}

/**
 * Workspaces that wait for the next run: making and clearing one takes longer than to run a circuit of ten qubits. One of
 * each size is kept; whoever needs more at the same time makes them.
 */
export class Workspaces {
  readonly #free = new Map<number, Workspace>();

  take(qubitCount: number): Workspace {
    const free = this.#free.get(qubitCount);
    this.#free.delete(qubitCount);
    return free ?? workspaceOf(qubitCount);
  }

  give(space: Workspace): void {
    this.#free.set(space.qubitCount, space);
  }
}
