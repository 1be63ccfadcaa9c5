import { atan2, cos, sin } from "@naru/base";
import type { ComplexMatrix } from "./complex-matrix.ts";
import { determinant, symmetricEigenvectors } from "./real-matrix.ts";

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

/**
 * Decomposes a 4×4 unitary, within a few rounding errors. Throws RangeError for what is not unitary.
 *
 * In the magic basis, U is left · diag(e^{i·angles}) · right with real left and right, and UᵀU is rightᵀ · diag(e^{2i·angles}) ·
 * right.
 */
export function kak(unitary: ComplexMatrix): Kak {
  const { inMagic, right, left, angles } = room;
  inMagic.set(unitary);
  toMagicBasis(inMagic);
  square();
  diagonalise();
  leftFactor();
  if (determinant(left) < 0) {
    angles[0] += Math.PI;
    for (let row = 0; row < 16; row += 4) left[row] = -left[row];
  }
  const a = angles[0];
  const b = angles[1];
  const c = angles[2];
  const d = angles[3];
  return {
    phase: (a + b + c + d) / 4,
    // the eigenvalues of XX, YY and ZZ on the magic basis
    interaction: [(a - b + c - d) / 4, (-a + b + c - d) / 4, (a + b - c - d) / 4],
    before: tensorFactors(right),
    after: tensorFactors(left),
  };
}

/**
 * Room for one decomposition: arrays of more than 64 bytes take longer to make than to fill. Numbers are read one by one
 * here, as taking arrays apart is slow in code that has run a few times only.
 */
const room = {
  inMagic: new Float64Array(32),
  /** UᵀU, which is symmetric: real and imaginary parts, on and above the diagonal. */
  squareRe: new Float64Array(16),
  squareIm: new Float64Array(16),
  mixed: new Float64Array(16),
  candidate: new Float64Array(16),
  /** Rows are eigenvectors; the determinant is 1. */
  right: new Float64Array(16),
  left: new Float64Array(16),
  angles: new Float64Array(4),
  product: new Float64Array(32),
};

/** Close enough that the best of the mixtures is not looked for. */
const goodEnough = 1e-14;

/**
 * Finds `right` and `angles`. Real and imaginary parts of the square commute, so the eigenvectors of a mixture of both serve
 * both; the closer two eigenvalues of the mixture come by chance, the less exactly. So several mixtures are tried, until
 * one is good, and the best is taken.
 */
function diagonalise(): void {
  const { squareRe, squareIm, mixed, candidate, right, angles } = room;
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < mostMixtures && least > goodEnough; attempt++) {
    const { c, s } = mixtures[attempt];
    for (let i = 0; i < 16; i++) mixed[i] = c * squareRe[i] + s * squareIm[i];
    symmetricEigenvectors(mixed, candidate);
    const error = largestCoupling(candidate);
    if (error >= least) continue;
    least = error;
    right.set(candidate);
  }
  if (!(least < 1e-9)) throw new RangeError("A matrix given as a two-qubit unitary is not unitary.");
  if (determinant(right) < 0) for (let k = 0; k < 4; k++) right[k] = -right[k];
  for (let i = 0; i < 4; i++) angles[i] = atan2(form(squareIm, right, i, i), form(squareRe, right, i, i)) / 2;
}

/** Each has a chance of about one in a thousand to lose three digits. */
const mostMixtures = 6;
const mixtures = Array.from({ length: mostMixtures }, (_, attempt) => ({
  c: cos(attempt + 0.4),
  s: sin(attempt + 0.4),
}));

/** The largest entry off the diagonal of the square between such vectors. */
function largestCoupling(vectors: Float64Array): number {
  const { squareRe, squareIm } = room;
  let largest = 0;
  for (let i = 0; i < 4; i++) {
    for (let j = i + 1; j < 4; j++) {
      const size = Math.max(Math.abs(form(squareRe, vectors, i, j)), Math.abs(form(squareIm, vectors, i, j)));
      if (!(size <= largest)) largest = size; // what is no number is kept
    }
  }
  return largest;
}

/** vᵢᵀ S vⱼ for rows of `vectors` and a symmetric matrix of which the part on and above the diagonal is given. */
function form(s: Float64Array, vectors: Float64Array, i: number, j: number): number {
  const a = vectors[4 * j];
  const b = vectors[4 * j + 1];
  const c = vectors[4 * j + 2];
  const d = vectors[4 * j + 3];
  return (
    vectors[4 * i] * (s[0] * a + s[1] * b + s[2] * c + s[3] * d) +
    vectors[4 * i + 1] * (s[1] * a + s[5] * b + s[6] * c + s[7] * d) +
    vectors[4 * i + 2] * (s[2] * a + s[6] * b + s[10] * c + s[11] * d) +
    vectors[4 * i + 3] * (s[3] * a + s[7] * b + s[11] * c + s[15] * d)
  );
}

/**
 * B† U B, where the columns of B are the magic basis (1, 0, 0, 1), i(1, 0, 0, −1), i(0, 1, 1, 0), (0, 1, −1, 0), each over √2:
 * local unitaries are real orthogonal in it, and XX, YY, ZZ diagonal.
 */
function toMagicBasis(matrix: Float64Array): void {
  for (let row = 0; row < 4; row++) toMagic(matrix, 8 * row, 2, Math.SQRT1_2);
  for (let column = 0; column < 4; column++) toMagic(matrix, 2 * column, 8, -Math.SQRT1_2);
}

/** Turns four numbers x, `step` apart, into (x₀ + x₃, ±i(x₀ − x₃), ±i(x₁ + x₂), x₁ − x₂)/√2, for g = ±1/√2. */
function toMagic(matrix: Float64Array, at: number, step: number, g: number): void {
  const h = Math.SQRT1_2;
  const p = at + step;
  const q = p + step;
  const r = q + step;
  const a = matrix[at];
  const b = matrix[p];
  const c = matrix[q];
  const d = matrix[r];
  const e = matrix[at + 1];
  const f = matrix[p + 1];
  const k = matrix[q + 1];
  const l = matrix[r + 1];
  matrix[at] = h * (a + d);
  matrix[at + 1] = h * (e + l);
  matrix[p] = -g * (e - l);
  matrix[p + 1] = g * (a - d);
  matrix[q] = -g * (f + k);
  matrix[q + 1] = g * (b + c);
  matrix[r] = h * (b - c);
  matrix[r + 1] = h * (f - k);
}

function square(): void {
  const { inMagic: m, squareRe, squareIm } = room;
  for (let i = 0; i < 4; i++) {
    for (let j = i; j < 4; j++) {
      let re = 0;
      let im = 0;
      for (let row = 0; row < 32; row += 8) {
        const x = row + 2 * i;
        const y = row + 2 * j;
        re += m[x] * m[y] - m[x + 1] * m[y + 1];
        im += m[x] * m[y + 1] + m[x + 1] * m[y];
      }
      squareRe[4 * i + j] = re;
      squareIm[4 * i + j] = im;
    }
  }
}

/** left = U rightᵀ diag(e^{−i·angles}), of which the imaginary part is a rounding error. */
function leftFactor(): void {
  const { inMagic, right, left, angles } = room;
  for (let column = 0; column < 4; column++) {
    const v = 4 * column;
    const c = cos(angles[column]);
    const s = sin(angles[column]);
    for (let row = 0; row < 4; row++) {
      const m = 8 * row;
      const re =
        inMagic[m] * right[v] +
        inMagic[m + 2] * right[v + 1] +
        inMagic[m + 4] * right[v + 2] +
        inMagic[m + 6] * right[v + 3];
      const im =
        inMagic[m + 1] * right[v] +
        inMagic[m + 3] * right[v + 1] +
        inMagic[m + 5] * right[v + 2] +
        inMagic[m + 7] * right[v + 3];
      left[4 * row + column] = re * c + im * s;
    }
  }
}

/**
 * Splits B O B† = A ⊗ B, for a real O of determinant 1 in the magic basis, into B and A (A on the high bit). The largest 2×2
 * block is B times a number; the rest are read off it.
 */
function tensorFactors(orthogonal: Float64Array): [first: Float64Array, second: Float64Array] {
  const m = room.product;
  for (let i = 0; i < 16; i++) {
    m[2 * i] = orthogonal[i];
    m[2 * i + 1] = 0;
  }
  for (let column = 0; column < 8; column += 2) fromMagic(m, column, 8, Math.SQRT1_2);
  for (let row = 0; row < 32; row += 8) fromMagic(m, row, 2, -Math.SQRT1_2);
  // A is unitary: a block off the diagonal has the weight that one on it lacks
  const on = weightOfBlock(m, 0);
  const off = weightOfBlock(m, 4);
  const block = on >= off ? 0 : 4;
  const scale = Math.sqrt(2 / Math.max(on, off));
  const first = new Float64Array(8);
  for (let part = 0; part < 4; part++) {
    first[part] = m[block + part] * scale;
    first[4 + part] = m[block + 8 + part] * scale;
  }
  const second = new Float64Array(8);
  for (let j = 0; j < 4; j++) {
    const from = (j >> 1) * 16 + (j & 1) * 4;
    let re = 0;
    let im = 0;
    for (let f = 0; f < 8; f += 2) {
      const at = from + f + (f & 4);
      re += m[at] * first[f] + m[at + 1] * first[f + 1];
      im += m[at + 1] * first[f] - m[at] * first[f + 1];
    }
    second[2 * j] = re / 2;
    second[2 * j + 1] = im / 2;
  }
  return [first, second];
}

/** The sum of squares in the 2×2 block that begins there. */
function weightOfBlock(m: Float64Array, at: number): number {
  let weight = 0;
  for (let k = at; k < at + 4; k++) weight += m[k] * m[k] + m[k + 8] * m[k + 8];
  return weight;
}

/** Turns four numbers x, `step` apart, into (x₀ ± i x₁, ±i x₂ + x₃, ±i x₂ − x₃, x₀ ∓ i x₁)/√2, for g = ±1/√2. */
function fromMagic(matrix: Float64Array, at: number, step: number, g: number): void {
  const p = at + step;
  const q = p + step;
  const r = q + step;
  const h = Math.SQRT1_2;
  const a = h * matrix[at];
  const b = g * matrix[p];
  const c = g * matrix[q];
  const d = h * matrix[r];
  const e = h * matrix[at + 1];
  const f = g * matrix[p + 1];
  const k = g * matrix[q + 1];
  const l = h * matrix[r + 1];
  matrix[at] = a - f;
  matrix[at + 1] = e + b;
  matrix[p] = d - k;
  matrix[p + 1] = l + c;
  matrix[q] = -d - k;
  matrix[q + 1] = c - l;
  matrix[r] = a + f;
  matrix[r + 1] = e - b;
}
