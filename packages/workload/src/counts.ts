import type { Counts } from "./outcome.ts";

/** Bit k of an outcome below 2^53. */
export const bitOf = (outcome: number, k: number): number => Math.floor(outcome / 2 ** k) % 2;

/** The outcome as `width` characters, bit 0 rightmost. */
export const bitstringOf = (outcome: number, width: number): string =>
  width === 0 ? "" : outcome.toString(2).padStart(width, "0");

/** The outcome a bitstring names; widths above 53 bits have no number, only bits. */
export const outcomeOf = (bitstring: string): number => (bitstring === "" ? 0 : Number.parseInt(bitstring, 2));

/** Counts in ascending order of outcome, whatever order they come in. All bitstrings have the same width. */
export function countsOf(entries: Iterable<readonly [string, number]>): Counts {
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
