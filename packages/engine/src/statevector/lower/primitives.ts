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
 * A two-qubit unitary in one sweep:
 * P(tail) · exp(i(x XX + y YY + z ZZ)) · P(middle) Ry(theta), each pair of numbers being for (first, second) wire and
 * P(φ) = diag(1, e^{iφ}). The phase of z is taken relative to parity 0.
 */
export interface FusedPair {
  readonly kind: "pair";
  readonly wires: readonly [first: number, second: number];
  readonly thetas: readonly [number, number];
  readonly middle: readonly [number, number];
  readonly interaction: readonly [x: number, y: number, z: number];
  readonly tail: [number, number];
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
