import type { NlModel } from "../../formats/nl.ts";
import type { Decision } from "./decision.ts";
import type { Kernel, Slot } from "./slot.ts";
import { type Violation, violationsOf } from "./violations.ts";

/**
 * The arrays of a model. After a move of a decision only what follows from it is reckoned anew, as far as it changes; what
 * was there before is kept, so that a move is taken back without reckoning.
 */
export class NlGraph {
  readonly decisions: readonly Decision[];
  readonly constraintCount: number;
  readonly #slots: readonly Slot[];
  readonly #kernels: readonly (Kernel | null)[];
  readonly #predecessors: readonly Int32Array[];
  /** For each decision, the nodes that follow from it, itself first. */
  readonly #followers: readonly Int32Array[];
  readonly #objective: Slot | null;
  readonly #violations: readonly Violation[];
  readonly #spare: Float64Array[];
  readonly #stamps: Int32Array;
  #stamp = 0;
  readonly #changed: Int32Array;
  readonly #sizesBefore: Int32Array;
  #changedCount = 0;

  constructor(
    model: NlModel,
    slots: readonly Slot[],
    kernels: readonly (Kernel | null)[],
    decisions: readonly Decision[],
  ) {
    this.decisions = decisions;
    this.#slots = slots;
    this.#kernels = kernels;
    this.#predecessors = model.nodes.map((node) => Int32Array.from(node.predecessors));
    this.#followers = decisions.map(({ node }) => followersOf(model, node));
    this.#objective = model.objective === null ? null : (slots[model.objective] as Slot);
    this.#violations = violationsOf(model, slots);
    this.constraintCount = this.#violations.length;
    this.#spare = slots.map(({ capacity }) => new Float64Array(capacity));
    this.#stamps = new Int32Array(slots.length);
    this.#changed = new Int32Array(slots.length);
    this.#sizesBefore = new Int32Array(slots.length);
  }

  /** Reckons all arrays from the states of the decisions. */
  reckon(): void {
    this.#slots.forEach((slot, k) => {
      slot.size = this.#kernels[k]?.(slot.values) ?? 0;
    });
    this.#changedCount = 0;
  }

  /** What a node holds now. */
  valuesOf(node: number): Float64Array {
    const { values, size } = this.#slots[node] as Slot;
    return values.slice(0, size);
  }

  get objective(): number {
    return this.#objective ? this.#objective.values[0]! : 0;
  }

  /** By how much a constraint is broken; 0 if it holds. */
  violation(constraint: number): number {
    return (this.#violations[constraint] as Violation)();
  }

  /** Reckons what follows from a decision that has changed. */
  follow(decision: number): void {
    const stamp = ++this.#stamp;
    const followers = this.#followers[decision]!;
    this.#changedCount = 0;
    this.#stamps[followers[0]!] = stamp;
    for (let f = 0; f < followers.length; f++) {
      const k = followers[f]!;
      const kernel = this.#kernels[k];
      if (!kernel || !(f === 0 || this.#isReached(k, stamp))) continue;
      this.#run(k, kernel, stamp, f === 0);
    }
  }

  #isReached(k: number, stamp: number): boolean {
    const predecessors = this.#predecessors[k]!;
    for (let p = 0; p < predecessors.length; p++) if (this.#stamps[predecessors[p]!] === stamp) return true;
    return false;
  }

  #run(k: number, kernel: Kernel, stamp: number, isDecision: boolean): void {
    const slot = this.#slots[k]!;
    const [old, now] = [slot.values, this.#spare[k]!];
    const size = kernel(now);
    if (!isDecision && size === slot.size && areEqual(old, now, size)) return;
    this.#stamps[k] = stamp;
    this.#spare[k] = old;
    this.#sizesBefore[k] = slot.size;
    slot.values = now;
    slot.size = size;
    this.#changed[this.#changedCount++] = k;
  }

  /** Takes back what the last `follow` did. */
  undo(): void {
    for (let c = 0; c < this.#changedCount; c++) {
      const k = this.#changed[c]!;
      const slot = this.#slots[k]!;
      const now = slot.values;
      slot.values = this.#spare[k]!;
      slot.size = this.#sizesBefore[k]!;
      this.#spare[k] = now;
    }
    this.#changedCount = 0;
  }
}

function areEqual(a: Float64Array, b: Float64Array, size: number): boolean {
  for (let k = 0; k < size; k++) if (a[k] !== b[k]) return false;
  return true;
}

function followersOf({ nodes }: NlModel, decision: number): Int32Array {
  const isFollower = new Uint8Array(nodes.length);
  isFollower[decision] = 1;
  const found = [decision];
  for (let k = decision + 1; k < nodes.length; k++) {
    if (!nodes[k]!.predecessors.some((p) => isFollower[p] === 1)) continue;
    isFollower[k] = 1;
    found.push(k);
  }
  return Int32Array.from(found);
}
