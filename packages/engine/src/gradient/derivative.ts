import { type GateOperation, gates } from "@naru/circuit";
import type { PauliMasks } from "../expect/index.ts";
import { countOnes, parityOf } from "../expect/pauli-masks.ts";

/** A Pauli string on some qubits of a gate, times i and a real coefficient; bit j of the masks is the j-th qubit. */
export interface GeneratorTerm extends PauliMasks {
  readonly coefficient: number;
}

/** Smaller coefficients are rounding errors of matrices whose entries are at most 1. */
const negligible = 1e-14;

/**
 * (∂U/∂θ) U† for parameter number `slot` of a gate without its further controls, as i times a real sum of Pauli strings:
 * it is anti-Hermitian, as U is unitary. A gate exp(−iθG) has −G, whatever the angle.
 *
 * Entries of the gate table are combinations of 1, cos and sin of θ/2, and cos and sin of θ, so that two pairs of shifted
 * matrices give the derivative exactly: a shift by ±π sees the half angles alone, and one by ±π/2 both. General
 * parameter-shift rules: Wierichs et al., Quantum 6, 677 (2022).
 */
export function logarithmicDerivative({ gate, params = [] }: GateOperation, slot: number): GeneratorTerm[] {
  const { matrix, qubitCount } = gates[gate];
  const shifted = (by: number) => matrix(params.map((angle, k) => (k === slot ? angle + by : angle)));
  const [far, farBack] = [shifted(Math.PI), shifted(-Math.PI)];
  const [near, nearBack] = [shifted(Math.PI / 2), shifted(-Math.PI / 2)];
  const derivative = far.map((value, k) => weightOfFar * (value - farBack[k]) + weightOfNear * (near[k] - nearBack[k]));
  return pauliTerms(timesAdjoint(derivative, matrix(params), 2 ** qubitCount), qubitCount);
}

const weightOfNear = 1 / 2;
const weightOfFar = (1 / 2 - Math.SQRT1_2) / 2;

/** A B†, for matrices row by row, (re, im) interleaved. */
export function timesAdjoint(a: readonly number[], b: readonly number[], size: number): number[] {
  const product = new Array<number>(2 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let re = 0;
      let im = 0;
      for (let k = 0; k < size; k++) {
        const [x, y] = [a[2 * (row * size + k)], a[2 * (row * size + k) + 1]];
        const [u, v] = [b[2 * (column * size + k)], b[2 * (column * size + k) + 1]];
        re += x * u + y * v;
        im += y * u - x * v;
      }
      product[2 * (row * size + column)] = re;
      product[2 * (row * size + column) + 1] = im;
    }
  }
  return product;
}

/** An anti-Hermitian matrix as i times a real sum of Pauli strings: the coefficient of P is Im Tr(A P) / 2^k. */
export function pauliTerms(matrix: readonly number[], qubitCount: number): GeneratorTerm[] {
  const size = 2 ** qubitCount;
  const terms: GeneratorTerm[] = [];
  for (let x = 0; x < size; x++) {
    for (let z = 0; z < size; z++) {
      // Tr(A P) = i^y Σ (−1)^|i & z| A[i, i ⊕ x]
      let re = 0;
      let im = 0;
      for (let i = 0; i < size; i++) {
        const at = 2 * (i * size + (i ^ x));
        re += parityOf(i & z) * matrix[at];
        im += parityOf(i & z) * matrix[at + 1];
      }
      const coefficient = [im, re, -im, -re][countOnes(x & z) & 3] / size;
      if (Math.abs(coefficient) > negligible) terms.push({ x, z, coefficient });
    }
  }
  return terms;
}

/** The terms under further controls: (1 − Z)/2 for each of them, on the bits from `from` up. */
export function underControls(terms: readonly GeneratorTerm[], controls: number, from: number): GeneratorTerm[] {
  const masks = Array.from({ length: 2 ** controls }, (_, mask) => mask);
  return terms.flatMap(({ x, z, coefficient }) =>
    masks.map((mask) => ({ x, z: z | (mask << from), coefficient: (coefficient * parityOf(mask)) / 2 ** controls })),
  );
}
