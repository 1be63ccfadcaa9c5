import type { Work } from "../work.ts";
import { numbersBetweenPauses } from "./reflections.ts";
import type { Workspace } from "./workspace.ts";

const epsilon = 2 ** -52;
/** Two sweeps for each value are usual; this many in the mean mean that numbers are not finite. */
const mostSweepsForEach = 40;

/** Left singular vectors of a real bidiagonal matrix: row i, of `size` numbers from `at + i · stride`, belongs to `values[i]`. */
export interface LeftVectors {
  readonly at: number;
  readonly stride: number;
  readonly size: number;
  /** Singular values, at least 0 and in no order. */
  readonly values: Float64Array;
}

/**
 * Singular values and left vectors of the real matrix with `d` on its diagonal and `e` above, by implicitly shifted QR
 * sweeps (Golub and Reinsch, Numer. Math. 14, 403 (1970)). `d` and `e` are used up.
 *
 * The rotations of a sweep are found first, in scalar arithmetic, and then applied to the vectors all at once.
 */
export function* leftVectorsOf(workspace: Workspace, d: Float64Array, e: Float64Array): Work<LeftVectors> {
  const size = d.length;
  const wide = (size + 7) & ~7;
  const stride = wide % 16 === 0 ? wide + 8 : wide;
  const at = workspace.take(size * stride);
  const coefficients = workspace.take(2 * size);
  const numbers = workspace.numbers;
  for (let i = 0; i < size; i++) numbers[at + i * stride + i] = 1;
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, Math.abs(d[i]), i > 0 ? Math.abs(e[i - 1]) : 0);
  let done = 0;
  let sweeps = mostSweepsForEach * (size + 2);
  for (let high = size - 1; high > 0; ) {
    if (
      Math.abs(e[high - 1]) <= epsilon * (Math.abs(d[high]) + Math.abs(d[high - 1])) ||
      isTiny(e[high - 1], largest)
    ) {
      e[--high] = 0;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !(Math.abs(e[low - 1]) <= epsilon * (Math.abs(d[low]) + Math.abs(d[low - 1])))) low--;
    if (low > 0) e[low - 1] = 0;
    const zero = positionOfZero(d, low, high, largest);
    if (zero === high) clearColumn(d, e, low, high);
    else if (zero >= 0) clearRow(numbers, at, stride, d, e, zero, high);
    else {
      if (--sweeps < 0) throw new RangeError("The singular values of a matrix-product state did not converge.");
      chase(numbers, coefficients, d, e, low, high);
      workspace.kernels.rotateRows(8 * (at + low * stride), 8 * stride, high - low, 8 * coefficients, 8 * wide);
    }
    done += (high - low) * size;
    if (done > numbersBetweenPauses) {
      done = 0;
      yield;
    }
  }
  return { at, stride, size, values: d.map(Math.abs) };
}

/** Smaller than rounding leaves anyway, beside the largest entry. */
const isTiny = (value: number, largest: number): boolean => Math.abs(value) <= (epsilon / 4) * largest;

function positionOfZero(d: Float64Array, low: number, high: number, largest: number): number {
  for (let i = high; i >= low; i--) if (isTiny(d[i], largest)) return i;
  return -1;
}

/** One sweep over rows `low` … `high`: finds its rotations, and writes those from the left as pairs (c, s). */
function chase(
  numbers: Float64Array,
  coefficients: number,
  d: Float64Array,
  e: Float64Array,
  low: number,
  high: number,
): void {
  // The eigenvalue of the last two rows of BᵀB that is nearer to the last entry, after Wilkinson.
  const [dm, dn, em, el] = [d[high - 1], d[high], e[high - 1], high - 1 > low ? e[high - 2] : 0];
  const corner = dn * dn + em * em;
  const off = dm * em;
  const half = (dm * dm + el * el - corner) / 2;
  const root = Math.sqrt(half * half + off * off);
  const shift = off === 0 ? corner : corner - (off * off) / (half + (half < 0 ? -root : root));
  let y = d[low] * d[low] - shift;
  let z = d[low] * e[low];
  let to = coefficients;
  for (let k = low; k < high; k++) {
    let r = Math.sqrt(y * y + z * z);
    let c = r > 0 ? y / r : 1;
    let s = r > 0 ? z / r : 0;
    if (k > low) e[k - 1] = r;
    y = c * d[k] + s * e[k];
    e[k] = c * e[k] - s * d[k];
    z = s * d[k + 1];
    d[k + 1] *= c;
    r = Math.sqrt(y * y + z * z);
    c = r > 0 ? y / r : 1;
    s = r > 0 ? z / r : 0;
    numbers[to++] = c;
    numbers[to++] = s;
    d[k] = r;
    y = c * e[k] + s * d[k + 1];
    d[k + 1] = c * d[k + 1] - s * e[k];
    e[k] = y;
    if (k < high - 1) {
      z = s * e[k + 1];
      e[k + 1] *= c;
    }
  }
}

/** d[high] is zero: rotations of columns, which the left vectors do not see, clear the entry above it. */
function clearColumn(d: Float64Array, e: Float64Array, low: number, high: number): void {
  d[high] = 0;
  let bulge = e[high - 1];
  e[high - 1] = 0;
  for (let k = high - 1; k >= low && bulge !== 0; k--) {
    const r = Math.sqrt(d[k] * d[k] + bulge * bulge);
    const [c, s] = [d[k] / r, bulge / r];
    d[k] = r;
    if (k > low) {
      bulge = -s * e[k - 1];
      e[k - 1] *= c;
    }
  }
}

/** d[row] is zero: rotations of this row with each one below clear the entry beside it, so that the matrix falls apart. */
function clearRow(
  numbers: Float64Array,
  at: number,
  stride: number,
  d: Float64Array,
  e: Float64Array,
  row: number,
  high: number,
): void {
  d[row] = 0;
  let bulge = e[row];
  e[row] = 0;
  for (let k = row + 1; k <= high && bulge !== 0; k++) {
    const r = Math.sqrt(d[k] * d[k] + bulge * bulge);
    const [c, s] = [d[k] / r, bulge / r];
    d[k] = r;
    if (k < high) {
      bulge = -s * e[k];
      e[k] *= c;
    }
    const [x, y] = [at + k * stride, at + row * stride];
    for (let i = 0; i < stride; i++) {
      const [below, zeroed] = [numbers[x + i], numbers[y + i]];
      numbers[x + i] = c * below + s * zeroed;
      numbers[y + i] = c * zeroed - s * below;
    }
  }
}
