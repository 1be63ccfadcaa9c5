import type { CircuitResultView } from "@naru/sdk";

export interface Bar {
  /** Bit 0 rightmost. */
  readonly bits: string;
  readonly count: number;
  /** Part of all shots. */
  readonly share: number;
  /** The exact probability, where the simulation knows it. */
  readonly expected: number | null;
}

export interface Grouped {
  readonly bars: readonly Bar[];
  /** What was seen but has no bar of its own; null when everything has. */
  readonly rest: { readonly outcomes: number; readonly count: number; readonly share: number } | null;
}

/**
 * The outcomes to draw. When all that were seen fit into `limit` bars, they stand in ascending order of the outcome,
 * as in a table of truth; otherwise the `limit` most frequent stand first, most frequent first, and the rest is summed.
 */
export function groupOutcomes(circuit: CircuitResultView, limit = 32): Grouped {
  const expected = circuit.probabilities && new Map(circuit.probabilities.map((each) => [each.bits, each.probability]));
  // An outcome that the list of probabilities leaves out is impossible only if that list is whole.
  const isWhole =
    circuit.probabilities !== null && sum(circuit.probabilities.map((each) => each.probability)) > 1 - 1e-9;
  const barOf = ({ bits, count }: { bits: string; count: number }): Bar => ({
    bits,
    count,
    share: shareOf(count, circuit.shots),
    expected: expected?.get(bits) ?? (isWhole ? 0 : null),
  });

  const byFrequency = [...circuit.counts].sort((a, b) => b.count - a.count || (a.bits < b.bits ? -1 : 1));
  if (circuit.seen <= limit && circuit.unlistedShots === 0) {
    return { bars: byFrequency.sort((a, b) => (a.bits < b.bits ? -1 : 1)).map(barOf), rest: null };
  }
  const bars = byFrequency.slice(0, limit).map(barOf);
  const count = circuit.shots - sum(bars.map((bar) => bar.count));
  return { bars, rest: { outcomes: circuit.seen - bars.length, count, share: shareOf(count, circuit.shots) } };
}

const shareOf = (count: number, shots: number): number => (shots === 0 ? 0 : count / shots);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
