import { type Distribution, maxListedOutcomes, negligibleProbability } from "../simulator.ts";

/** Up to this width every bitstring is kept for the next run: 4096 short strings. */
export const widestKept = 12;
const keptTexts: (readonly string[] | undefined)[] = [];

/** All bitstrings of a width, ascending. */
export function textsOf(width: number): readonly string[] {
  keptTexts[width] ??= Array.from({ length: 2 ** width }, (_, outcome) =>
    width === 0 ? "" : outcome.toString(2).padStart(width, "0"),
  );
  return keptTexts[width];
}

/** The outcomes worth listing, ascending; undefined when there are too many of them. */
export function distributionOf(totals: ReadonlyMap<number, number>): Distribution | undefined {
  const outcomes = new Float64Array(totals.size);
  let length = 0;
  for (const [outcome, probability] of totals) if (probability >= negligibleProbability) outcomes[length++] = outcome;
  if (length > maxListedOutcomes) return undefined;
  const listed = outcomes.slice(0, length).sort();
  return { outcomes: listed, values: listed.map((outcome) => totals.get(outcome) ?? 0) };
}
