/** One measured figure. `ratio` is peer time over ours: above 1, we are faster. */
export interface Row {
  readonly suite: string;
  readonly work: string;
  /** What it is compared with, or null for a figure that stands alone. */
  readonly peer: string | null;
  readonly goal: string;
  readonly value: string;
  /** Null where there is no goal. */
  readonly met: boolean | null;
}

/** What stands for the goal of a figure that has none. */
export const noGoal = "–";

export interface BenchOptions {
  /** Fewer repetitions, to see that the bench itself works. */
  readonly quick: boolean;
  log(line: string): void;
}

/** A suite measures and returns its rows; it prints progress through `options.log`. */
export type Suite = (options: BenchOptions) => Promise<Row[]>;

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Nearest-rank percentile of at least one value. */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(fraction * sorted.length) - 1)] ?? Number.NaN;
}
