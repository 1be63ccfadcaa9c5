import { cos, hypot, sin } from "@naru/base";
import { adjoint, type ComplexMatrix, diagonalAngles, multiply, offDiagonal, sizeOf } from "./complex-matrix.ts";

/** U = V · diag(e^{iα}) · V†, with V unitary. */
export interface UnitaryEigen {
  readonly vectors: Float64Array;
  readonly anglesRadians: readonly number[];
}

/** Close enough that the best of the mixtures is not looked for. */
const goodEnough = 1e-14;
const mostMixtures = 6;

/**
 * Diagonalises a small unitary matrix. Its Hermitian parts (U + U†)/2 and (U − U†)/2i commute, so the eigenvectors of
 * a mixture of both serve both; the closer two eigenvalues of the mixture come by chance, the less exactly. So several
 * mixtures are tried, until one is good, and the best is taken. Throws RangeError for what is not unitary.
 */
export function diagonaliseUnitary(unitary: ComplexMatrix): UnitaryEigen {
  let best: { error: number; vectors: Float64Array; diagonal: Float64Array } = {
    error: Number.POSITIVE_INFINITY,
    vectors: new Float64Array(),
    diagonal: new Float64Array(),
  };
  for (let attempt = 0; attempt < mostMixtures && best.error > goodEnough; attempt++) {
    const vectors = hermitianEigenvectors(mixture(unitary, cos(attempt + 0.4), sin(attempt + 0.4)));
    const diagonal = multiply(multiply(adjoint(vectors), unitary), vectors);
    const error = offDiagonal(diagonal);
    if (error < best.error) best = { error, vectors, diagonal };
  }
  if (!(best.error < 1e-9)) throw new RangeError("A matrix that was to be diagonalised is not unitary.");
  return smallestFirst(best.vectors, diagonalAngles(best.diagonal));
}

/** In order of the angles' size: where an eigenvalue is 1, state 0 has no phase, and a controlled gate one term less. */
function smallestFirst(vectors: Float64Array, angles: readonly number[]): UnitaryEigen {
  const size = angles.length;
  const order = angles.map((_, i) => i).sort((a, b) => Math.abs(angles[a]) - Math.abs(angles[b]) || a - b);
  const sorted = new Float64Array(vectors.length);
  order.forEach((from, to) => {
    for (let row = 0; row < size; row++) {
      sorted[2 * (row * size + to)] = vectors[2 * (row * size + from)];
      sorted[2 * (row * size + to) + 1] = vectors[2 * (row * size + from) + 1];
    }
  });
  return { vectors: sorted, anglesRadians: order.map((i) => angles[i]) };
}

/** c (U + U†)/2 + s (U − U†)/2i, the Hermitian part of e^{−iφ}U for c = cos φ, s = sin φ. */
function mixture(unitary: ComplexMatrix, c: number, s: number): Float64Array {
  const other = adjoint(unitary);
  const mixed = new Float64Array(unitary.length);
  for (let i = 0; i < unitary.length; i += 2) {
    mixed[i] = (c * (unitary[i] + other[i]) + s * (unitary[i + 1] - other[i + 1])) / 2;
    mixed[i + 1] = (c * (unitary[i + 1] + other[i + 1]) - s * (unitary[i] - other[i])) / 2;
  }
  return mixed;
}

/** Eigenvectors, as columns, by cyclic Jacobi rotations (Golub and Van Loan, "Matrix Computations", §8.5). */
function hermitianEigenvectors(hermitian: Float64Array): Float64Array {
  const size = sizeOf(hermitian);
  let matrix = hermitian;
  let vectors = identity(size);
  for (let sweep = 0; sweep < 60 && offDiagonal(matrix) > 1e-15; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const rotation = jacobiRotation(matrix, size, p, q);
        if (!rotation) continue;
        matrix = multiply(multiply(adjoint(rotation), matrix), rotation);
        vectors = multiply(vectors, rotation);
      }
    }
  }
  return vectors;
}

/** The unitary on columns p and q that makes entry (p, q) zero, or null where it is zero already. */
function jacobiRotation(matrix: Float64Array, size: number, p: number, q: number): Float64Array | null {
  const at = 2 * (p * size + q);
  const radius = hypot(matrix[at], matrix[at + 1]);
  if (radius < 1e-300) return null;
  const [phaseRe, phaseIm] = [matrix[at] / radius, matrix[at + 1] / radius];
  const ratio = (matrix[2 * (q * size + q)] - matrix[2 * (p * size + p)]) / (2 * radius);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const c = 1 / Math.sqrt(tangent * tangent + 1);
  const s = tangent * c;
  const rotation = identity(size);
  const put = (row: number, column: number, re: number, im: number) => {
    rotation[2 * (row * size + column)] = re;
    rotation[2 * (row * size + column) + 1] = im;
  };
  put(p, p, c, 0);
  put(p, q, s * phaseRe, s * phaseIm);
  put(q, p, -s * phaseRe, s * phaseIm);
  put(q, q, c, 0);
  return rotation;
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(2 * size * size);
  for (let i = 0; i < size; i++) matrix[2 * (i * size + i)] = 1;
  return matrix;
}
