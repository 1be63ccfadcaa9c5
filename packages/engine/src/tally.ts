import type { Random } from "@naru/base";
import type { Counts } from "./simulator.ts";
import { finish, type Work } from "./work.ts";

/**
 * Collects outcomes and their counts, in any order and with repeats, and gives them as the result wants them.
 * Outcomes come as bitstrings of one width, so that they may be wider than a number.
 */
export class Tally {
  readonly #seen = new Map<string, number>();

  add(bitstring: string, count: number): void {
    this.#seen.set(bitstring, (this.#seen.get(bitstring) ?? 0) + count);
  }

  /** Ascending by outcome: bitstrings of one width sort as numbers do. */
  counts(): Counts {
    return new Map([...this.#seen].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  }
}

/** Shots that are put into their places between two pauses: some 20 ms where they are far from each other. */
const shotsBetweenPauses = 2 ** 17;

/** As `shufflingMemory`, all at once: a tenth of a second for a million shots. */
export const shuffledMemory = (counts: Counts, random: Random): Uint32Array => finish(shufflingMemory(counts, random));

/** One order of shots that has these counts, all orders being equally likely: positions in `counts`, shuffled. */
export function* shufflingMemory(counts: Counts, random: Random): Work<Uint32Array> {
  let shots = 0;
  for (const count of counts.values()) shots += count;
  const memory = new Uint32Array(shots);
  let shot = 0;
  let position = 0;
  for (const count of counts.values()) {
    memory.fill(position++, shot, shot + count);
    shot += count;
  }
  for (let i = shots - 1; i > 0; i--) {
    // Fisher and Yates
    const j = random.below(i + 1);
    const held = memory[i];
    memory[i] = memory[j];
    memory[j] = held;
    if (i % shotsBetweenPauses === 0) yield;
  }
  return memory;
}

/**
 * A function that writes what the classical bits show when the qubits are in basis state `state`.
 * `readout[c]` is the qubit that bit c shows, or −1.
 */
export function bitstringReader(readout: readonly number[]): (state: number) => string {
  const fromLeft = readout.toReversed();
  return (state) => {
    let text = "";
    for (const qubit of fromLeft) text += qubit >= 0 && (state >>> qubit) & 1 ? "1" : "0";
    return text;
  };
}
