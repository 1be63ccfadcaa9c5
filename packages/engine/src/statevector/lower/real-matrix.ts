/** 4×4 real matrices, row by row, in arrays of 16 that are used again and again: making one takes longer than filling it. */

const diagonalised = new Float64Array(16);

/**
 * Eigenvectors of a symmetric matrix, as rows of `vectors`, by cyclic Jacobi rotations (Golub and Van Loan, "Matrix
 * Computations", §8.5). The entries on and above the diagonal are read.
 */
export function symmetricEigenvectors(symmetric: Float64Array, vectors: Float64Array): void {
  const a = diagonalised;
  a.set(symmetric);
  vectors.fill(0);
  for (let i = 0; i < 4; i++) vectors[5 * i] = 1;
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    const off = a[1] * a[1] + a[2] * a[2] + a[3] * a[3] + a[6] * a[6] + a[7] * a[7] + a[11] * a[11];
    if (off < 1e-30) return;
    // entries (p,p), (p,q), (q,q); those of p and q with each of the other two; and the rows p and q
    annul(a, vectors, 0, 1, 5, 2, 6, 3, 7, 0, 4);
    annul(a, vectors, 0, 2, 10, 1, 6, 3, 11, 0, 8);
    annul(a, vectors, 0, 3, 15, 1, 7, 2, 11, 0, 12);
    annul(a, vectors, 5, 6, 10, 1, 2, 7, 11, 4, 8);
    annul(a, vectors, 5, 7, 15, 1, 3, 6, 11, 4, 12);
    annul(a, vectors, 10, 11, 15, 2, 3, 6, 7, 8, 12);
  }
}

/** Convergence is quadratic, and takes five or six. */
const mostSweeps = 40;

/** Turns rows and columns p and q so that entry (p, q) becomes zero; the parameters are indices, as above. */
function annul(
  a: Float64Array,
  vectors: Float64Array,
  pp: number,
  pq: number,
  qq: number,
  pr: number,
  qr: number,
  ps: number,
  qs: number,
  p: number,
  q: number,
): void {
  const entry = a[pq];
  if (Math.abs(entry) < 1e-300) return;
  const ratio = (a[qq] - a[pp]) / (2 * entry);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const c = 1 / Math.sqrt(tangent * tangent + 1);
  const s = tangent * c;
  a[pp] -= tangent * entry;
  a[qq] += tangent * entry;
  a[pq] = 0;
  const r = a[pr];
  a[pr] = c * r - s * a[qr];
  a[qr] = s * r + c * a[qr];
  const other = a[ps];
  a[ps] = c * other - s * a[qs];
  a[qs] = s * other + c * a[qs];
  for (let k = 0; k < 4; k++) {
    const x = vectors[p + k];
    const y = vectors[q + k];
    vectors[p + k] = c * x - s * y;
    vectors[q + k] = s * x + c * y;
  }
}

/** By the minors of the upper two rows and those of the lower two. */
export function determinant(m: Float64Array): number {
  const upper01 = m[0] * m[5] - m[1] * m[4];
  const upper02 = m[0] * m[6] - m[2] * m[4];
  const upper03 = m[0] * m[7] - m[3] * m[4];
  const upper12 = m[1] * m[6] - m[2] * m[5];
  const upper13 = m[1] * m[7] - m[3] * m[5];
  const upper23 = m[2] * m[7] - m[3] * m[6];
  const lower01 = m[8] * m[13] - m[9] * m[12];
  const lower02 = m[8] * m[14] - m[10] * m[12];
  const lower03 = m[8] * m[15] - m[11] * m[12];
  const lower12 = m[9] * m[14] - m[10] * m[13];
  const lower13 = m[9] * m[15] - m[11] * m[13];
  const lower23 = m[10] * m[15] - m[11] * m[14];
  return (
    upper01 * lower23 -
    upper02 * lower13 +
    upper03 * lower12 +
    upper12 * lower03 -
    upper13 * lower02 +
    upper23 * lower01
  );
}
