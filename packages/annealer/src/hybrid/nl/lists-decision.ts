import { InvalidInputError, type Random } from "@naru/base";
import type { NlNode } from "../../formats/nl.ts";
import type { DecisionStates } from "../../formats/nl-states.ts";
import type { Decision } from "./decision.ts";
import { countIn } from "./list-decision.ts";
import { pieceLength, reorder, reverse, swap } from "./order-moves.ts";
import { checkSize } from "./shapes.ts";
import type { Compiled } from "./slot.ts";

/** All numbers below n, each in one of k lists (DisjointLists). */
export class ListsDecision implements Decision {
  readonly node: number;
  readonly own = null;
  readonly #count: number;
  readonly #lists: Float64Array[];
  readonly #sizes: Int32Array;
  /** Lists that the last move changed, as they were. */
  readonly #touched = [0, 0];
  readonly #before: readonly [Float64Array, Float64Array];
  readonly #sizesBefore = [0, 0];
  #touchedCount = 0;

  constructor(node: NlNode) {
    this.node = node.index;
    const info = node.json("shape.json") as Record<string, unknown> | null;
    this.#count = countIn(info, "primary_set_size");
    const lists = countIn(info, "num_disjoint_lists");
    checkSize([this.#count, lists]);
    this.#lists = Array.from({ length: lists }, () => new Float64Array(this.#count));
    this.#sizes = new Int32Array(lists);
    this.#before = [new Float64Array(this.#count), new Float64Array(this.#count)];
  }

  part(index: number): Compiled {
    const list = this.#lists[index];
    if (!list) throw new InvalidInputError("The file is damaged: a part that its decision does not have.");
    return {
      shape: [-1],
      capacity: this.#count,
      run: (out) => {
        const size = this.#sizes[index]!;
        for (let k = 0; k < size; k++) out[k] = list[k]!;
        return size;
      },
    };
  }

  begin(random: Random): void {
    this.#sizes.fill(0);
    for (let k = 0; k < this.#count && this.#lists.length > 0; k++) {
      const l = random.below(this.#lists.length);
      this.#lists[l]![this.#sizes[l]!++] = k;
    }
    for (const [l, list] of this.#lists.entries()) {
      for (let last = this.#sizes[l]! - 1; last > 0; last--) swap(list, last, random.below(last + 1));
    }
  }

  move(random: Random): boolean {
    this.#touchedCount = 0;
    const lists = this.#lists.length;
    if (lists === 0 || this.#count === 0) return false;
    const a = this.#anyFull(random);
    const b = random.below(lists);
    this.#touch(a);
    const kind = random.below(a === b ? 1 : 5);
    if (kind === 0) return reorder(this.#lists[a]!, this.#sizes[a]!, random);
    if (a === b) return false;
    this.#touch(b);
    if (kind < 3) return this.#relocate(a, b, random);
    if (kind === 3 && this.#sizes[b]! > 0) {
      const [x, y] = [random.below(this.#sizes[a]!), random.below(this.#sizes[b]!)];
      const moved = this.#lists[a]![x]!;
      this.#lists[a]![x] = this.#lists[b]![y]!;
      this.#lists[b]![y] = moved;
      return true;
    }
    return this.#exchangeTails(a, b, random);
  }

  /** A list that is not empty. */
  #anyFull(random: Random): number {
    for (;;) {
      const l = random.below(this.#lists.length);
      if (this.#sizes[l]! > 0) return l;
    }
  }

  #touch(l: number): void {
    this.#touched[this.#touchedCount] = l;
    this.#sizesBefore[this.#touchedCount] = this.#sizes[l]!;
    this.#before[this.#touchedCount++]!.set(this.#lists[l]!.subarray(0, this.#sizes[l]));
  }

  /** Takes a piece of one list to a place in another, sometimes the other way round. */
  #relocate(a: number, b: number, random: Random): boolean {
    const [from, to] = [this.#lists[a]!, this.#lists[b]!];
    const at = random.below(this.#sizes[a]!);
    const length = pieceLength(random, Math.min(3, this.#sizes[a]! - at));
    const place = random.below(this.#sizes[b]! + 1);
    to.copyWithin(place + length, place, this.#sizes[b]!);
    for (let k = 0; k < length; k++) to[place + k] = from[at + k]!;
    if (random.bits32() & 1) reverse(to, place, place + length);
    from.copyWithin(at, at + length, this.#sizes[a]!);
    this.#sizes[a]! -= length;
    this.#sizes[b]! += length;
    return true;
  }

  /** What comes after a place of the one list changes sides with what comes after a place of the other. */
  #exchangeTails(a: number, b: number, random: Random): boolean {
    const [x, y] = [random.below(this.#sizes[a]! + 1), random.below(this.#sizes[b]! + 1)];
    const [tailA, tailB] = [this.#sizes[a]! - x, this.#sizes[b]! - y];
    this.#lists[a]!.set(this.#before[1].subarray(y, y + tailB), x);
    this.#lists[b]!.set(this.#before[0].subarray(x, x + tailA), y);
    this.#sizes[a] = x + tailB;
    this.#sizes[b] = y + tailA;
    return tailA + tailB > 0;
  }

  undo(): void {
    for (let k = 0; k < this.#touchedCount; k++) {
      const l = this.#touched[k]!;
      this.#sizes[l] = this.#sizesBefore[k]!;
      this.#lists[l]!.set(this.#before[k]!.subarray(0, this.#sizesBefore[k]));
    }
  }

  save(): readonly Float64Array[] {
    return this.#lists.map((list, l) => list.slice(0, this.#sizes[l]));
  }

  restore(saved: readonly Float64Array[]): void {
    saved.forEach((list, l) => {
      this.#lists[l]!.set(list);
      this.#sizes[l] = list.length;
    });
  }

  write(saved: readonly (readonly Float64Array[])[]): DecisionStates {
    return { node: this.node, kind: "list", states: saved };
  }
}
