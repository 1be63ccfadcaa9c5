import { bitstringOf, type CircuitOutcome, type Distribution } from "@naru/workload";

/** One outcome in IonQ's words: the number whose bit k is qubit k, in decimal digits, and its share or count. */
export type WireEntry = readonly [key: string, value: number];

/**
 * Probabilities, ascending by outcome: exact where the backend knows them, else relative frequencies of the shots.
 * IonQ's order of bits is the house's: qubit 0 least significant.
 */
export function writeProbabilities(outcome: CircuitOutcome, sampled: boolean): WireEntry[] {
  const exact = sampled ? undefined : outcome.probabilities;
  if (exact) return writeExact(exact);
  const shots = [...outcome.counts.values()].reduce((sum, count) => sum + count, 0);
  return [...outcome.counts].map(([bits, count]) => [keyOf(bits), rounded(count / shots)]);
}

/** How often each outcome was seen, ascending. */
export function writeHistogram(outcome: CircuitOutcome): WireEntry[] {
  return [...outcome.counts].map(([bits, count]) => [keyOf(bits), count]);
}

/** The outcome of each shot in order, or null where shots were not kept. */
export function writeShots(outcome: CircuitOutcome): string[] | null {
  if (!outcome.memory) return null;
  const keys = [...outcome.counts.keys()].map(keyOf);
  return Array.from(outcome.memory, (position) => keys[position] ?? "");
}

/**
 * The entries as a JSON object whose keys keep the order given. Clients sample from the list in the order received, so
 * ascending order has to survive; JavaScript objects would sort keys only below 2^32 − 1.
 */
export function writeEntries(entries: readonly WireEntry[]): string {
  return `{${entries.map(([key, value]) => `"${key}":${value}`).join(",")}}`;
}

/** Reads probabilities that `writeProbabilities` wrote, or IonQ's service did. Widths up to 53 bits. */
export function readProbabilities(wire: Readonly<Record<string, number>>): Distribution {
  const entries = Object.entries(wire)
    .map(([key, value]) => [Number(key), value] as const)
    .sort(([a], [b]) => a - b);
  return {
    outcomes: Float64Array.from(entries, ([outcome]) => outcome),
    values: Float64Array.from(entries, ([, value]) => value),
  };
}

/** Reads a histogram: counts by bitstring of `bitCount` characters, qubit 0 rightmost, ascending. */
export function readHistogram(wire: Readonly<Record<string, number>>, bitCount: number): Map<string, number> {
  const entries = Object.entries(wire)
    .map(([key, count]) => [BigInt(key), count] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return new Map(entries.map(([key, count]) => [key.toString(2).padStart(bitCount, "0"), count]));
}

/** The bitstring of an outcome of `writeProbabilities`, for formats that spell bits out. */
export const bitsOf = (key: string, bitCount: number): string =>
  bitCount <= 53 ? bitstringOf(Number(key), bitCount) : BigInt(key).toString(2).padStart(bitCount, "0");

function writeExact({ outcomes, values }: Distribution): WireEntry[] {
  const entries: WireEntry[] = [];
  values.forEach((value, i) => {
    entries.push([String(outcomes[i] ?? 0), rounded(value)]);
  });
  return entries;
}

/** A bitstring as a decimal number; exact at any width. */
const keyOf = (bits: string): string =>
  bits.length <= 53 ? String(Number.parseInt(bits || "0", 2)) : BigInt(`0b${bits}`).toString();

/**
 * Twelve significant digits: what floating-point noise leaves of 1/4 becomes 0.25, which pennylane-ionq's own tests
 * compare with `==`. Each value keeps its relative precision, so that even 2^20 of them still sum to 1 within 1e-11.
 */
export function rounded(value: number): number {
  const decimals = 11 - Math.floor(Math.log10(value));
  // Powers of ten up to 10^22 are exact, so the quotient is the nearest number to the decimal; five times faster than text.
  if (decimals >= 0 && decimals <= 22) {
    const scale = powersOfTen[decimals] ?? 1;
    return Math.round(value * scale) / scale;
  }
  return Number(value.toPrecision(12));
}

const powersOfTen = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
