import { expect } from "vitest";
import type { Counts, Distribution } from "../simulator.ts";

/** Bitstring → probability. */
export type Exact = ReadonlyMap<string, number>;

/**
 * How far counts lie from a distribution, in standard deviations above what chance gives: Pearson's χ², outcomes put
 * together until five are expected, by the cube root of Wilson and Hilferty (Proc. Natl. Acad. Sci. 17, 684 (1931)).
 * Infinite when an impossible outcome was seen. Above 4.5 by chance: once in 300 000 runs.
 */
export function deviationsFrom(exact: Exact, counts: Counts): number {
  const shots = total(counts);
  for (const bits of counts.keys()) if ((exact.get(bits) ?? 0) < 1e-12) return Number.POSITIVE_INFINITY;
  const ascending = [...exact].toSorted(([, a], [, b]) => a - b);
  const cells: { observed: number; expected: number }[] = [];
  let open = { observed: 0, expected: 0 };
  for (const [bits, probability] of ascending) {
    open.expected += shots * probability;
    open.observed += counts.get(bits) ?? 0;
    if (open.expected < 5) continue;
    cells.push(open);
    open = { observed: 0, expected: 0 };
  }
  const last = cells.at(-1);
  if (!last) return Number.POSITIVE_INFINITY;
  last.expected += open.expected;
  last.observed += open.observed;
  const freedom = cells.length - 1;
  if (freedom === 0) return 0;
  const chiSquare = cells.reduce((sum, { observed, expected }) => sum + (observed - expected) ** 2 / expected, 0);
  return (Math.cbrt(chiSquare / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
}

/** As many shots as asked, and no further from the distribution than chance takes one run in 300 000. */
export function expectDrawnFrom(exact: Exact, counts: Counts | undefined, shots: number): void {
  if (!counts) throw new Error("No counts came back.");
  expect(total(counts)).toBe(shots);
  expect(deviationsFrom(exact, counts)).toBeLessThan(4.5);
}

export function expectDistribution(exact: Exact, actual: Distribution | undefined, tolerance: number): void {
  if (!actual) throw new Error("No probabilities came back.");
  const { outcomes, values } = actual;
  expect(outcomes.length).toBe(values.length);
  for (let i = 1; i < outcomes.length; i++) expect(outcomes[i]).toBeGreaterThan(outcomes[i - 1]);
  for (const value of values) expect(value).toBeGreaterThanOrEqual(1e-12);
  const listed = new Map([...outcomes].map((outcome, i) => [outcome, values[i]] as const));
  const numbers = new Map(
    [...exact].map(([bits, probability]) => [Number.parseInt(`0${bits}`, 2), probability] as const),
  );
  let worst = 0;
  for (const outcome of new Set([...listed.keys(), ...numbers.keys()])) {
    worst = Math.max(worst, Math.abs((listed.get(outcome) ?? 0) - (numbers.get(outcome) ?? 0)));
  }
  expect(worst).toBeLessThan(tolerance);
}

/** The largest difference of an amplitude, global phase included. */
export function expectAmplitudes(actual: Float64Array | undefined, expected: Float64Array, tolerance: number): void {
  if (!actual) throw new Error("No amplitudes came back.");
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i += 2) {
    worst = Math.max(worst, Math.hypot(actual[i] - expected[i], actual[i + 1] - expected[i + 1]));
  }
  expect(worst).toBeLessThan(tolerance);
}

export const total = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
