import { type GateName, gates } from "@naru/circuit";
import type { UnitaryStep } from "../simulator.ts";

/**
 * A step made ready for the loops of `apply.ts`: what its matrix looks like, and where it acts.
 *
 * It touches the amplitudes whose index has all bits of `controlMask`. `targetBits` are the powers of two of the target
 * qubits, first qubit first. What `entries` holds depends on the form.
 */
export interface Kernel {
  readonly form: Form;
  readonly controlMask: number;
  readonly targetBits: readonly number[];
  readonly entries: readonly number[];
}

/**
 * - `phase`: diag(1, e) on one target; entries are e as re, im.
 * - `diagonal`: one or two targets; entries are the diagonal.
 * - `flip`, `exchange`: the permutations X and SWAP; no entries.
 * - `real`: a real matrix on one target; its four entries, row by row.
 * - `pairs`: a matrix on two targets that mixes rows 0 with 3 and 1 with 2 only; the two 2×2 matrices, one after the other.
 * - `dense`: any matrix; all entries.
 */
export type Form = "phase" | "diagonal" | "flip" | "exchange" | "real" | "pairs" | "dense";

interface Shape {
  readonly form: Form;
  readonly entries: readonly number[];
}

/** Reads a step. Costs a few hundred nanoseconds for a gate with angles, less for one without. */
export function prepare(step: UnitaryStep): Kernel {
  if (step.kind === "unitary") return place(shapeOf(step.matrix), 0, step.qubits);
  let name = step.gate;
  let targets = step.qubits;
  let controlMask = step.controls ? maskOf(step.controls) : 0;
  const { controlled } = gates[name];
  if (controlled) {
    name = controlled.gate;
    controlMask |= maskOf(targets.slice(0, controlled.controls));
    targets = targets.slice(controlled.controls);
  }
  const shape = step.params?.length ? shapeOf(gates[name].matrix(step.params)) : shapeOfFixed(name);
  return place(shape, controlMask, targets);
}

function place(shape: Shape, controlMask: number, targets: readonly number[]): Kernel {
  const targetBits = targets.map((qubit) => 1 << qubit);
  // The phase of a control is the phase of its target: all bits of one mask.
  if (shape.form === "phase") return { ...shape, controlMask: controlMask | targetBits[0], targetBits };
  return { ...shape, controlMask, targetBits };
}

function maskOf(qubits: readonly number[]): number {
  let mask = 0;
  for (const qubit of qubits) mask |= 1 << qubit;
  return mask;
}

/** Gates without angles have one matrix each, so it is looked at once. */
const fixedShapes = new Map<GateName, Shape>();

function shapeOfFixed(name: GateName): Shape {
  const known = fixedShapes.get(name);
  if (known) return known;
  const shape = shapeOf(gates[name].matrix([]));
  fixedShapes.set(name, shape);
  return shape;
}

function shapeOf(matrix: readonly number[]): Shape {
  if (matrix.length === 8) return shapeOfOneQubit(matrix);
  if (matrix.length === 32) return shapeOfTwoQubits(matrix);
  return { form: "dense", entries: matrix };
}

function shapeOfOneQubit(matrix: readonly number[]): Shape {
  const [ar, ai, br, bi, cr, ci, dr, di] = matrix;
  if (isZero(br, bi, cr, ci)) {
    return ar === 1 && ai === 0
      ? { form: "phase", entries: [dr, di] }
      : { form: "diagonal", entries: [ar, ai, dr, di] };
  }
  if (isZero(ai, bi, ci, di)) {
    const isFlip = ar === 0 && br === 1 && cr === 1 && dr === 0;
    return isFlip ? { form: "flip", entries: [] } : { form: "real", entries: [ar, br, cr, dr] };
  }
  return { form: "dense", entries: matrix };
}

function shapeOfTwoQubits(matrix: readonly number[]): Shape {
  const at = (row: number, column: number) =>
    [matrix[2 * (4 * row + column)], matrix[2 * (4 * row + column) + 1]] as const;
  const outside = [at(0, 1), at(0, 2), at(3, 1), at(3, 2), at(1, 0), at(1, 3), at(2, 0), at(2, 3)];
  if (!isZero(...outside.flat())) return { form: "dense", entries: matrix };
  const outer = [at(0, 3), at(3, 0)].flat();
  const inner = [at(1, 2), at(2, 1)].flat();
  const diagonal = [at(0, 0), at(1, 1), at(2, 2), at(3, 3)].flat();
  if (isZero(...outer, ...inner)) return { form: "diagonal", entries: diagonal };
  const isExchange = isZero(...outer) && isSame([...diagonal, ...inner], [1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0]);
  if (isExchange) return { form: "exchange", entries: [] };
  const pair = (low: number, high: number) => [at(low, low), at(low, high), at(high, low), at(high, high)].flat();
  return { form: "pairs", entries: [...pair(0, 3), ...pair(1, 2)] };
}

const isZero = (...values: readonly number[]): boolean => values.every((value) => value === 0);
const isSame = (a: readonly number[], b: readonly number[]): boolean => a.every((value, i) => value === b[i]);
