import { atan2 } from "@naru/base";
import { type ComplexMatrix, matrixEpsilon, sizeOf } from "./complex-matrix.ts";

const isZero = (matrix: ComplexMatrix, at: number): boolean =>
  Math.abs(matrix[at]) < matrixEpsilon && Math.abs(matrix[at + 1]) < matrixEpsilon;
const isOne = (matrix: ComplexMatrix, at: number): boolean =>
  Math.abs(matrix[at] - 1) < matrixEpsilon && Math.abs(matrix[at + 1]) < matrixEpsilon;

/** A matrix with one entry in each column: it sends basis state k to e^{i·anglesRadians[k]} times state `images[k]`. */
export interface Monomial {
  readonly images: readonly number[];
  readonly anglesRadians: readonly number[];
}

/** Reads a permutation with phases, or null for any other matrix. */
export function monomialOf(matrix: ComplexMatrix): Monomial | null {
  const size = sizeOf(matrix);
  const images: number[] = [];
  const anglesRadians: number[] = [];
  for (let column = 0; column < size; column++) {
    for (let row = 0; row < size; row++) {
      const at = 2 * (row * size + column);
      if (isZero(matrix, at)) continue;
      if (images.length > column) return null;
      images.push(row);
      anglesRadians.push(atan2(matrix[at + 1], matrix[at]));
    }
    if (images.length === column) return null;
  }
  return { images, anglesRadians };
}

export const isDiagonal = ({ images }: Monomial): boolean => images.every((image, k) => image === k);

/**
 * The controls hidden in a matrix: qubits (as bit numbers of its index) that change nothing while they are 0, and what
 * is left to do when all of them are 1.
 */
export function withoutControls(matrix: ComplexMatrix): { controls: readonly number[]; inner: ComplexMatrix } {
  const size = sizeOf(matrix);
  const mask = controlMask(matrix, size);
  if (mask === 0 || mask === size - 1) return { controls: [], inner: matrix };
  const controls: number[] = [];
  for (let bit = 0; 1 << bit < size; bit++) if ((mask >> bit) & 1) controls.push(bit);
  const inner: number[] = [];
  for (let row = mask; row < size; row++) {
    for (let column = mask; column < size; column++) {
      if ((row & column & mask) !== mask) continue;
      const at = 2 * (row * size + column);
      inner.push(matrix[at], matrix[at + 1]);
    }
  }
  return { controls, inner };
}

/** The bits that are 1 in row and column of every entry that is not that of an identity. */
function controlMask(matrix: ComplexMatrix, size: number): number {
  let mask = size - 1;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if ((row & column & mask) === mask) continue;
      const at = 2 * (row * size + column);
      if (row === column ? isOne(matrix, at) : isZero(matrix, at)) continue;
      mask &= row & column;
      if (mask === 0) return 0;
    }
  }
  return mask;
}

/**
 * A diagonal matrix as terms: entry S of the result is the phase that all amplitudes with the bits of S set receive, so
 * that the phase of index x is the sum over all S within x. Entry 0 is a global phase.
 */
export function phaseTerms(anglesRadians: readonly number[]): number[] {
  const terms = [...anglesRadians];
  for (let bit = 1; bit < terms.length; bit *= 2) {
    for (let index = 0; index < terms.length; index++) if (index & bit) terms[index] -= terms[index ^ bit];
  }
  return terms;
}

/** Steps on two bits: flip one, flip one if the other is 1, or exchange them. */
export type PairStep = "flip first" | "flip second" | "first flips second" | "second flips first" | "exchange";

const pairSteps: Readonly<Record<PairStep, readonly number[]>> = {
  exchange: [0, 2, 1, 3],
  "flip first": [1, 0, 3, 2],
  "flip second": [2, 3, 0, 1],
  "first flips second": [0, 3, 2, 1],
  "second flips first": [0, 1, 3, 2],
};

/** The shortest sequence of steps that sends state k of two bits to `images[k]`; there is one for all 24 permutations. */
export function pairStepsOf(images: readonly number[]): readonly PairStep[] {
  return sequences.get(images.join()) ?? [];
}

const sequences = (() => {
  const found = new Map<string, readonly PairStep[]>([["0,1,2,3", []]]);
  const queue: (readonly number[])[] = [[0, 1, 2, 3]];
  for (const images of queue) {
    const sequence = found.get(images.join()) ?? [];
    for (const [name, step] of Object.entries(pairSteps) as [PairStep, readonly number[]][]) {
      const next = images.map((image) => step[image]);
      if (found.has(next.join())) continue;
      found.set(next.join(), [...sequence, name]);
      queue.push(next);
    }
  }
  return found;
})();
