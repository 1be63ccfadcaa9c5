/**
 * The 24 Clifford gates on one qubit, up to phases, by number: c is (H·S)^⌊c/8⌋ · H^(⌊c/4⌋ mod 2) · P_(c mod 4), with the
 * Pauli matrices P in the order I, Z, X, Y. Numbers below 4 are Pauli matrices.
 */
export const cliffordCount = 24;

/** Entries of a 2×2 matrix row by row, (re, im) interleaved. */
export type Matrix = readonly number[];

const r = Math.SQRT1_2;
/** I, Z, X, Y. */
export const pauliMatrices: readonly Matrix[] = [
  [1, 0, 0, 0, 0, 0, 1, 0],
  [1, 0, 0, 0, 0, 0, -1, 0],
  [0, 0, 1, 0, 1, 0, 0, 0],
  [0, 0, 0, -1, 0, 1, 0, 0],
];
const h: Matrix = [r, 0, r, 0, r, 0, -r, 0];
const s: Matrix = [1, 0, 0, 0, 0, 0, 0, 1];

export function product(a: Matrix, b: Matrix): Matrix {
  const entries: number[] = [];
  for (const row of [0, 1]) {
    for (const column of [0, 1]) {
      let [re, im] = [0, 0];
      for (const k of [0, 1]) {
        const [p, q] = [4 * row + 2 * k, 4 * k + 2 * column];
        re += a[p] * b[q] - a[p + 1] * b[q + 1];
        im += a[p] * b[q + 1] + a[p + 1] * b[q];
      }
      entries.push(re, im);
    }
  }
  return entries;
}

export const cliffordMatrices: readonly Matrix[] = Array.from({ length: cliffordCount }, (_, c) => {
  let matrix = pauliMatrices[c & 3];
  if ((c >> 2) & 1) matrix = product(h, matrix);
  for (let k = 0; k < c >> 3; k++) matrix = product(product(h, s), matrix);
  return matrix;
});

/** Which Clifford gate this unitary matrix is up to a phase; −1 if it is none. */
export const cliffordOf = (matrix: Matrix): number =>
  cliffordMatrices.findIndex((each) => {
    let [re, im] = [0, 0];
    for (let k = 0; k < 8; k += 2) {
      re += each[k] * matrix[k] + each[k + 1] * matrix[k + 1];
      im += each[k] * matrix[k + 1] - each[k + 1] * matrix[k];
    }
    return Math.abs(re * re + im * im - 4) < 1e-9;
  });

/** Entry 24·a + b is the number of the product a·b. */
export const cliffordProducts = Uint8Array.from({ length: cliffordCount ** 2 }, (_, k) =>
  cliffordOf(product(cliffordMatrices[Math.floor(k / cliffordCount)], cliffordMatrices[k % cliffordCount])),
);

export const cliffordInverses = Uint8Array.from({ length: cliffordCount }, (_, a) =>
  Array.from({ length: cliffordCount }, (_unused, b) => cliffordProducts[a * cliffordCount + b]).indexOf(0),
);
