import { InvalidInputError } from "@naru/base";
import type { NlNode } from "../../formats/nl.ts";
import { type Compiled, fixed, isDynamic, productOf, type Slot } from "./slot.ts";

type Combine = (a: number, b: number) => number;

/** How a reduction goes on from one number to the next, and where it begins if the file does not say. */
const reductions: Readonly<Record<string, { combine: Combine; initial: number | null }>> = {
  All: { combine: (a, b) => (a !== 0 && b !== 0 ? 1 : 0), initial: 1 },
  Any: { combine: (a, b) => (a !== 0 || b !== 0 ? 1 : 0), initial: 0 },
  Max: { combine: (a, b) => (b > a ? b : a), initial: null },
  Min: { combine: (a, b) => (b < a ? b : a), initial: null },
  Prod: { combine: (a, b) => a * b, initial: 1 },
  Sum: { combine: (a, b) => a + b, initial: 0 },
};

/** dwave-optimization before 0.8 names reductions of some axes apart: "PartialSum". */
const plainName = (type: string): string => type.replace(/^Partial/, "");

export const isReduction = (type: string): boolean => Object.hasOwn(reductions, plainName(type));

export function compileReduction(node: NlNode, a: Slot): Compiled {
  const { combine, initial: usual } = reductions[plainName(node.type)] as { combine: Combine; initial: number | null };
  const initial = node.has("initial.npy") ? (node.array("initial.npy").values[0] ?? null) : usual;
  const axes = node.has("axes.json") ? axesOf(node.json("axes.json"), a.shape.length) : [];
  if (axes.length === 0 || axes.length === a.shape.length) {
    if (node.type === "Sum") {
      return fixed([], (out) => {
        const { values, size } = a;
        let sum = initial ?? 0;
        for (let k = 0; k < size; k++) sum += values[k]!;
        out[0] = sum;
        return 1;
      });
    }
    return fixed([], (out) => {
      const { values, size } = a;
      let [value, k] = initial === null ? [values[0]!, 1] : [initial, 0];
      for (; k < size; k++) value = combine(value, values[k]!);
      out[0] = value;
      return 1;
    });
  }
  return alongAxes(a, axes, initial, combine);
}

/** Reduces some axes of an array, of which the first keeps its changing length if it is not one of them. */
function alongAxes(a: Slot, axes: readonly number[], initial: number | null, combine: Combine): Compiled {
  if (isDynamic(a)) throw new InvalidInputError("Only all axes of arrays of changing length are reduced at once.");
  const kept = a.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const shape = kept.map((axis) => a.shape[axis]!);
  const strides = a.shape.map((_, axis) => (kept.includes(axis) ? productOf(shape.slice(kept.indexOf(axis) + 1)) : 0));
  const target = new Int32Array(productOf(a.shape));
  for (let place = 0; place < target.length; place++) {
    let rest = place;
    for (let axis = a.shape.length - 1; axis >= 0; axis--) {
      target[place]! += (rest % a.shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / a.shape[axis]!);
    }
  }
  const isBegun = new Uint8Array(productOf(shape));
  return fixed(shape, (out) => {
    if (initial !== null) out.fill(initial);
    isBegun.fill(initial === null ? 0 : 1);
    for (let k = 0; k < target.length; k++) {
      const to = target[k]!;
      out[to] = isBegun[to] === 1 ? combine(out[to]!, a.values[k]!) : a.values[k]!;
      isBegun[to] = 1;
    }
    return isBegun.length;
  });
}

export function axesOf(value: unknown, count: number): readonly number[] {
  const axes = Array.isArray(value) ? value : [value];
  if (axes.some((axis) => !Number.isInteger(axis) || axis < -count || axis >= count)) {
    throw new InvalidInputError("The file is damaged: it names axes that the array does not have.");
  }
  return axes.map((axis: number) => (axis < 0 ? axis + count : axis));
}
