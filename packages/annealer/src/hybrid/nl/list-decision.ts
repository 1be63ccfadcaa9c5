import { InvalidInputError, type Random } from "@naru/base";
import type { NlNode } from "../../formats/nl.ts";
import type { DecisionStates } from "../../formats/nl-states.ts";
import { arrayState, copying, type Decision } from "./decision.ts";
import { reorder, swap } from "./order-moves.ts";
import { checkSize } from "./shapes.ts";
import type { Compiled } from "./slot.ts";

/** Some of the numbers below n, in an order (ListVariable) or in none (SetVariable), so many at least and at most. */
export class ListDecision implements Decision {
  readonly node: number;
  readonly own: Compiled;
  readonly #isOrdered: boolean;
  readonly #least: number;
  readonly #most: number;
  /** All numbers; those taken come first. */
  readonly #all: Float64Array;
  #size = 0;
  readonly #before: Float64Array;
  #sizeBefore = 0;

  constructor(node: NlNode) {
    this.node = node.index;
    this.#isOrdered = node.type === "ListVariable";
    const info = node.json("shape.json") as Record<string, unknown> | null;
    const count = countIn(info, "max_value");
    this.#least = countIn(info, "min_size");
    this.#most = countIn(info, "max_size");
    if (this.#least > this.#most || this.#most > count)
      throw new InvalidInputError("The file is damaged: sizes of a list.");
    checkSize([count]);
    this.#all = Float64Array.from({ length: count }, (_, k) => k);
    this.#before = this.#all.slice();
    const isFixed = this.#least === this.#most;
    this.own = {
      shape: [isFixed ? this.#most : -1],
      capacity: this.#most,
      run: copying(() => ({ values: this.#all, size: this.#size })),
    };
  }

  part(): Compiled {
    throw new InvalidInputError("The file is damaged: a list has no parts.");
  }

  begin(random: Random): void {
    const all = this.#all;
    for (let last = all.length - 1; last > 0; last--) swap(all, last, random.below(last + 1));
    this.#size = this.#least === this.#most ? this.#most : this.#least;
  }

  move(random: Random): boolean {
    const all = this.#all;
    const size = this.#size;
    this.#before.set(all);
    this.#sizeBefore = size;
    const rest = all.length - size;
    const kind = random.below(this.#isOrdered && size > 1 ? 8 : 4);
    if (kind >= 4) return reorder(all, size, random);
    if (kind === 0 && size < this.#most) {
      swap(all, size, size + random.below(rest));
      this.#size++;
      if (this.#isOrdered) this.#rotate(random.below(size + 1), size);
      return true;
    }
    if (kind === 1 && size > this.#least) {
      this.#rotate(size - 1, random.below(size));
      this.#size--;
      return true;
    }
    // One for two, or two for one: what fits is seldom as large.
    if (kind === 3 && !this.#isOrdered && size > this.#least && size < this.#most) {
      swap(all, random.below(size), size + random.below(rest));
      if (random.bits32() & 1) swap(all, size, this.#size++ + random.below(rest));
      else swap(all, random.below(size), --this.#size);
      return true;
    }
    if (size > 0 && rest > 0) {
      for (let k = kind === 3 ? 2 : 1; k > 0; k--) swap(all, random.below(size), size + random.below(rest));
      return true;
    }
    return this.#isOrdered && reorder(all, size, random);
  }

  /** Moves one number to another place; those between move up. */
  #rotate(to: number, from: number): void {
    const all = this.#all;
    const moved = all[from]!;
    if (from > to) all.copyWithin(to + 1, to, from);
    else all.copyWithin(from, from + 1, to + 1);
    all[to] = moved;
  }

  undo(): void {
    this.#all.set(this.#before);
    this.#size = this.#sizeBefore;
  }

  save(): Saved {
    return { all: this.#all.slice(), size: this.#size };
  }

  restore({ all, size }: Saved): void {
    this.#all.set(all);
    this.#size = size;
  }

  write(saved: readonly Saved[]): DecisionStates {
    return {
      node: this.node,
      kind: "array",
      states: saved.map(({ all, size }) => arrayState([size], all.slice(0, size))),
    };
  }
}

interface Saved {
  readonly all: Float64Array;
  readonly size: number;
}

export function countIn(info: Readonly<Record<string, unknown>> | null, name: string): number {
  const count = info?.[name];
  if (typeof count === "number" && Number.isInteger(count) && count >= 0 && count < 2 ** 26) return count;
  throw new InvalidInputError(`The file is damaged: ${name} of a decision is ${String(count).slice(0, 40)}.`);
}
