import { readFileSync } from "node:fs";
import type { Random } from "@naru/base";

/** One samplex with its arguments and what samplomatic made of them; see fixtures/record.py. */
export interface RecordedCase {
  readonly name: string;
  readonly seed: number;
  readonly samplex: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  readonly values: unknown;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export const recorded = (): readonly RecordedCase[] =>
  JSON.parse(readFileSync(new URL("../fixtures/recorded.json", import.meta.url), "utf8")).cases;

/** The generator of fixtures/record.py: poor, and easy to write in two languages. */
export class RecordedStream implements Random {
  readonly #seed: number;
  #state: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.#state = seed >>> 0;
  }

  bits32(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return (this.#state ^ (this.#state >>> 15)) >>> 0;
  }

  uniform(): number {
    const high = this.bits32() >>> 5;
    return (high * 2 ** 26 + (this.bits32() >>> 6)) / 2 ** 53;
  }

  below(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      const bits = this.bits32();
      if (bits < limit) return bits % bound;
    }
  }

  fork(label: string | number): Random {
    return new RecordedStream(this.#seed * 1000003 + Number(label) * 7919);
  }
}
