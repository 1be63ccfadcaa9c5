/** How many tests a suite had, by how they ended. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed, a line each, as far as it is known. */
  readonly failures?: readonly string[];
}

export const noTests: Tally = { passed: 0, failed: 0, skipped: 0 };

export function sum(tallies: readonly Tally[]): Tally {
  const failures = tallies.flatMap((tally) => tally.failures ?? []);
  const total = (count: (tally: Tally) => number) => tallies.reduce((all, one) => all + count(one), 0);
  return {
    passed: total(({ passed }) => passed),
    failed: total(({ failed }) => failed),
    skipped: total(({ skipped }) => skipped),
    ...(failures.length > 0 && { failures }),
  };
}

/** `3 passed, 0 failed`, and `, 1 skipped` when there are any. */
export const lineOf = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

/**
 * The tally in what a suite printed: its last line of the form `N passed, N failed[, N skipped]`.
 * Null when there is none.
 */
export function readLine(output: string): Tally | null {
  const lines = output.matchAll(/^\s*(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/gm);
  const last = [...lines].at(-1);
  if (last === undefined) return null;
  return { passed: Number(last[1]), failed: Number(last[2]), skipped: Number(last[3] ?? 0) };
}

/**
 * A suite's tally made honest by its exit status: a suite that ended badly without a failed test, or that reports no
 * test at all, counts as one failure. A crash must not read as success.
 */
export function honest(tally: Tally | null, status: number): Tally {
  const told = tally ?? noTests;
  const isEmpty = told.passed + told.failed + told.skipped === 0;
  return (status !== 0 || isEmpty) && told.failed === 0 ? { ...told, failed: 1 } : told;
}
