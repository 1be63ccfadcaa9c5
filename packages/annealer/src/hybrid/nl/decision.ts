import type { Random } from "@naru/base";
import type { DecisionStates, NlState } from "../../formats/nl-states.ts";
import type { Compiled, Kernel } from "./slot.ts";

/** What a search may choose: the state of one decision node, and moves of it. */
export interface Decision {
  readonly node: number;
  /** The node's own array; none for those that are lists of lists, whose parts have theirs. */
  readonly own: Compiled | null;
  /** The array of a part, of decisions that have parts. */
  part(index: number): Compiled;
  /** A state at random (whose use depends on the model), or the plainest. */
  begin(random: Random): void;
  /** Changes the state a little. False when it did not change. */
  move(random: Random): boolean;
  /** Takes the last move back. */
  undo(): void;
  /** A copy of the state, and taking it back. */
  save(): unknown;
  restore(saved: unknown): void;
  /** The states that were saved, for the answer. */
  write(saved: readonly unknown[]): DecisionStates;
}

/** A copy of numbers, for a kernel. */
export const copying =
  (from: () => { readonly values: Float64Array; readonly size: number }): Kernel =>
  (out) => {
    const { values, size } = from();
    for (let k = 0; k < size; k++) out[k] = values[k]!;
    return size;
  };

export const arrayState = (shape: readonly number[], values: Float64Array): NlState => ({ shape, values });
