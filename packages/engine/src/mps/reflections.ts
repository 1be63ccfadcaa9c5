import type { Work } from "../work.ts";
import type { Matrix, Workspace } from "./workspace.ts";

/** Squared lengths below this are zero: such columns are rounding errors of states of length 1. */
const negligibleSquare = 1e-280;

/** About a tenth of a millisecond of arithmetic; more is not done without giving way. */
export const numbersBetweenPauses = 2 ** 15;

/**
 * Householder reflections I − u·u†, with u†u = 2, in the order of their use: u_j is row j of `vectors` and zero in its
 * first j entries. Further rows are room to work in: one that stays zero, and `spare` others.
 */
export interface Reflections {
  readonly count: number;
  readonly length: number;
  readonly vectors: Matrix;
}

export function reflections(workspace: Workspace, count: number, length: number, width: number, spare: number) {
  return { count, length, vectors: workspace.matrix(count + 1 + spare, Math.max(length, width)) };
}

/** Where row `row` of the vectors begins. */
export const rowAt = ({ vectors }: Reflections, row: number): number => vectors.at + row * vectors.stride;
/** Where the row of zeros begins, and after it the spare ones. */
export const zeroAt = (of: Reflections): number => rowAt(of, of.count);
export const spareAt = (of: Reflections, spare: number): number => rowAt(of, of.count + 1 + spare);

/**
 * Turns the complex vector in `numbers[at + first … at + length − 1]` (imaginary parts `plane` later) in place into the u
 * of a reflection that sends it to (β, 0, …, 0). Returns β as [re, im]; a zero vector stays and is not reflected.
 */
export function makeReflection(
  numbers: Float64Array,
  at: number,
  plane: number,
  first: number,
  length: number,
): [number, number] {
  let square = 0;
  for (let i = at + first; i < at + length; i++)
    square += numbers[i] * numbers[i] + numbers[i + plane] * numbers[i + plane];
  if (square < negligibleSquare) {
    numbers.fill(0, at + first, at + length);
    numbers.fill(0, at + first + plane, at + length + plane);
    return [0, 0];
  }
  const norm = Math.sqrt(square);
  const head = at + first;
  const size = Math.sqrt(numbers[head] * numbers[head] + numbers[head + plane] * numbers[head + plane]);
  const cos = size > 0 ? numbers[head] / size : 1;
  const sin = size > 0 ? numbers[head + plane] / size : 0;
  numbers[head] += cos * norm;
  numbers[head + plane] += sin * norm;
  const scale = 1 / Math.sqrt(norm * (norm + size));
  for (let i = head; i < at + length; i++) {
    numbers[i] *= scale;
    numbers[i + plane] *= scale;
  }
  return [-cos * norm, -sin * norm];
}

/** A = Q · R: the reflections whose product is Q, and R with as many rows as there are reflections. A is used up. */
export function* triangularise(workspace: Workspace, a: Matrix): Work<{ q: Reflections; r: Matrix }> {
  const { rows, columns } = a;
  const count = Math.min(rows, columns);
  const q = reflections(workspace, count, rows, columns, 2);
  const r = workspace.matrix(count, columns);
  const numbers = workspace.numbers;
  const { plane } = q.vectors;
  const evenColumns = (columns + 1) & ~1;
  let x = zeroAt(q);
  let y = spareAt(q, 1);
  let done = 0;
  for (let j = 0; j < count; j++) {
    const u = rowAt(q, j);
    const w = spareAt(q, j & 1);
    const yRe = numbers[y + j];
    const yIm = numbers[y + j + plane];
    for (let i = j; i < rows; i++) {
      const from = a.at + i * a.stride + j;
      numbers[u + i] = numbers[from] - numbers[x + i] * yRe + numbers[x + i + plane] * yIm;
      numbers[u + i + plane] = numbers[from + a.plane] - numbers[x + i] * yIm - numbers[x + i + plane] * yRe;
    }
    const diagonal = makeReflection(numbers, u, plane, j, rows);
    const even = j & ~1;
    workspace.kernels.sweep1(
      ...[8 * (a.at + j * a.stride + even), 8 * a.stride, 8 * a.plane, rows - j, 8 * (evenColumns - even)],
      ...[8 * (u + j), 8 * (w + even), 8 * plane, 8 * (x + j), 8 * (y + even)],
    );
    const uRe = numbers[u + j];
    const uIm = numbers[u + j + plane];
    const to = r.at + j * r.stride;
    const from = a.at + j * a.stride;
    for (let c = j + 1; c < columns; c++) {
      numbers[to + c] = numbers[from + c] - uRe * numbers[w + c] + uIm * numbers[w + c + plane];
      numbers[to + c + r.plane] = numbers[from + c + a.plane] - uRe * numbers[w + c + plane] - uIm * numbers[w + c];
    }
    numbers[to + j] = diagonal[0];
    numbers[to + j + r.plane] = diagonal[1];
    x = u;
    y = w;
    done += (rows - j) * (columns - j);
    if (done > numbersBetweenPauses) {
      done = 0;
      yield;
    }
  }
  return { q, r };
}

/**
 * X ← Q · X in place, for X of `length` rows and at most as many columns. If X is the identity, of whatever width,
 * `isIdentity` saves half of the work.
 */
export function* reflect(workspace: Workspace, q: Reflections, x: Matrix, isIdentity = false): Work<void> {
  const numbers = workspace.numbers;
  const { plane, stride } = q.vectors;
  for (const spare of [0, 1]) {
    numbers.fill(0, spareAt(q, spare), spareAt(q, spare) + stride);
    numbers.fill(0, spareAt(q, spare) + plane, spareAt(q, spare) + plane + stride);
  }
  const evenColumns = (x.columns + 1) & ~1;
  let before = zeroAt(q);
  let y = spareAt(q, 1);
  let done = 0;
  for (let j = q.count - 1; j >= -1; j--) {
    const u = j < 0 ? zeroAt(q) : rowAt(q, j);
    const row = Math.max(j, 0);
    const w = spareAt(q, row === j ? j & 1 : 1);
    const even = isIdentity ? row & ~1 : 0;
    if (even < evenColumns) {
      workspace.kernels.sweep1(
        ...[8 * (x.at + row * x.stride + even), 8 * x.stride, 8 * x.plane, q.length - row, 8 * (evenColumns - even)],
        ...[8 * (u + row), 8 * (w + even), 8 * plane, 8 * (before + row), 8 * (y + even)],
      );
    }
    before = u;
    y = w;
    done += (q.length - row) * (x.columns - even);
    if (done > numbersBetweenPauses) {
      done = 0;
      yield;
    }
  }
}

/** The first `columns` columns of Q itself. */
export function* columnsOf(workspace: Workspace, q: Reflections, columns: number): Work<Matrix> {
  const x = workspace.matrix(q.length, columns);
  for (let i = 0; i < columns; i++) workspace.numbers[x.at + i * x.stride + i] = 1;
  yield* reflect(workspace, q, x, true);
  return x;
}
