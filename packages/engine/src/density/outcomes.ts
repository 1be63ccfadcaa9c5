import { type Counts, type Distribution, type Draws, maxListedOutcomes, negligibleProbability } from "../simulator.ts";
import { bitstringReader, Tally } from "../tally.ts";
import type { Probabilities } from "./read.ts";

/** Outcomes wider than this are not numbers any more. */
const widestListed = 53;

/** Counts of the classical bits, from draws of the index. */
export function countsOf({ states, counts }: Draws, readout: readonly number[]): Counts {
  const tally = new Tally();
  const read = bitstringReader(readout);
  states.forEach((state, i) => {
    tally.add(read(state), counts[i]);
  });
  return tally.counts();
}

/** The distribution of the classical bits; undefined when they are too many, or too many outcomes are possible. */
export function distributionOf({ values, readout }: Probabilities): Distribution | undefined {
  if (readout.length > widestListed) return undefined;
  const weights = new Float64Array(Math.log2(values.length));
  readout.forEach((bit, clbit) => {
    if (bit >= 0) weights[bit] += 2 ** clbit;
  });
  const outcomes = new Float64Array(values.length);
  weights.forEach((weight, bit) => {
    for (let i = 0; i < 1 << bit; i++) outcomes[i | (1 << bit)] = outcomes[i] + weight;
  });
  // Each index is an outcome of its own: every bit of it is shown by some classical bit.
  const order = new Uint32Array(values.length);
  let [length, isAscending] = [0, true];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < negligibleProbability) continue;
    if (length > 0 && outcomes[i] < outcomes[order[length - 1]]) isAscending = false;
    order[length++] = i;
  }
  if (length > maxListedOutcomes) return undefined;
  const listed = order.subarray(0, length);
  if (!isAscending) listed.sort((a, b) => outcomes[a] - outcomes[b]);
  const distribution = { outcomes: new Float64Array(length), values: new Float64Array(length) };
  for (let i = 0; i < length; i++) {
    distribution.outcomes[i] = outcomes[listed[i]];
    distribution.values[i] = values[listed[i]];
  }
  return distribution;
}
