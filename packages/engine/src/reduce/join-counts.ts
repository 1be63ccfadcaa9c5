import { type Random, seeded } from "@naru/base";
import type { Pacer } from "../pacer.ts";
import type { Counts } from "../simulator.ts";
import { shufflingMemory } from "../tally.ts";

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
  if (parts.length === 1) return widened(parts[0], bitCount);
  const random = seeded(seed).fork("join");
  /** Entry s: which of the different outcomes met so far shot s shows. */
  const shown = new Uint32Array(shots);
  const levels: Level[] = [];
  for (const [k, { counts }] of parts.entries()) {
    if (counts.size > 1) {
      levels.push(await levelOf(k, counts, shown, random.fork(k), pacer));
      await pacer.pause();
    }
  }
  return tallied(parts, bitCount, shown, levels);
}

/** The counts of the only part; ascending as before, since its bits do. */
function widened({ bits, counts }: PartCounts, bitCount: number): Counts {
  if (bits.length === bitCount) return counts;
  const letters = new Array<string>(bitCount).fill("0");
  return new Map(
    Array.from(counts, ([text, count]) => {
      write(letters, bits, text);
      return [letters.join(""), count];
    }),
  );
}

/** Puts what the bits of a part show to their places among those of the circuit. */
function write(letters: string[], bits: readonly number[], text: string): void {
  for (let c = 0; c < bits.length; c++) letters[letters.length - 1 - bits[c]] = text[bits.length - 1 - c];
}

/** The different outcomes of the parts up to `part`: each is one of those before, and a position in the part's counts. */
interface Level {
  readonly part: number;
  readonly earlier: Uint32Array;
  readonly positions: Uint32Array;
}

async function levelOf(part: number, counts: Counts, shown: Uint32Array, random: Random, pacer: Pacer): Promise<Level> {
  const order = await pacer.drive(shufflingMemory(counts, random));
  const places = new Map<number, number>();
  const earlier = new Uint32Array(shown.length);
  const positions = new Uint32Array(shown.length);
  for (let shot = 0; shot < shown.length; shot++) {
    const pair = shown[shot] * counts.size + order[shot];
    let place = places.get(pair);
    if (place === undefined) {
      place = places.size;
      places.set(pair, place);
      earlier[place] = shown[shot];
      positions[place] = order[shot];
    }
    shown[shot] = place;
    if ((shot + 1) % shotsBetweenLooks === 0) await pacer.pause();
  }
  return { part, earlier: earlier.slice(0, places.size), positions: positions.slice(0, places.size) };
}

function tallied(parts: readonly PartCounts[], bitCount: number, shown: Uint32Array, levels: readonly Level[]): Counts {
  const letters = new Array<string>(bitCount).fill("0");
  const texts = parts.map(({ counts }) => [...counts.keys()]);
  parts.forEach((part, k) => {
    if (texts[k].length === 1) write(letters, part.bits, texts[k][0]);
  });
  const totals = new Uint32Array(levels.at(-1)?.positions.length ?? 1);
  for (const outcome of shown) totals[outcome]++;
  const entries = Array.from(totals, (total, outcome): [string, number] => {
    let at = outcome;
    for (let k = levels.length - 1; k >= 0; k--) {
      const { part, earlier, positions } = levels[k];
      write(letters, parts[part].bits, texts[part][positions[at]]);
      at = earlier[at];
    }
    return [letters.join(""), total];
  });
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
