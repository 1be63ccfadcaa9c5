import { log1p, type Random, seeded } from "@naru/base";
import type { Pacer } from "../pacer.ts";
import type { Counts } from "../simulator.ts";
import { shufflingMemory } from "../tally.ts";

/** What a part shows, with the bits of the circuit that its bits are: counts, or the probability that its only bit is 1. */
export type PartShots = { readonly bits: readonly number[] } & ({ readonly counts: Counts } | { readonly one: number });

/** Counts of a circuit, and which of them each shot shows. */
export interface JoinedShots {
  readonly counts: Counts;
  /** As `SimulateResult.memory`; absent where it was not asked for. */
  readonly memory?: Uint32Array;
}

/** Shots between two looks at the pacer: some 10 ms. */
const shotsBetweenLooks = 2 ** 18;

/**
 * The shots of a circuit from those of its independent parts. Counts of a part are put into a random order, and shot s of the
 * circuit is made of shot s of each: since a part's shots are independent of each other and of the other parts, so are
 * these. Bits of no part are 0.
 */
export async function joinCounts(
  parts: readonly PartShots[],
  bitCount: number,
  shots: number,
  seed: number,
  wantsMemory: boolean,
  pacer: Pacer,
): Promise<JoinedShots> {
  const [only] = parts;
  if (parts.length === 1 && "counts" in only) {
    const counts = widened(only.bits, only.counts, bitCount);
    if (!wantsMemory) return { counts };
    return { counts, memory: await pacer.drive(shufflingMemory(counts, seeded(seed).fork("memory"))) };
  }
  const random = seeded(seed).fork("join");
  const rows = new Rows(shots, bitCount);
  for (const [k, part] of parts.entries()) {
    if ("one" in part) rows.scatter(part.bits[0], part.one, random.fork(k));
    else if (part.counts.size === 1) rows.write(part.bits, part.counts, new Uint32Array(shots));
    else rows.write(part.bits, part.counts, await pacer.drive(shufflingMemory(part.counts, random.fork(k))));
    await pacer.pause();
  }
  return rows.tallied(wantsMemory, pacer);
}

/** The counts of the only part; ascending as before, since its bits do. */
function widened(bits: readonly number[], counts: Counts, bitCount: number): Counts {
  if (bits.length === bitCount) return counts;
  const letters = new Array<string>(bitCount).fill("0");
  return new Map(
    Array.from(counts, ([text, count]) => {
      for (let c = 0; c < bits.length; c++) letters[letters.length - 1 - bits[c]] = text[bits.length - 1 - c];
      return [letters.join(""), count];
    }),
  );
}

/** The outcome of every shot, as a row of 32-bit words; bit c is bit c % 32 of word ⌊c / 32⌋. */
class Rows {
  readonly #shots: number;
  readonly #bitCount: number;
  readonly #words: number;
  readonly #rows: Uint32Array;

  constructor(shots: number, bitCount: number) {
    this.#shots = shots;
    this.#bitCount = bitCount;
    this.#words = Math.max(1, Math.ceil(bitCount / 32));
    this.#rows = new Uint32Array(shots * this.#words);
  }

  /** Writes ones at random into a bit, each shot with the same probability; steps from one of the rarer value to the next. */
  scatter(bit: number, one: number, random: Random): void {
    const [words, rows, mask] = [this.#words, this.#rows, 1 << (bit & 31)];
    const at = bit >>> 5;
    const isMostlyOne = one > 0.5;
    if (isMostlyOne) for (let k = at; k < rows.length; k += words) rows[k] |= mask;
    const rarer = isMostlyOne ? 1 - one : one;
    if (!(rarer > 0)) return;
    const scale = 1 / log1p(-rarer);
    for (let shot = -1; ; ) {
      // Steps between successes are geometric; an infinite step ends it too.
      shot += 1 + Math.floor(log1p(-random.uniform()) * scale);
      if (!(shot < this.#shots)) return;
      rows[shot * words + at] ^= mask;
    }
  }

  /** Writes outcome `shown[s]` (a position in the counts) into shot s. */
  write(bits: readonly number[], counts: Counts, shown: Uint32Array): void {
    const [words, rows] = [this.#words, this.#rows];
    const used = [...new Set(bits.map((bit) => bit >>> 5))];
    const table = new Uint32Array(counts.size * used.length);
    let at = 0;
    for (const text of counts.keys()) {
      for (let c = 0; c < bits.length; c++) {
        if (text.charCodeAt(bits.length - 1 - c) === one)
          table[at + used.indexOf(bits[c] >>> 5)] |= 1 << (bits[c] & 31);
      }
      at += used.length;
    }
    for (let u = 0; u < used.length; u++) {
      for (let shot = 0, to = used[u]; shot < shown.length; shot++, to += words) {
        rows[to] |= table[shown[shot] * used.length + u];
      }
    }
  }

  /** Puts equal rows together. */
  async tallied(wantsMemory: boolean, pacer: Pacer): Promise<JoinedShots> {
    const [words, rows, shots] = [this.#words, this.#rows, this.#shots];
    const size = 2 ** Math.ceil(Math.log2(2 * shots + 2));
    /** Open addressing: the number of a different outcome and 1, or 0. */
    const slots = new Uint32Array(size);
    const shown = new Uint32Array(shots);
    const firsts: number[] = []; // a shot that shows each different outcome
    const totals: number[] = [];
    for (let shot = 0; shot < shots; shot++) {
      let hash = 0x811c9dc5;
      for (let k = shot * words; k < (shot + 1) * words; k++) {
        hash = Math.imul(hash ^ rows[k], 0x85ebca6b);
        hash ^= hash >>> 15;
      }
      let slot = hash & (size - 1);
      while (slots[slot] !== 0 && !this.#areEqual(shot, firsts[slots[slot] - 1])) slot = (slot + 1) & (size - 1);
      if (slots[slot] === 0) {
        slots[slot] = firsts.push(shot);
        totals.push(0);
      }
      totals[slots[slot] - 1]++;
      shown[shot] = slots[slot] - 1;
      if ((shot + 1) % shotsBetweenLooks === 0) await pacer.pause();
    }
    const order = Uint32Array.from(firsts.keys()).sort((a, b) => this.#compare(firsts[a], firsts[b]));
    await pacer.pause();
    const counts = new Map(Array.from(order, (outcome) => [this.#text(firsts[outcome]), totals[outcome]] as const));
    if (!wantsMemory) return { counts };
    const places = new Uint32Array(order.length);
    for (const [place, outcome] of order.entries()) places[outcome] = place;
    return { counts, memory: shown.map((outcome) => places[outcome]) };
  }

  #areEqual(a: number, b: number): boolean {
    const words = this.#words;
    for (let k = 0; k < words; k++) if (this.#rows[a * words + k] !== this.#rows[b * words + k]) return false;
    return true;
  }

  #compare(a: number, b: number): number {
    const words = this.#words;
    for (let k = words - 1; k >= 0; k--) {
      const difference = this.#rows[a * words + k] - this.#rows[b * words + k];
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #text(shot: number): string {
    let text = "";
    for (let k = this.#words - 1; k >= 0; k--) {
      const word = this.#rows[shot * this.#words + k];
      text += bytes[word >>> 24] + bytes[(word >>> 16) & 255] + bytes[(word >>> 8) & 255] + bytes[word & 255];
    }
    return text.slice(text.length - this.#bitCount);
  }
}

/** The eight digits of each byte: three times as fast as to write them one by one, or to ask the number for them. */
const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(2).padStart(8, "0"));
const one = "1".charCodeAt(0);
