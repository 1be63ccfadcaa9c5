/**
 * A Clifford gate on one or two qubits by what it does to Paulis, P → U P U†.
 *
 * A Pauli is i^phase · X^x Z^z, bit j of `x` and `z` belonging to the gate's operand j; phase counts modulo 4.
 * With X before Z and Y = iXZ, products of Paulis need no case distinctions: phases add up, and each Z that is moved
 * past an X on the same qubit adds 2.
 */
export interface Pauli {
  readonly x: number;
  readonly z: number;
  readonly phase: number;
}

/** Entry 2j is the image of X on operand j, entry 2j + 1 that of Z. */
export type CliffordImages = readonly Pauli[];

/** The largest error of a matrix entry that counts as rounding; angles that are further off are no Clifford angles. */
const tolerance = 1e-12;

/**
 * The images under a matrix of the form of `UnitaryOperation` on `width` qubits, or undefined if it is no Clifford gate.
 * Costs some 8^width operations for each of 2 · width images.
 */
export function cliffordImages(matrix: readonly number[], width: number): CliffordImages | undefined {
  const images: Pauli[] = [];
  for (let operand = 0; operand < width; operand++) {
    for (const [x, z] of [
      [1 << operand, 0],
      [0, 1 << operand],
    ] as const) {
      const image = pauliOfMatrix(conjugated(matrix, 1 << width, x, z), 1 << width);
      if (!image) return undefined;
      images.push(image);
    }
  }
  return images;
}

/** U X^x Z^z U†, where either x or z is 0. Row by row, (re, im) interleaved. */
function conjugated(matrix: readonly number[], size: number, x: number, z: number): Float64Array {
  const product = new Float64Array(2 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let re = 0;
      let im = 0;
      for (let k = 0; k < size; k++) {
        // (U X^x Z^z)[row, k] = ±U[row, k ⊕ x], and U†[k, column] is the conjugate of U[column, k].
        const sign = isOdd(k & z) ? -1 : 1;
        const left = 2 * (row * size + (k ^ x));
        const right = 2 * (column * size + k);
        re += sign * (matrix[left] * matrix[right] + matrix[left + 1] * matrix[right + 1]);
        im += sign * (matrix[left + 1] * matrix[right] - matrix[left] * matrix[right + 1]);
      }
      product[2 * (row * size + column)] = re;
      product[2 * (row * size + column) + 1] = im;
    }
  }
  return product;
}

/** The Pauli that a matrix is, or undefined. X^x Z^z has the entry (−1)^|c ∧ z| in row c ⊕ x of column c. */
function pauliOfMatrix(matrix: Float64Array, size: number): Pauli | undefined {
  const isNear = (row: number, column: number, [re, im]: readonly [number, number]) => {
    const at = 2 * (row * size + column);
    return Math.abs(matrix[at] - re) < tolerance && Math.abs(matrix[at + 1] - im) < tolerance;
  };
  const rows = Array.from({ length: size }, (_, row) => row);
  const x = rows.find((row) => !isNear(row, 0, powersOfI[4]));
  if (x === undefined) return undefined;
  const phase = [0, 1, 2, 3].find((power) => isNear(x, 0, powersOfI[power]));
  if (phase === undefined) return undefined;
  let z = 0;
  for (let bit = 1; bit < size; bit <<= 1) if (isNear(bit ^ x, bit, powersOfI[phase ^ 2])) z |= bit;
  for (let column = 0; column < size; column++) {
    const entry = powersOfI[isOdd(column & z) ? phase ^ 2 : phase];
    for (const row of rows) if (!isNear(row, column, row === (column ^ x) ? entry : powersOfI[4])) return undefined;
  }
  return { x, z, phase };
}

/** i^0 … i^3, and zero. i^(k ⊕ 2) is −i^k. */
const powersOfI = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
  [0, 0],
] as const;

const isOdd = (bits: number): boolean => {
  let odd = false;
  for (let rest = bits; rest > 0; rest &= rest - 1) odd = !odd;
  return odd;
};
