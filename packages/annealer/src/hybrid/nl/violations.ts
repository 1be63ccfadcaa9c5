import type { NlModel } from "../../formats/nl.ts";
import { areSame } from "./elementwise.ts";
import { productOf, type Slot } from "./slot.ts";

/** By how much a constraint is broken; 0 exactly when it holds. */
export type Violation = () => number;

/**
 * Comparisons are broken by how far their two sides are apart, so that a search sees which way leads out; anything else by
 * how many zeros it has.
 */
export function violationsOf({ nodes, constraints }: NlModel, slots: readonly Slot[]): readonly Violation[] {
  return constraints.map((c) => {
    const slot = slots[c] as Slot;
    const { type, predecessors } = nodes[c] as (typeof nodes)[number];
    const [a, b] = predecessors.map((p) => slots[p]) as [Slot?, Slot?];
    if (a && b && (type === "LessEqual" || type === "Equal") && areComparable(a, b)) {
      const isEqual = type === "Equal";
      return () => distance(a, b, isEqual);
    }
    return () => {
      let zeros = 0;
      for (let k = 0; k < slot.size; k++) if (slot.values[k] === 0) zeros++;
      return zeros;
    };
  });
}

const isSingle = ({ shape }: Slot): boolean => shape[0] !== -1 && productOf(shape) === 1;

const areComparable = (a: Slot, b: Slot): boolean => areSame(a.shape, b.shape) || isSingle(a) || isSingle(b);

function distance(a: Slot, b: Slot, isEqual: boolean): number {
  const [isOneA, isOneB] = [isSingle(a), isSingle(b)];
  const size = isOneA ? b.size : a.size;
  let sum = 0;
  for (let k = 0; k < size; k++) {
    const over = a.values[isOneA ? 0 : k]! - b.values[isOneB ? 0 : k]!;
    if (over > 0) sum += over;
    else if (isEqual) sum -= over;
  }
  return sum;
}
