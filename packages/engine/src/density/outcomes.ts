import { type Counts, type Distribution, type Draws, maxListedOutcomes, negligibleProbability } from "../simulator.ts";
import { bitstringReader } from "../tally.ts";
import type { Work } from "../work.ts";
import type { Probabilities } from "./read.ts";

/** Outcomes wider than this are not numbers any more. */
const widestListed = 53;
/** Outcomes written, or looked at, before giving way: some milliseconds. */
const outcomesBetweenPauses = 2 ** 13;

/** Counts of the classical bits, from draws of the index, which ascend as outcomes do. */
export function* countsOf({ states, counts }: Draws, readout: readonly number[]): Work<Counts> {
  const read = bitstringReader(readout);
  const texts = new Map<string, number>();
  for (let i = 0; i < states.length; i++) {
    texts.set(read(states[i]), counts[i]);
    if (i % outcomesBetweenPauses === outcomesBetweenPauses - 1) yield;
  }
  return texts;
}

/** The distribution of the classical bits; undefined when they are too many, or too many outcomes are possible. */
export function* distributionOf({ values, readout }: Probabilities): Work<Distribution | undefined> {
  if (readout.length > widestListed) return undefined;
  let length = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= negligibleProbability) length++;
    if (length > maxListedOutcomes) return undefined;
    if (i % (32 * outcomesBetweenPauses) === 32 * outcomesBetweenPauses - 1) yield;
  }
  const weights = new Float64Array(Math.log2(values.length));
  readout.forEach((bit, clbit) => {
    if (bit >= 0) weights[bit] += 2 ** clbit;
  });
  const distribution = { outcomes: new Float64Array(length), values: new Float64Array(length) };
  for (let i = 0, next = 0; next < length; i++) {
    if (values[i] < negligibleProbability) continue;
    let outcome = 0;
    for (let bit = 0; i >> bit; bit++) if ((i >> bit) & 1) outcome += weights[bit];
    distribution.outcomes[next] = outcome;
    distribution.values[next++] = values[i];
    if (next % outcomesBetweenPauses === 0) yield;
  }
  return distribution;
}
