import type { TinyState } from "./apply.ts";

// All loops run over the first `size` amplitudes, and name qubits by their place: the power of two of their bit.

/** One more qubit, the highest: amplitudes times u are where it is 0, times v where it is 1. */
export function appendQubit({ re, im }: TinyState, size: number, ur: number, ui: number, vr: number, vi: number): void {
  for (let i = 0; i < size; i++) {
    const x = re[i];
    const y = im[i];
    re[i + size] = vr * x - vi * y;
    im[i + size] = vr * y + vi * x;
    re[i] = ur * x - ui * y;
    im[i] = ur * y + ui * x;
  }
}

/** Multiplies the amplitudes whose index has all bits of `mask`. */
export function multiplyPlaces({ re, im }: TinyState, size: number, mask: number, c: number, s: number): void {
  for (let i = mask; i < size; i = (i + 1) | mask) {
    const x = re[i];
    const y = im[i];
    re[i] = c * x - s * y;
    im[i] = c * y + s * x;
  }
}

/** Exchanges 0 and 1 of a qubit where another is 1, or everywhere when `control` is 0. */
export function exchangePairs({ re, im }: TinyState, size: number, control: number, target: number): void {
  const mask = control | target;
  for (let j = mask; j < size; j = (j + 1) | mask) {
    const i = j ^ target;
    const x = re[i];
    const y = im[i];
    re[i] = re[j];
    im[i] = im[j];
    re[j] = x;
    im[j] = y;
  }
}

/** The real matrix (a b; c d) on a qubit. */
export function mixRealPairs(
  { re, im }: TinyState,
  size: number,
  place: number,
  a: number,
  b: number,
  c: number,
  d: number,
): void {
  for (let j = place; j < size; j = (j + 1) | place) {
    const i = j ^ place;
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

/** The matrix (a b; c d) on a qubit; a and c are real. */
export function mixPairs(
  { re, im }: TinyState,
  size: number,
  place: number,
  a: number,
  br: number,
  bi: number,
  c: number,
  dr: number,
  di: number,
): void {
  for (let j = place; j < size; j = (j + 1) | place) {
    const i = j ^ place;
    const xr = re[i];
    const xi = im[i];
    const yr = re[j];
    const yi = im[j];
    re[i] = a * xr + br * yr - bi * yi;
    im[i] = a * xi + br * yi + bi * yr;
    re[j] = c * xr + dr * yr - di * yi;
    im[j] = c * xi + dr * yi + di * yr;
  }
}
