import type { Site } from "./site.ts";
import type { Matrix, Packed } from "./workspace.ts";

/** A one-qubit matrix on the middle index; works for projections as well. */
export function turned({ left, right, numbers }: Site, m: Float64Array): Site {
  const result = new Float64Array(numbers.length);
  const plane = numbers.length / 2;
  for (let l = 0; l < left; l++) {
    for (let at = 2 * l * right, end = at + right; at < end; at++) {
      const [aRe, aIm] = [numbers[at], numbers[at + plane]];
      const [bRe, bIm] = [numbers[at + right], numbers[at + right + plane]];
      result[at] = m[0] * aRe - m[1] * aIm + m[2] * bRe - m[3] * bIm;
      result[at + plane] = m[0] * aIm + m[1] * aRe + m[2] * bIm + m[3] * bRe;
      result[at + right] = m[4] * aRe - m[5] * aIm + m[6] * bRe - m[7] * bIm;
      result[at + right + plane] = m[4] * aIm + m[5] * aRe + m[6] * bIm + m[7] * bRe;
    }
  }
  return { left, right, numbers: result };
}

/** Applies a 4 × 4 matrix to rows (l, first qubit) and columns (second qubit, r) of a pair. */
export function mixPair(
  numbers: Float64Array,
  { at, rows, stride, plane }: Matrix,
  right: number,
  matrix: Float64Array,
): void {
  const offsets = [0, stride, right, stride + right];
  const re = new Float64Array(4);
  const im = new Float64Array(4);
  for (let row = 0; row < rows; row += 2) {
    const start = at + row * stride;
    for (let from = start; from < start + right; from++) {
      for (let k = 0; k < 4; k++) {
        re[k] = numbers[from + offsets[k]];
        im[k] = numbers[from + offsets[k] + plane];
      }
      for (let k = 0, m = 0; k < 4; k++, m += 8) {
        numbers[from + offsets[k]] =
          matrix[m] * re[0] -
          matrix[m + 1] * im[0] +
          matrix[m + 2] * re[1] -
          matrix[m + 3] * im[1] +
          matrix[m + 4] * re[2] -
          matrix[m + 5] * im[2] +
          matrix[m + 6] * re[3] -
          matrix[m + 7] * im[3];
        numbers[from + offsets[k] + plane] =
          matrix[m] * im[0] +
          matrix[m + 1] * re[0] +
          matrix[m + 2] * im[1] +
          matrix[m + 3] * re[1] +
          matrix[m + 4] * im[2] +
          matrix[m + 5] * re[2] +
          matrix[m + 6] * im[3] +
          matrix[m + 7] * re[3];
      }
    }
  }
}

/** Applies a 2^width matrix to a tensor of left by 2 by … by 2 by right numbers, the first qubit slowest. */
export function mixMany(numbers: Packed, left: number, width: number, right: number, matrix: Float64Array): void {
  const size = 2 ** width;
  const plane = numbers.length / 2;
  const offsets = Array.from({ length: size }, (_, index) => {
    let offset = 0;
    for (let j = 0; j < width; j++) if ((index >> j) & 1) offset += right * 2 ** (width - 1 - j);
    return offset;
  });
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let l = 0; l < left; l++) {
    for (let from = l * size * right, end = from + right; from < end; from++) {
      for (let k = 0; k < size; k++) {
        re[k] = numbers[from + offsets[k]];
        im[k] = numbers[from + offsets[k] + plane];
      }
      for (let row = 0, m = 0; row < size; row++) {
        let [sumRe, sumIm] = [0, 0];
        for (let k = 0; k < size; k++, m += 2) {
          sumRe += matrix[m] * re[k] - matrix[m + 1] * im[k];
          sumIm += matrix[m] * im[k] + matrix[m + 1] * re[k];
        }
        numbers[from + offsets[row]] = sumRe;
        numbers[from + offsets[row] + plane] = sumIm;
      }
    }
  }
}
