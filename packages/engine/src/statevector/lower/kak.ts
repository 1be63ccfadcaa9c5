import { cos, sin } from "@naru/base";
import { type ComplexMatrix, diagonalAngles, offDiagonal } from "./complex-matrix.ts";

/**
 * U = e^{iγ} (A₂ ⊗ B₂) · exp(i(x XX + y YY + z ZZ)) · (A₁ ⊗ B₁), where A acts on the second qubit of U (the high bit of
 * its index) and B on the first. Every two-qubit unitary has this form: Kraus and Cirac, "Optimal creation of
 * entanglement using a two-qubit gate", Phys. Rev. A 63, 062309 (2001).
 */
export interface Kak {
  readonly phase: number;
  readonly interaction: readonly [x: number, y: number, z: number];
  /** B₁ and A₁. */
  readonly before: readonly [first: Float64Array, second: Float64Array];
  /** B₂ and A₂. */
  readonly after: readonly [first: Float64Array, second: Float64Array];
}

/** Decomposes a 4×4 unitary, within a few rounding errors. Throws RangeError for what is not unitary. */
export function kak(unitary: ComplexMatrix): Kak {
  const inMagic = inMagicBasis(unitary);
  const { right, angles } = diagonalise(squareOf(inMagic));
  let left = leftFactor(inMagic, right, angles);
  if (determinant(realParts(left)) < 0) {
    angles[0] += Math.PI;
    left = leftFactor(inMagic, right, angles);
  }
  return {
    phase: angles.reduce((sum, angle) => sum + angle, 0) / 4,
    interaction: [weigh(angles, onXX), weigh(angles, onYY), weigh(angles, onZZ)],
    before: tensorFactors(fromMagicBasis(transposedComplex(right))),
    after: tensorFactors(fromMagicBasis(left)),
  };
}

/** Close enough that the best of the mixtures is not looked for. */
const goodEnough = 1e-14;

/**
 * Writes a symmetric unitary as right · diag(e^{2i·angles}) · rightᵀ, with `right` real and of determinant 1. Its real and
 * imaginary parts commute, so the eigenvectors of a mixture of both serve both; the closer two eigenvalues of the mixture
 * come by chance, the less exactly. So several mixtures are tried, until one is good, and the best is taken.
 */
function diagonalise(square: Float64Array): { right: Float64Array; angles: number[] } {
  let best = { error: Number.POSITIVE_INFINITY, right: square, diagonal: square };
  const mixed = new Float64Array(16);
  for (let attempt = 0; attempt < mostMixtures && best.error > goodEnough; attempt++) {
    const [c, s] = [cos(attempt + 0.4), sin(attempt + 0.4)];
    for (let i = 0; i < 16; i++) mixed[i] = c * square[2 * i] + s * square[2 * i + 1];
    const right = symmetricEigenvectors(mixed);
    if (determinant(right) < 0) for (let row = 0; row < 4; row++) right[4 * row] = -right[4 * row];
    const diagonal = conjugated(square, right);
    const error = offDiagonal(diagonal);
    if (error < best.error) best = { error, right, diagonal };
  }
  if (!(best.error < 1e-9)) throw new RangeError("A matrix given as a two-qubit unitary is not unitary.");
  return { right: best.right, angles: diagonalAngles(best.diagonal).map((angle) => angle / 2) };
}

/** Each has a chance of about one in a thousand to lose three digits. */
const mostMixtures = 6;

/**
 * B† U B, where the columns of B are the magic basis (1, 0, 0, 1), i(1, 0, 0, −1), i(0, 1, 1, 0), (0, 1, −1, 0), each over √2:
 * local unitaries are real orthogonal in it, and XX, YY, ZZ diagonal.
 */
function inMagicBasis(matrix: ComplexMatrix): Float64Array {
  const result = Float64Array.from(matrix);
  for (let row = 0; row < 4; row++) toMagic(result, 8 * row, 2, 1);
  for (let column = 0; column < 4; column++) toMagic(result, 2 * column, 8, -1);
  return result;
}

/** B U B†; the argument is overwritten. */
function fromMagicBasis(matrix: Float64Array): Float64Array {
  for (let column = 0; column < 4; column++) fromMagic(matrix, 2 * column, 8, 1);
  for (let row = 0; row < 4; row++) fromMagic(matrix, 8 * row, 2, -1);
  return matrix;
}

/** Turns four numbers x, `step` apart, into (x₀ + x₃, ±i(x₀ − x₃), ±i(x₁ + x₂), x₁ − x₂)/√2. */
function toMagic(matrix: Float64Array, at: number, step: number, sign: 1 | -1): void {
  const [h, g] = [Math.SQRT1_2, sign * Math.SQRT1_2];
  const [p, q, r] = [at + step, at + 2 * step, at + 3 * step];
  const [a, b, c, d] = [matrix[at], matrix[p], matrix[q], matrix[r]];
  const [e, f, k, l] = [matrix[at + 1], matrix[p + 1], matrix[q + 1], matrix[r + 1]];
  matrix[at] = h * (a + d);
  matrix[at + 1] = h * (e + l);
  matrix[p] = -g * (e - l);
  matrix[p + 1] = g * (a - d);
  matrix[q] = -g * (f + k);
  matrix[q + 1] = g * (b + c);
  matrix[r] = h * (b - c);
  matrix[r + 1] = h * (f - k);
}

/** Turns four numbers x, `step` apart, into (x₀ ± i x₁, ±i x₂ + x₃, ±i x₂ − x₃, x₀ ∓ i x₁)/√2. */
function fromMagic(matrix: Float64Array, at: number, step: number, sign: 1 | -1): void {
  const [h, g] = [Math.SQRT1_2, sign * Math.SQRT1_2];
  const [p, q, r] = [at + step, at + 2 * step, at + 3 * step];
  const [a, b, c, d] = [h * matrix[at], g * matrix[p], g * matrix[q], h * matrix[r]];
  const [e, f, k, l] = [h * matrix[at + 1], g * matrix[p + 1], g * matrix[q + 1], h * matrix[r + 1]];
  matrix[at] = a - f;
  matrix[at + 1] = e + b;
  matrix[p] = d - k;
  matrix[p + 1] = l + c;
  matrix[q] = -d - k;
  matrix[q + 1] = c - l;
  matrix[r] = a + f;
  matrix[r + 1] = e - b;
}

/** Eigenvalues of XX, YY and ZZ on the four columns of `magic`. */
const onXX = [1, -1, 1, -1];
const onYY = [-1, 1, 1, -1];
const onZZ = [1, 1, -1, -1];
const weigh = (angles: readonly number[], signs: readonly number[]): number =>
  angles.reduce((sum, angle, i) => sum + angle * signs[i], 0) / 4;

/** Mᵀ M, which is symmetric. */
function squareOf(matrix: Float64Array): Float64Array {
  const square = new Float64Array(32);
  for (let i = 0; i < 4; i++) {
    for (let j = i; j < 4; j++) {
      let re = 0;
      let im = 0;
      for (let k = 0; k < 4; k++) {
        const [x, y] = [8 * k + 2 * i, 8 * k + 2 * j];
        re += matrix[x] * matrix[y] - matrix[x + 1] * matrix[y + 1];
        im += matrix[x] * matrix[y + 1] + matrix[x + 1] * matrix[y];
      }
      square[8 * i + 2 * j] = square[8 * j + 2 * i] = re;
      square[8 * i + 2 * j + 1] = square[8 * j + 2 * i + 1] = im;
    }
  }
  return square;
}

/** A complex matrix times a real one. */
function timesReal(matrix: Float64Array, real: Float64Array): Float64Array {
  const product = new Float64Array(32);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      let re = 0;
      let im = 0;
      for (let k = 0; k < 4; k++) {
        re += matrix[8 * row + 2 * k] * real[4 * k + column];
        im += matrix[8 * row + 2 * k + 1] * real[4 * k + column];
      }
      product[8 * row + 2 * column] = re;
      product[8 * row + 2 * column + 1] = im;
    }
  }
  return product;
}

/** Rᵀ S R, for a real R and a symmetric S: the second product is the first again, transposed. */
const conjugated = (symmetric: Float64Array, real: Float64Array): Float64Array =>
  timesReal(transposed(timesReal(symmetric, real)), real);

function transposed(matrix: Float64Array): Float64Array {
  const result = new Float64Array(32);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      result[8 * column + 2 * row] = matrix[8 * row + 2 * column];
      result[8 * column + 2 * row + 1] = matrix[8 * row + 2 * column + 1];
    }
  }
  return result;
}

/** M R diag(e^{−iα₀}, …) */
function leftFactor(inMagic: Float64Array, right: Float64Array, angles: readonly number[]): Float64Array {
  const left = timesReal(inMagic, right);
  for (let column = 0; column < 4; column++) {
    const [c, s] = [cos(angles[column]), -sin(angles[column])];
    for (let at = 2 * column; at < 32; at += 8) {
      const [re, im] = [left[at], left[at + 1]];
      left[at] = re * c - im * s;
      left[at + 1] = re * s + im * c;
    }
  }
  return left;
}

function transposedComplex(real: Float64Array): Float64Array {
  const result = new Float64Array(32);
  for (let row = 0; row < 4; row++) for (let k = 0; k < 4; k++) result[8 * k + 2 * row] = real[4 * row + k];
  return result;
}

function realParts(matrix: Float64Array): Float64Array {
  const result = new Float64Array(16);
  for (let i = 0; i < 16; i++) result[i] = matrix[2 * i];
  return result;
}

/** Eigenvectors of a real symmetric 4×4 matrix, as columns, by cyclic Jacobi rotations. */
function symmetricEigenvectors(symmetric: Float64Array): Float64Array {
  const a = symmetric.slice();
  const vectors = new Float64Array(16);
  for (let i = 0; i < 4; i++) vectors[5 * i] = 1;
  for (let sweep = 0; sweep < 40; sweep++) {
    let off = 0;
    for (let p = 0; p < 4; p++) for (let q = p + 1; q < 4; q++) off += a[4 * p + q] ** 2;
    if (off < 1e-30) break;
    for (let p = 0; p < 4; p++) {
      for (let q = p + 1; q < 4; q++) {
        if (Math.abs(a[4 * p + q]) < 1e-300) continue;
        const ratio = (a[5 * q] - a[5 * p]) / (2 * a[4 * p + q]);
        const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
        const c = 1 / Math.sqrt(tangent * tangent + 1);
        const s = tangent * c;
        rotate(a, c, s, p, q, 4);
        rotate(a, c, s, 4 * p, 4 * q, 1);
        rotate(vectors, c, s, p, q, 4);
      }
    }
  }
  return vectors;
}

/** Rotates two columns (or rows) of a 4×4 matrix that start at `p` and `q` and go on in steps of `step`. */
function rotate(matrix: Float64Array, c: number, s: number, p: number, q: number, step: number): void {
  for (let k = 0; k < 4; k++) {
    const x = matrix[p + step * k];
    const y = matrix[q + step * k];
    matrix[p + step * k] = c * x - s * y;
    matrix[q + step * k] = s * x + c * y;
  }
}

/** Determinant of a real 4×4 matrix, by elimination. */
function determinant(matrix: Float64Array): number {
  const m = matrix.slice();
  let result = 1;
  for (let i = 0; i < 4; i++) {
    let pivot = i;
    for (let row = i; row < 4; row++) if (Math.abs(m[4 * row + i]) > Math.abs(m[4 * pivot + i])) pivot = row;
    if (m[4 * pivot + i] === 0) return 0;
    if (pivot !== i) {
      result = -result;
      for (let k = 0; k < 4; k++) [m[4 * i + k], m[4 * pivot + k]] = [m[4 * pivot + k], m[4 * i + k]];
    }
    result *= m[5 * i];
    for (let row = i + 1; row < 4; row++) {
      const factor = m[4 * row + i] / m[5 * i];
      for (let k = 0; k < 4; k++) m[4 * row + k] -= factor * m[4 * i + k];
    }
  }
  return result;
}

/** Splits A ⊗ B (A on the high bit) into B and A. The largest 2×2 block is B times a number; the rest are read off it. */
function tensorFactors(product: Float64Array): [first: Float64Array, second: Float64Array] {
  const entry = (i: number, j: number, k: number, l: number) => 2 * ((2 * i + k) * 4 + 2 * j + l);
  let [bestRow, bestColumn, bestWeight] = [0, 0, -1];
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 2; j++) {
      let weight = 0;
      for (let k = 0; k < 2; k++) {
        for (let l = 0; l < 2; l++) weight += product[entry(i, j, k, l)] ** 2 + product[entry(i, j, k, l) + 1] ** 2;
      }
      if (weight > bestWeight) [bestRow, bestColumn, bestWeight] = [i, j, weight];
    }
  }
  const scale = Math.sqrt(2 / bestWeight);
  const first = new Float64Array(8);
  const second = new Float64Array(8);
  for (let k = 0; k < 2; k++) {
    for (let l = 0; l < 2; l++) {
      for (const part of [0, 1])
        first[2 * (2 * k + l) + part] = product[entry(bestRow, bestColumn, k, l) + part] * scale;
    }
  }
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 2; j++) {
      let re = 0;
      let im = 0;
      for (let k = 0; k < 2; k++) {
        for (let l = 0; l < 2; l++) {
          const p = entry(i, j, k, l);
          const f = 2 * (2 * k + l);
          re += product[p] * first[f] + product[p + 1] * first[f + 1];
          im += product[p + 1] * first[f] - product[p] * first[f + 1];
        }
      }
      second[2 * (2 * i + j)] = re / 2;
      second[2 * (2 * i + j) + 1] = im / 2;
    }
  }
  return [first, second];
}
