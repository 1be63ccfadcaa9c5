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
  readonly entries: Float64Array;
}

/**
 * - `phase`: diag(1, e) on one target; entries are e as re, im.
 * - `diagonal`: one or two targets; entries are the diagonal.
 * - `flip`, `exchange`: the permutations X and SWAP; no entries.
 * - `real`: a real matrix on one target; its four entries, row by row.
 * - `one`: any matrix on one target; all entries.
 * - `pairs`: a matrix on two targets that mixes rows 0 with 3 and 1 with 2 only; the two 2×2 matrices, one after the other.
 * - `dense`: any matrix on two or more targets; all entries.
 */
export type Form = "phase" | "diagonal" | "flip" | "exchange" | "real" | "one" | "pairs" | "dense";

type Shape = Pick<Kernel, "form" | "entries">;

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
  return { form: shape.form, controlMask, targetBits: targets.map((qubit) => 1 << qubit), entries: shape.entries };
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

const shape = (form: Form, entries: readonly number[]): Shape => ({ form, entries: Float64Array.from(entries) });

function shapeOf(matrix: readonly number[]): Shape {
  if (matrix.length === 8) return shapeOfOneQubit(matrix);
  if (matrix.length === 32) return shapeOfTwoQubits(matrix);
  return shape("dense", matrix);
}

function shapeOfOneQubit(matrix: readonly number[]): Shape {
  const [ar, ai, br, bi, cr, ci, dr, di] = matrix;
  if (br === 0 && bi === 0 && cr === 0 && ci === 0) {
    return ar === 1 && ai === 0 ? shape("phase", [dr, di]) : shape("diagonal", [ar, ai, dr, di]);
  }
  if (ai === 0 && bi === 0 && ci === 0 && di === 0) {
    return ar === 0 && br === 1 && cr === 1 && dr === 0 ? shape("flip", []) : shape("real", [ar, br, cr, dr]);
  }
  return shape("one", matrix);
}

/** Row and column numbers of a 4×4 matrix, put together by which form allows them to differ from zero. */
const diagonalPlaces = [0, 5, 10, 15];
const outerPlaces = [0, 3, 12, 15];
const innerPlaces = [5, 6, 9, 10];
const placesOfPairs = new Set([...outerPlaces, ...innerPlaces]);

function shapeOfTwoQubits(matrix: readonly number[]): Shape {
  let isDiagonal = true;
  for (let place = 0; place < 16; place++) {
    if (matrix[2 * place] === 0 && matrix[2 * place + 1] === 0) continue;
    if (!placesOfPairs.has(place)) return shape("dense", matrix);
    isDiagonal &&= diagonalPlaces.includes(place);
  }
  if (isDiagonal) return shape("diagonal", entriesAt(matrix, diagonalPlaces));
  const outer = entriesAt(matrix, outerPlaces);
  const inner = entriesAt(matrix, innerPlaces);
  return isSame(outer, unchanged) && isSame(inner, exchanged)
    ? shape("exchange", [])
    : shape("pairs", [...outer, ...inner]);
}

const unchanged = [1, 0, 0, 0, 0, 0, 1, 0];
const exchanged = [0, 0, 1, 0, 1, 0, 0, 0];

const entriesAt = (matrix: readonly number[], places: readonly number[]): number[] =>
  places.flatMap((place) => [matrix[2 * place], matrix[2 * place + 1]]);
const isSame = (a: readonly number[], b: readonly number[]): boolean => a.every((value, i) => value === b[i]);
