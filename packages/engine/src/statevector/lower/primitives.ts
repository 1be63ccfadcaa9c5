/**
 * What every circuit is lowered to: operations that the kernels do well. They act on wires, which are qubits before
 * swaps are turned into names. Together with a global phase they are exact.
 */
export type Primitive = DiagonalTerm | RealOperation | ControlledX | FusedPair | DenseUnitary;

/** Multiplies the amplitudes in which all `wires` are 1 by e^{i·radians}. */
export interface DiagonalTerm {
  readonly kind: "diagonal";
  /** Ascending. */
  readonly wires: readonly number[];
  radians: number;
}

/** A real orthogonal matrix [[a, b], [c, d]] on one wire; it acts on real and imaginary parts separately. */
export interface RealOperation {
  readonly kind: "real";
  readonly wire: number;
  matrix: RealMatrix;
}
export type RealMatrix = readonly [a: number, b: number, c: number, d: number];

/** A permutation: inside registers it costs nothing. */
export interface ControlledX {
  readonly kind: "cx";
  readonly control: number;
  readonly target: number;
}

/**
 * A two-qubit unitary in one sweep, up to a global phase that the lowering keeps. On (first, second) wire, in this order:
 * Ry(thetas); phases of 11 and 01 by turns[0] and turns[1] (the first wire is the right digit); a real rotation of 00 and
 * 11 by rotations[0], and of 10 and 01 by rotations[1]; phases of 01, 10 and 11 by `tail`.
 */
export interface FusedPair {
  readonly kind: "pair";
  readonly wires: readonly [first: number, second: number];
  /** Within ±π/2. */
  readonly thetas: readonly [number, number];
  /** Within ±π/2. */
  readonly turns: readonly [number, number];
  readonly rotations: readonly [number, number];
  readonly tail: [first: number, second: number, both: number];
}

/** Any unitary on three or more wires, as a matrix; bit j of its index is `wires[j]`. */
export interface DenseUnitary {
  readonly kind: "dense";
  readonly wires: readonly number[];
  readonly matrix: Float64Array;
}

/** A circuit as primitives. */
export interface Lowered {
  readonly wireCount: number;
  readonly primitives: readonly Primitive[];
  /** Entry q is the wire that qubit q ends on. */
  readonly wireOfQubit: readonly number[];
  /** The state is e^{i·globalPhase} times what the primitives give. */
  readonly globalPhase: number;
}

/** The wires whose value an operation changes. */
export function writtenWires(primitive: Primitive): readonly number[] {
  switch (primitive.kind) {
    case "diagonal":
      return [];
    case "real":
      return [primitive.wire];
    case "cx":
      return [primitive.target];
    default:
      return primitive.wires;
  }
}

/** The wires an operation only looks at: operations that look at the same wire commute. */
export function readWires(primitive: Primitive): readonly number[] {
  if (primitive.kind === "diagonal") return primitive.wires;
  return primitive.kind === "cx" ? [primitive.control] : [];
}

/** All wires that must lie in a tile for an operation that is not diagonal. */
export function touchedWires(primitive: Primitive): readonly number[] {
  switch (primitive.kind) {
    case "real":
      return [primitive.wire];
    case "cx":
      return [primitive.control, primitive.target];
    default:
      return primitive.wires;
  }
}
