import { InvalidInputError, type Random } from "@naru/base";
import type { NlNode } from "../../formats/nl.ts";
import type { DecisionStates } from "../../formats/nl-states.ts";
import type { Decision } from "./decision.ts";
import { countIn } from "./list-decision.ts";
import { checkSize } from "./shapes.ts";
import { type Compiled, fixed } from "./slot.ts";

/** All numbers below n, each in one of k sets, which are arrays of bits (DisjointBitSets). */
export class SetsDecision implements Decision {
  readonly node: number;
  readonly own = null;
  readonly #sets: number;
  /** The set of each number. */
  readonly #setOf: Int32Array;
  readonly #changed = [0, 0];
  readonly #before = [0, 0];
  #changeCount = 0;

  constructor(node: NlNode) {
    this.node = node.index;
    const info = node.json("shape.json") as Record<string, unknown> | null;
    const count = countIn(info, "primary_set_size");
    this.#sets = countIn(info, "num_disjoint_sets");
    checkSize([count, this.#sets]);
    this.#setOf = new Int32Array(count);
  }

  part(index: number): Compiled {
    if (!(index >= 0 && index < this.#sets))
      throw new InvalidInputError("The file is damaged: a part that its decision does not have.");
    const { length } = this.#setOf;
    return fixed([length], (out) => {
      for (let k = 0; k < length; k++) out[k] = this.#setOf[k] === index ? 1 : 0;
      return length;
    });
  }

  begin(random: Random): void {
    for (let k = 0; k < this.#setOf.length; k++) this.#setOf[k] = random.below(this.#sets);
  }

  move(random: Random): boolean {
    this.#changeCount = 0;
    const count = this.#setOf.length;
    if (count === 0 || this.#sets < 2) return false;
    const k = random.below(count);
    const other = random.below(count);
    const [a, b] = [this.#setOf[k]!, this.#setOf[other]!];
    if (random.below(2) === 0) {
      const to = random.below(this.#sets - 1);
      return this.#set(k, to >= a ? to + 1 : to);
    }
    return a !== b && this.#set(k, b) && this.#set(other, a);
  }

  #set(k: number, to: number): boolean {
    this.#changed[this.#changeCount] = k;
    this.#before[this.#changeCount++] = this.#setOf[k]!;
    this.#setOf[k] = to;
    return true;
  }

  undo(): void {
    while (this.#changeCount > 0) {
      this.#changeCount--;
      this.#setOf[this.#changed[this.#changeCount]!] = this.#before[this.#changeCount]!;
    }
  }

  save(): Int32Array {
    return this.#setOf.slice();
  }

  restore(saved: Int32Array): void {
    this.#setOf.set(saved);
  }

  write(saved: readonly Int32Array[]): DecisionStates {
    return {
      node: this.node,
      kind: "set",
      states: saved.map((setOf) =>
        Array.from({ length: this.#sets }, (_, set) => Int8Array.from(setOf, (own) => (own === set ? 1 : 0))),
      ),
    };
  }
}
