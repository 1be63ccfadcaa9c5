/**
 * A mixed-integer linear programme: Σ costs x, to be made small, with lower ≤ x ≤ upper and rowLower ≤ A x ≤ rowUpper.
 * A is kept by rows: entries of row r lie at `starts[r]` to `starts[r + 1]` (exclusive) of `indices` and `values`.
 */
export interface LinearProgramme {
  readonly costs: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** 1 for variables that take whole numbers. */
  readonly isInteger: Uint8Array;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
}

export interface LinearAnswer {
  /** "optimal" is proved; "feasible" is the best that was found in time; "none" if nothing was. */
  readonly status: "optimal" | "feasible" | "infeasible" | "none";
  readonly values: Float64Array | null;
}

/** An exact solver of linear programmes. It blocks its thread until it is done, and asks `isOver` now and then. */
export interface LinearSolver {
  readonly name: string;
  solve(programme: LinearProgramme, timeLimitSeconds: number, isOver: () => boolean): LinearAnswer;
}
