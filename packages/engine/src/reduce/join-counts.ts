import { seeded } from "@naru/base";
import type { Pacer } from "../pacer.ts";
import type { Counts } from "../simulator.ts";
import { shuffledMemory } from "../tally.ts";

/** Counts of a part, with the bits of the circuit that its bits are. */
export interface PartCounts {
  readonly bits: readonly number[];
  readonly counts: Counts;
}

/** Shots between two looks at the pacer: some 20 ms. */
const shotsBetweenLooks = 2 ** 18;

/**
 * The counts of a circuit from those of its independent parts, each of `shots` shots. Every part's shots are put into a
 * random order, and shot s of the circuit is made of shot s of each: since a part's shots are independent of each other
 * and of the other parts, so are these. Bits of no part are 0.
 */
export async function joinCounts(
  parts: readonly PartCounts[],
  bitCount: number,
  shots: number,
  seed: number,
  pacer: Pacer,
): Promise<Counts> {
  const random = seeded(seed).fork("join");
  /** Entry s: which of the different outcomes met so far shot s shows. */
  const shown = new Uint32Array(shots);
  /** The different outcomes, as the positions in the counts of the parts so far. */
  let outcomes: readonly (readonly number[])[] = [[]];
  for (const [k, { counts }] of parts.entries()) {
    if (counts.size === 1) {
      outcomes = outcomes.map((outcome) => [...outcome, 0]);
      continue;
    }
    const order = shuffledMemory(counts, random.fork(k));
    const places = new Map<number, number>();
    const joined: (readonly number[])[] = [];
    for (let shot = 0; shot < shots; shot++) {
      const pair = shown[shot] * counts.size + order[shot];
      let place = places.get(pair);
      if (place === undefined) {
        place = joined.length;
        places.set(pair, place);
        joined.push([...outcomes[shown[shot]], order[shot]]);
      }
      shown[shot] = place;
      if ((shot + 1) % shotsBetweenLooks === 0) await pacer.pause();
    }
    outcomes = joined;
    await pacer.pause();
  }
  return tallied(parts, bitCount, shown, outcomes);
}

function tallied(
  parts: readonly PartCounts[],
  bitCount: number,
  shown: Uint32Array,
  outcomes: readonly (readonly number[])[],
): Counts {
  const totals = new Uint32Array(outcomes.length);
  for (const outcome of shown) totals[outcome]++;
  const texts = parts.map(({ counts }) => [...counts.keys()]);
  const letters = new Array<string>(bitCount).fill("0");
  const entries = outcomes.map((positions, outcome): [string, number] => {
    parts.forEach(({ bits }, k) => {
      const text = texts[k][positions[k]];
      bits.forEach((bit, c) => {
        letters[bitCount - 1 - bit] = text[bits.length - 1 - c];
      });
    });
    return [letters.join(""), totals[outcome]];
  });
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
