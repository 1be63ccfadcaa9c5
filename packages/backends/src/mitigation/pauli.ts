import { type GateName, gates } from "@naru/circuit";

/**
 * A product of Pauli matrices, up to its phase: two bits for each qubit, X part below Z part, qubit 0 lowest. For one qubit
 * 0 is I, 1 X, 2 Z and 3 Y; the product of two is their exclusive or.
 */
export type Pauli = number;

export const pauliX = 1;
export const pauliZ = 2;

/** Largest error of a matrix entry that counts as rounding. */
const tolerance = 1e-9;

/**
 * What a unitary makes of each product of Pauli matrices: entry P is the product Q with U·P = Q·U up to a phase, or −1 where
 * there is none. The products that have one form a group; for a Clifford gate it is all of them.
 *
 * `matrix` is of 2^width rows as in `Gate.matrix`.
 */
export function paulisThrough(matrix: readonly number[], width: number): Int8Array {
  return Int8Array.from({ length: 4 ** width }, (_, pauli) => imageOf(matrix, width, pauli));
}

/** Column b of U·P·U†, for all b, tells whether it is a Pauli: one entry each, at a fixed distance, of one size, with signs. */
function imageOf(matrix: readonly number[], width: number, pauli: Pauli): number {
  const size = 2 ** width;
  const [x, z] = partsOf(pauli, width);
  const entry = (row: number, column: number): [number, number] => {
    let [re, im] = [0, 0];
    for (let b = 0; b < size; b++) {
      const left = 2 * (row * size + (b ^ x));
      const right = 2 * (column * size + b);
      const sign = parity(z & b) ? -1 : 1;
      const [lr, li] = [matrix[left] ?? 0, matrix[left + 1] ?? 0];
      const [rr, ri] = [matrix[right] ?? 0, -(matrix[right + 1] ?? 0)];
      re += sign * (lr * rr - li * ri);
      im += sign * (lr * ri + li * rr);
    }
    return [re, im];
  };
  let imageX = 0;
  let first: [number, number] = [0, 0];
  for (; imageX < size; imageX++) {
    first = entry(imageX, 0);
    if (Math.abs(first[0] ** 2 + first[1] ** 2 - 1) < tolerance) break;
  }
  if (imageX === size) return -1;
  const signs = new Uint8Array(size);
  for (let column = 0; column < size; column++) {
    const [re, im] = entry(column ^ imageX, column);
    const ratio = re * first[0] + im * first[1]; // 1 or −1, as both are of size 1
    if (Math.abs(Math.abs(ratio) - 1) > tolerance) return -1;
    signs[column] = ratio < 0 ? 1 : 0;
  }
  let imageZ = 0;
  for (let bit = 0; bit < width; bit++) imageZ |= (signs[1 << bit] ?? 0) << bit;
  for (let column = 0; column < size; column++) if (signs[column] !== parity(imageZ & column)) return -1;
  return joined(imageX, imageZ, width);
}

function partsOf(pauli: Pauli, width: number): [x: number, z: number] {
  let [x, z] = [0, 0];
  for (let bit = 0; bit < width; bit++) {
    x |= ((pauli >> (2 * bit)) & 1) << bit;
    z |= ((pauli >> (2 * bit + 1)) & 1) << bit;
  }
  return [x, z];
}

function joined(x: number, z: number, width: number): Pauli {
  let pauli = 0;
  for (let bit = 0; bit < width; bit++) pauli |= (((x >> bit) & 1) << (2 * bit)) | (((z >> bit) & 1) << (2 * bit + 1));
  return pauli;
}

function parity(bits: number): number {
  let odd = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) odd ^= 1;
  return odd;
}

/** A gate on one qubit behind a Pauli, as a gate before a Pauli. */
export interface Passed {
  readonly gate: GateName;
  readonly params: readonly number[];
  readonly pauli: Pauli;
}

/**
 * The gate V and Pauli Q with U·P = Q·V up to a phase, for a gate U on one qubit; V is U, its inverse, or U with other
 * signs of its angles. Undefined where there is none.
 */
export function passThroughOne(gate: GateName, params: readonly number[], pauli: Pauli): Passed | undefined {
  if (pauli === 0) return { gate, params, pauli };
  const flips = signsOf(gate, pauli);
  if (flips) return { gate, params: params.map((angle, k) => (flips[k] ? -angle : angle)), pauli };
  if (gate === "t" || gate === "tdg") {
    return { gate: pauli === pauliZ ? gate : gate === "t" ? "tdg" : "t", params, pauli };
  }
  const image = paulisThroughGate(gate, params)[pauli] ?? -1;
  return image < 0 ? undefined : { gate, params, pauli: image };
}

/** Which angles change their signs when the gate passes a Pauli: those of turns about axes that anticommute with it. */
function signsOf(gate: GateName, pauli: Pauli): readonly boolean[] | undefined {
  const [aboutX, aboutY, aboutZ] = [pauli !== pauliX, pauli === pauliX || pauli === pauliZ, pauli !== pauliZ];
  switch (gate) {
    case "rx":
      return [aboutX];
    case "ry":
      return [aboutY];
    case "rz":
    case "p":
      return [aboutZ];
    case "u":
      return [aboutY, aboutZ, aboutZ]; // Rz(φ) Ry(θ) Rz(λ)
    case "r":
      return [aboutX, aboutZ]; // Rz(φ) Rx(θ) Rz(−φ)
    default:
      return undefined;
  }
}

const fixed = new Map<GateName, Int8Array>();

/** `paulisThrough` for a gate of the table without further controls. */
export function paulisThroughGate(gate: GateName, params: readonly number[]): Int8Array {
  const known = fixed.get(gate);
  if (known) return known;
  const { qubitCount, parameterNames, matrix } = gates[gate];
  const images = paulisThrough(matrix.call(gates[gate], params), qubitCount);
  if (parameterNames.length === 0) fixed.set(gate, images);
  return images;
}
