import type { Kernel } from "./kernel.ts";

/** 2^n amplitudes, real and imaginary parts apart; bit k of an index is qubit k. */
export interface TinyState {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Applies a kernel in place. All loops run over the indices that contain a mask: the next one after i is (i + 1) | mask.
 * (Measured at ten qubits: 2.0 µs for a rotation of any qubit; blocks of two nested loops take 1.9 to 3.4 µs.)
 */
export function apply({ re, im }: TinyState, { form, controlMask, targetBits, entries }: Kernel): void {
  const a = targetBits[0];
  const b = targetBits.length > 1 ? targetBits[1] : 0; // no index has a bit of 0
  const mask = controlMask | a | b;
  switch (form) {
    case "phase":
      multiply(re, im, mask, 0, entries, 0);
      break;
    case "diagonal":
      multiply(re, im, mask, a | b, entries, 0);
      multiply(re, im, mask, b, entries, 2);
      if (b === 0) break;
      multiply(re, im, mask, a, entries, 4);
      multiply(re, im, mask, 0, entries, 6);
      break;
    case "flip":
      exchange(re, im, mask, a, 0);
      break;
    case "exchange":
      exchange(re, im, mask, a, b);
      break;
    case "real":
      mixReal(re, im, mask, a, entries);
      break;
    case "one":
      mix(re, im, mask, a, 0, entries, 0);
      break;
    case "pairs":
      mix(re, im, mask, a | b, 0, entries, 0);
      mix(re, im, mask, b, a, entries, 8);
      break;
    case "dense":
      multiplyDense(re, im, controlMask, targetBits, entries);
  }
}

/** For every index of the mask, multiplies the one that differs from it by `flips` by the number at `entries[from]`. */
function multiply(
  re: Float64Array,
  im: Float64Array,
  mask: number,
  flips: number,
  entries: Float64Array,
  from: number,
): void {
  const c = entries[from];
  const s = entries[from + 1];
  const size = re.length;
  for (let index = mask; index < size; index = (index + 1) | mask) {
    const i = index ^ flips;
    const x = re[i];
    const y = im[i];
    re[i] = c * x - s * y;
    im[i] = c * y + s * x;
  }
}

/** For every index of the mask, exchanges the two that differ from it by `first` and by `second`. */
function exchange(re: Float64Array, im: Float64Array, mask: number, first: number, second: number): void {
  const size = re.length;
  for (let index = mask; index < size; index = (index + 1) | mask) {
    const i = index ^ first;
    const j = index ^ second;
    const x = re[i];
    const y = im[i];
    re[i] = re[j];
    im[i] = im[j];
    re[j] = x;
    im[j] = y;
  }
}

/** A real 2×2 matrix on the two values of one bit, for every index of the mask. */
function mixReal(re: Float64Array, im: Float64Array, mask: number, bit: number, entries: Float64Array): void {
  const [a, b, c, d] = [entries[0], entries[1], entries[2], entries[3]];
  const size = re.length;
  for (let j = mask; j < size; j = (j + 1) | mask) {
    const i = j ^ bit;
    const xr = re[i];
    const xi = im[i];
    const yr = re[j];
    const yi = im[j];
    re[i] = a * xr + b * yr;
    im[i] = a * xi + b * yi;
    re[j] = c * xr + d * yr;
    im[j] = c * xi + d * yi;
  }
}

/**
 * The 2×2 matrix that begins at `entries[from]`, on the two that differ from each index of the mask by `first` (row 0)
 * and by `second` (row 1).
 */
function mix(
  re: Float64Array,
  im: Float64Array,
  mask: number,
  first: number,
  second: number,
  entries: Float64Array,
  from: number,
): void {
  const [ar, ai, br, bi] = [entries[from], entries[from + 1], entries[from + 2], entries[from + 3]];
  const [cr, ci, dr, di] = [entries[from + 4], entries[from + 5], entries[from + 6], entries[from + 7]];
  const size = re.length;
  for (let index = mask; index < size; index = (index + 1) | mask) {
    const i = index ^ first;
    const j = index ^ second;
    const xr = re[i];
    const xi = im[i];
    const yr = re[j];
    const yi = im[j];
    re[i] = ar * xr - ai * xi + br * yr - bi * yi;
    im[i] = ar * xi + ai * xr + br * yi + bi * yr;
    re[j] = cr * xr - ci * xi + dr * yr - di * yi;
    im[j] = cr * xi + ci * xr + dr * yi + di * yr;
  }
}

/** Any matrix on any number of targets: rows are gathered, multiplied and put back. */
function multiplyDense(
  re: Float64Array,
  im: Float64Array,
  controlMask: number,
  targetBits: readonly number[],
  entries: Float64Array,
): void {
  const size = 1 << targetBits.length;
  const offsets = new Uint32Array(size);
  targetBits.forEach((bit, j) => {
    for (let row = 0; row < 1 << j; row++) offsets[row | (1 << j)] = offsets[row] | bit;
  });
  const targetMask = offsets[size - 1];
  const mask = controlMask | targetMask;
  const gathered = new Float64Array(2 * size);
  for (let last = mask; last < re.length; last = (last + 1) | mask) {
    const first = last ^ targetMask;
    for (let row = 0; row < size; row++) {
      gathered[2 * row] = re[first | offsets[row]];
      gathered[2 * row + 1] = im[first | offsets[row]];
    }
    for (let row = 0, at = 0; row < size; row++) {
      let x = 0;
      let y = 0;
      for (let column = 0; column < 2 * size; column += 2, at += 2) {
        x += entries[at] * gathered[column] - entries[at + 1] * gathered[column + 1];
        y += entries[at] * gathered[column + 1] + entries[at + 1] * gathered[column];
      }
      re[first | offsets[row]] = x;
      im[first | offsets[row]] = y;
    }
  }
}
