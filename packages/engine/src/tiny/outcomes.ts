import { type Counts, type Distribution, type Draws, maxListedOutcomes, negligibleProbability } from "../simulator.ts";
import { bitstringReader, Tally } from "../tally.ts";

/** Up to this width every bitstring is kept for the next run: 4096 short strings. */
const widestKept = 12;
const keptTexts: (readonly string[] | undefined)[] = [];

/** All bitstrings of a width, ascending. */
function textsOf(width: number): readonly string[] {
  keptTexts[width] ??= Array.from({ length: 2 ** width }, (_, outcome) =>
    width === 0 ? "" : outcome.toString(2).padStart(width, "0"),
  );
  return keptTexts[width];
}

/**
 * What the classical bits show for each basis state of a few qubits, when bit c shows qubit `readout[c]`, or 0 where
 * that is −1.
 */
export class OutcomeTable {
  readonly #readout: readonly number[];
  /** Entry s is the outcome of basis state s as a number; exact for up to 53 bits. */
  readonly #outcomes: Float64Array;

  constructor(readout: readonly number[], qubitCount: number) {
    this.#readout = readout;
    this.#outcomes = new Float64Array(2 ** qubitCount);
    for (let qubit = 0; qubit < qubitCount; qubit++) {
      const weight = readout.reduce((sum, shown, c) => (shown === qubit ? sum + 2 ** c : sum), 0);
      const half = 1 << qubit;
      for (let state = 0; state < half; state++) this.#outcomes[state | half] = this.#outcomes[state] + weight;
    }
  }

  /** Basis states that look the same are put together. */
  counts({ states, counts }: Draws): Counts {
    const width = this.#readout.length;
    if (width > widestKept) {
      const tally = new Tally();
      const read = bitstringReader(this.#readout);
      states.forEach((state, i) => {
        tally.add(read(state), counts[i]);
      });
      return tally.counts();
    }
    const texts = textsOf(width);
    const totals = new Uint32Array(texts.length);
    for (let i = 0; i < states.length; i++) totals[this.#outcomes[states[i]]] += counts[i];
    const result = new Map<string, number>();
    for (let outcome = 0; outcome < totals.length; outcome++) {
      if (totals[outcome] > 0) result.set(texts[outcome], totals[outcome]);
    }
    return result;
  }

  /** The distribution of the outcomes, given that of the basis states. Undefined when outcomes are wider than 53 bits. */
  distribution(probabilities: Float64Array): Distribution | undefined {
    if (this.#readout.length > 53) return undefined;
    const totals = new Map<number, number>();
    for (let state = 0; state < probabilities.length; state++) {
      const outcome = this.#outcomes[state];
      totals.set(outcome, (totals.get(outcome) ?? 0) + probabilities[state]);
    }
    return distributionOf(totals);
  }
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
