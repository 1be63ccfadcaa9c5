import { exp, InvalidInputError, log, type Random, UnsupportedError } from "@naru/base";
import type { NlNode } from "../../formats/nl.ts";
import type { DecisionStates } from "../../formats/nl-states.ts";
import { arrayState, copying, type Decision } from "./decision.ts";
import { checkSize, shapeIn } from "./shapes.ts";
import { type Compiled, fixed, productOf } from "./slot.ts";

/** An array of whole numbers, each within its bounds: BinaryVariable and IntegerVariable. */
export class NumberDecision implements Decision {
  readonly node: number;
  readonly own: Compiled;
  readonly #shape: readonly number[];
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  readonly #values: Float64Array;
  readonly #changed = [0, 0];
  readonly #before = [0, 0];
  #changeCount = 0;

  constructor(node: NlNode) {
    if (node.has("sum_constraints.json")) {
      throw new UnsupportedError(
        `Node ${node.index} (${node.type}) has sums that it keeps by itself, which are not searched here. State them as constraints.`,
        { node: node.type },
      );
    }
    this.node = node.index;
    const info = node.json("shape.json") as { shape?: unknown; lb?: unknown; ub?: unknown } | null;
    this.#shape = shapeIn(info?.shape);
    if (this.#shape.includes(-1)) throw new InvalidInputError("The file is damaged: a decision of changing length.");
    checkSize(this.#shape);
    const size = productOf(this.#shape);
    const isBinary = node.type === "BinaryVariable";
    const bound = (part: string, otherwise: unknown) => {
      const values = node.has(part) ? node.array(part).values : Float64Array.of(Number(otherwise));
      if (values.length !== 1 && values.length !== size)
        throw new InvalidInputError(`The file is damaged: ${part} of node ${node.index}.`);
      return Float64Array.from({ length: size }, (_, k) => values[values.length === 1 ? 0 : k]!);
    };
    this.#lower = bound("lower_bound.npy", isBinary ? 0 : (info?.lb ?? 0)).map(Math.ceil);
    this.#upper = bound("upper_bound.npy", isBinary ? 1 : (info?.ub ?? 2 ** 53)).map(Math.floor);
    if (!this.#lower.every((low, k) => low <= this.#upper[k]!)) {
      throw new InvalidInputError(`Node ${node.index} has a lower bound above the upper one.`);
    }
    this.#values = new Float64Array(size);
    this.own = fixed(
      this.#shape,
      copying(() => ({ values: this.#values, size })),
    );
  }

  part(): Compiled {
    throw new InvalidInputError("The file is damaged: an array of numbers has no parts.");
  }

  begin(): void {
    this.#lower.forEach((low, k) => {
      this.#values[k] = Math.min(this.#upper[k]!, Math.max(low, 0));
    });
  }

  move(random: Random): boolean {
    const size = this.#values.length;
    this.#changeCount = 0;
    if (size === 0) return false;
    const k = random.below(size);
    const other = random.below(size);
    const kind = random.below(4);
    if (kind === 0 && other !== k) return this.#exchange(k, other);
    const value = this.#near(k, random);
    const by = value - this.#values[k]!;
    if (!this.#set(k, value)) return false;
    // A shift from one to another keeps their sum.
    if (kind === 1 && other !== k) this.#set(other, this.#values[other]! - by);
    return true;
  }

  #exchange(a: number, b: number): boolean {
    const [x, y] = [this.#values[a]!, this.#values[b]!];
    return x !== y && this.#set(a, y) && this.#set(b, x);
  }

  #near(k: number, random: Random): number {
    const [low, high, x] = [this.#lower[k]!, this.#upper[k]!, this.#values[k]!];
    if (high - low === 1) return x === low ? high : low;
    const sign = random.bits32() & 1 ? 1 : -1;
    const kind = random.below(6);
    if (kind < 3) return x + sign;
    if (kind === 3) return sign > 0 ? high : low;
    return x + sign * Math.round(exp(random.uniform() * log(high - low + 1)));
  }

  #set(k: number, value: number): boolean {
    const fitted = Math.min(this.#upper[k]!, Math.max(this.#lower[k]!, value));
    if (fitted === this.#values[k]) return this.#changeCount > 0;
    this.#changed[this.#changeCount] = k;
    this.#before[this.#changeCount++] = this.#values[k]!;
    this.#values[k] = fitted;
    return true;
  }

  undo(): void {
    while (this.#changeCount > 0) {
      this.#changeCount--;
      this.#values[this.#changed[this.#changeCount]!] = this.#before[this.#changeCount]!;
    }
  }

  save(): Float64Array {
    return this.#values.slice();
  }

  restore(saved: Float64Array): void {
    this.#values.set(saved);
  }

  write(saved: readonly Float64Array[]): DecisionStates {
    return { node: this.node, kind: "array", states: saved.map((values) => arrayState(this.#shape, values)) };
  }
}
