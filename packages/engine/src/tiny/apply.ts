import type { Kernel } from "./kernel.ts";

/** 2^n amplitudes, real and imaginary parts apart; bit k of an index is qubit k. */
export interface TinyState {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Applies a kernel in place. All loops but the plain ones of one target run over the indices that contain a mask: the
 * next one after i is (i + 1) | mask.
 */
export function apply(state: TinyState, kernel: Kernel): void {
  switch (kernel.form) {
    case "phase":
      return applyPhase(state, kernel);
    case "diagonal":
      return applyDiagonal(state, kernel);
    case "flip":
      return applyFlip(state, kernel.controlMask, kernel.targetBits[0]);
    case "exchange":
      return applyExchange(state, kernel);
    case "real":
      return kernel.controlMask === 0 ? applyReal(state, kernel) : applyControlledReal(state, kernel);
    case "pairs":
      return applyPairs(state, kernel);
    case "dense":
      if (kernel.targetBits.length > 1) return applyDense(state, kernel);
      return kernel.controlMask === 0 ? applyOne(state, kernel) : applyControlledOne(state, kernel);
  }
}

function applyPhase({ re, im }: TinyState, { controlMask: mask, entries }: Kernel): void {
  const [c, s] = entries;
  for (let i = mask; i < re.length; i = (i + 1) | mask) {
    const x = re[i];
    const y = im[i];
    re[i] = c * x - s * y;
    im[i] = c * y + s * x;
  }
}

function applyDiagonal({ re, im }: TinyState, { controlMask: mask, targetBits, entries }: Kernel): void {
  const low = targetBits[0];
  const high = targetBits.length > 1 ? targetBits[1] : 0; // no index has a bit of 0
  for (let i = mask; i < re.length; i = (i + 1) | mask) {
    const at = (i & low ? 2 : 0) + (i & high ? 4 : 0);
    const c = entries[at];
    const s = entries[at + 1];
    const x = re[i];
    const y = im[i];
    re[i] = c * x - s * y;
    im[i] = c * y + s * x;
  }
}

function applyFlip({ re, im }: TinyState, controlMask: number, bit: number): void {
  const mask = controlMask | bit;
  for (let i = mask; i < re.length; i = (i + 1) | mask) exchange(re, im, i, i ^ bit);
}

function applyExchange({ re, im }: TinyState, { controlMask, targetBits: [a, b] }: Kernel): void {
  const mask = controlMask | a | b;
  for (let i = mask; i < re.length; i = (i + 1) | mask) exchange(re, im, i ^ a, i ^ b);
}

function exchange(re: Float64Array, im: Float64Array, i: number, j: number): void {
  const x = re[i];
  re[i] = re[j];
  re[j] = x;
  const y = im[i];
  im[i] = im[j];
  im[j] = y;
}

function applyReal({ re, im }: TinyState, { targetBits: [stride], entries: [a, b, c, d] }: Kernel): void {
  for (let block = 0; block < re.length; block += 2 * stride) {
    for (let i = block; i < block + stride; i++) {
      const j = i + stride;
      const x = re[i];
      const y = im[i];
      re[i] = a * x + b * re[j];
      im[i] = a * y + b * im[j];
      re[j] = c * x + d * re[j];
      im[j] = c * y + d * im[j];
    }
  }
}

function applyControlledReal({ re, im }: TinyState, { controlMask, targetBits: [bit], entries: [a, b, c, d] }: Kernel) {
  const mask = controlMask | bit;
  for (let j = mask; j < re.length; j = (j + 1) | mask) {
    const i = j ^ bit;
    const x = re[i];
    const y = im[i];
    re[i] = a * x + b * re[j];
    im[i] = a * y + b * im[j];
    re[j] = c * x + d * re[j];
    im[j] = c * y + d * im[j];
  }
}

function applyOne({ re, im }: TinyState, { targetBits: [stride], entries }: Kernel): void {
  const [ar, ai, br, bi, cr, ci, dr, di] = entries;
  for (let block = 0; block < re.length; block += 2 * stride) {
    for (let i = block; i < block + stride; i++) {
      const j = i + stride;
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
}

function applyControlledOne({ re, im }: TinyState, { controlMask, targetBits: [bit], entries }: Kernel): void {
  const mask = controlMask | bit;
  for (let j = mask; j < re.length; j = (j + 1) | mask) mix(re, im, j ^ bit, j, entries, 0);
}

function applyPairs({ re, im }: TinyState, { controlMask, targetBits: [a, b], entries }: Kernel): void {
  const mask = controlMask | a | b;
  for (let i = mask; i < re.length; i = (i + 1) | mask) {
    mix(re, im, (i ^ mask) | controlMask, i, entries, 0);
    mix(re, im, i ^ b, i ^ a, entries, 8);
  }
}

/** The 2×2 matrix that begins at `entries[from]`, on amplitudes i and j. */
function mix(re: Float64Array, im: Float64Array, i: number, j: number, entries: readonly number[], from: number): void {
  const xr = re[i];
  const xi = im[i];
  const yr = re[j];
  const yi = im[j];
  re[i] = entries[from] * xr - entries[from + 1] * xi + entries[from + 2] * yr - entries[from + 3] * yi;
  im[i] = entries[from] * xi + entries[from + 1] * xr + entries[from + 2] * yi + entries[from + 3] * yr;
  re[j] = entries[from + 4] * xr - entries[from + 5] * xi + entries[from + 6] * yr - entries[from + 7] * yi;
  im[j] = entries[from + 4] * xi + entries[from + 5] * xr + entries[from + 6] * yi + entries[from + 7] * yr;
}

function applyDense({ re, im }: TinyState, { controlMask, targetBits, entries }: Kernel): void {
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
