import { atan2, cos, sin } from "@naru/base";

/**
 * Small square complex matrices: row by row, each entry as re, im, so 2 · size² numbers. Nothing here changes its
 * arguments.
 */
export type ComplexMatrix = Float64Array | readonly number[];

export const sizeOf = (matrix: ComplexMatrix): number => Math.round(Math.sqrt(matrix.length / 2));

export function multiply(left: ComplexMatrix, right: ComplexMatrix): Float64Array {
  const a = asNumbers(left);
  const b = asNumbers(right);
  return a.length === 8 ? productOfTwo(a, b) : product(sizeOf(a), a, b);
}

/** 2×2, which nearly all are. */
function productOfTwo(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(8);
  for (let row = 0; row < 8; row += 4) {
    for (let column = 0; column < 4; column += 2) {
      result[row + column] =
        a[row] * b[column] - a[row + 1] * b[column + 1] + (a[row + 2] * b[column + 4] - a[row + 3] * b[column + 5]);
      result[row + column + 1] =
        a[row] * b[column + 1] + a[row + 1] * b[column] + (a[row + 2] * b[column + 5] + a[row + 3] * b[column + 4]);
    }
  }
  return result;
}

/** Loops over one kind of array alone are compiled to several times faster code than over two. */
const asNumbers = (matrix: ComplexMatrix): Float64Array =>
  matrix instanceof Float64Array ? matrix : new Float64Array(matrix);

function product(size: number, left: Float64Array, right: Float64Array): Float64Array {
  const result = new Float64Array(2 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let re = 0;
      let im = 0;
      for (let k = 0; k < size; k++) {
        const l = 2 * (row * size + k);
        const r = 2 * (k * size + column);
        re += left[l] * right[r] - left[l + 1] * right[r + 1];
        im += left[l] * right[r + 1] + left[l + 1] * right[r];
      }
      result[2 * (row * size + column)] = re;
      result[2 * (row * size + column) + 1] = im;
    }
  }
  return result;
}

/** The conjugate transpose. */
export function adjoint(matrix: ComplexMatrix): Float64Array {
  const size = sizeOf(matrix);
  const result = new Float64Array(matrix.length);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      result[2 * (column * size + row)] = matrix[2 * (row * size + column)];
      result[2 * (column * size + row) + 1] = -matrix[2 * (row * size + column) + 1];
    }
  }
  return result;
}

/** diag(e^{iα₀}, e^{iα₁}, …) */
export function phases(...anglesRadians: number[]): Float64Array {
  const size = anglesRadians.length;
  const matrix = new Float64Array(2 * size * size);
  anglesRadians.forEach((angle, i) => {
    matrix[2 * (i * size + i)] = cos(angle);
    matrix[2 * (i * size + i) + 1] = sin(angle);
  });
  return matrix;
}

/** The largest absolute value off the diagonal. */
export function offDiagonal(matrix: ComplexMatrix): number {
  const size = sizeOf(matrix);
  let largest = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = 2 * (row * size + column);
      if (row !== column) largest = Math.max(largest, Math.abs(matrix[at]), Math.abs(matrix[at + 1]));
    }
  }
  return largest;
}

/** The arguments of the diagonal entries, in radians. */
export function diagonalAngles(matrix: ComplexMatrix): number[] {
  const size = sizeOf(matrix);
  return Array.from({ length: size }, (_, i) => atan2(matrix[2 * (i * size + i) + 1], matrix[2 * (i * size + i)]));
}

/** Below this an entry of a unitary is taken for zero: some hundred times the rounding error of a product. */
export const matrixEpsilon = 1e-13;
