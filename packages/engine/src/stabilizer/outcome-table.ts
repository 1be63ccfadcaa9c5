import type { Counts } from "../simulator.ts";
import { bitstrings } from "./bitstrings.ts";

/** Characters that are made into texts between two pauses: some milliseconds. */
const charactersTogether = 2 ** 20;

/** Rows that are put in order between two pauses: some ten milliseconds. */
const rowsTogether = 2 ** 15;

/** Counts outcomes of any width: each distinct one is kept once, as 32-bit words, the lowest bits first. */
export class OutcomeTable {
  readonly #bitCount: number;
  readonly #width: number;
  #rows: Uint32Array;
  #counts = new Uint32Array(16);
  #size = 0;
  /** Open addressing; entries are numbers of rows, −1 where free. */
  #slots = new Int32Array(64).fill(-1);

  constructor(bitCount: number) {
    this.#bitCount = bitCount;
    this.#width = Math.ceil(bitCount / 32);
    this.#rows = new Uint32Array(16 * this.#width);
  }

  /** Counts the outcome that lies at `at`, and gives its number, in the order in which outcomes are first seen. */
  add(words: Uint32Array, at: number): number {
    const width = this.#width;
    let slot = this.#hash(words, at) & (this.#slots.length - 1);
    for (;;) {
      const row = this.#slots[slot];
      if (row < 0) break;
      if (isEqual(this.#rows, row * width, words, at, width)) {
        this.#counts[row]++;
        return row;
      }
      slot = (slot + 1) & (this.#slots.length - 1);
    }
    const row = this.#size++;
    if (row === this.#counts.length) this.#grow();
    for (let k = 0; k < width; k++) this.#rows[row * width + k] = words[at + k];
    this.#counts[row] = 1;
    this.#slots[slot] = row;
    if (2 * this.#size > this.#slots.length) this.#rehash();
    return row;
  }

  /**
   * The counts, ascending by outcome, and for each outcome's number its position among them. `pause` is awaited now and
   * then, and may throw to stop.
   */
  async finish(pause: () => Promise<void>): Promise<{ counts: Counts; positions: Uint32Array }> {
    const order = await this.#ascending(pause);
    const positions = new Uint32Array(this.#size);
    const counts = new Map<string, number>();
    const together = Math.max(1, Math.floor(charactersTogether / Math.max(1, this.#bitCount)));
    for (let from = 0; from < order.length; from += together) {
      await pause();
      const rows = order.subarray(from, from + together);
      const texts = bitstrings(this.#rows, this.#width, rows, this.#bitCount);
      for (let k = 0; k < rows.length; k++) {
        positions[rows[k]] = from + k;
        counts.set(texts[k], this.#counts[rows[k]]);
      }
    }
    return { counts, positions };
  }

  /** The numbers of all outcomes, ascending by outcome: runs are sorted one by one, and merged in rounds. */
  async #ascending(pause: () => Promise<void>): Promise<Uint32Array> {
    let order = new Uint32Array(this.#size);
    for (let row = 0; row < order.length; row++) order[row] = row;
    const compare = (a: number, b: number) => this.#compare(a, b);
    for (let from = 0; from < order.length; from += rowsTogether) {
      if (from > 0) await pause();
      order.subarray(from, from + rowsTogether).sort(compare);
    }
    let merged = new Uint32Array(order.length);
    for (let run = rowsTogether; run < order.length; run *= 2) {
      for (let from = 0; from < order.length; from += 2 * run) {
        const middle = Math.min(from + run, order.length);
        const end = Math.min(middle + run, order.length);
        for (let to = from, a = from, b = middle; to < end; to++) {
          const isFirst = b === end || (a < middle && this.#compare(order[a], order[b]) < 0);
          merged[to] = isFirst ? order[a++] : order[b++];
          if (to % rowsTogether === 0) await pause();
        }
      }
      [order, merged] = [merged, order];
    }
    return order;
  }

  /** Below 0 where the outcome of row `a` is the lower one. */
  #compare(a: number, b: number): number {
    const width = this.#width;
    for (let k = width - 1; k >= 0; k--) {
      const difference = this.#rows[a * width + k] - this.#rows[b * width + k];
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #hash(words: Uint32Array, at: number): number {
    let hash = 0x811c9dc5;
    for (let k = 0; k < this.#width; k++) {
      hash = Math.imul(hash ^ words[at + k], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash ^ (hash >>> 13);
  }

  #grow(): void {
    const counts = new Uint32Array(2 * this.#counts.length);
    counts.set(this.#counts);
    this.#counts = counts;
    const rows = new Uint32Array(2 * this.#rows.length);
    rows.set(this.#rows);
    this.#rows = rows;
  }

  #rehash(): void {
    this.#slots = new Int32Array(2 * this.#slots.length).fill(-1);
    for (let row = 0; row < this.#size; row++) {
      let slot = this.#hash(this.#rows, row * this.#width) & (this.#slots.length - 1);
      while (this.#slots[slot] >= 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = row;
    }
  }
}

function isEqual(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number, width: number): boolean {
  for (let k = 0; k < width; k++) if (a[aAt + k] !== b[bAt + k]) return false;
  return true;
}
