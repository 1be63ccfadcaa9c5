import type { Work } from "../work.ts";
import {
  makeReflection,
  numbersBetweenPauses,
  type Reflections,
  reflections,
  rowAt,
  spareAt,
  zeroAt,
} from "./reflections.ts";
import type { Matrix, Workspace } from "./workspace.ts";

/** A = Q · L · B · R†, with B real: `diagonal` on its diagonal and `above` just above. L = diag(`phases`), R is not kept. */
export interface Bidiagonal {
  readonly q: Reflections;
  readonly diagonal: Float64Array;
  readonly above: Float64Array;
  /** Real parts, then imaginary parts. */
  readonly phases: Float64Array;
}

/**
 * Brings a matrix with at least as many rows as columns to bidiagonal form by reflections from both sides (Golub and
 * Kahan, J. SIAM Numer. Anal. B 2, 205 (1965)). A is used up.
 *
 * A reflection from the left and one from the right are applied together while the next products are taken, so that each
 * pair passes over the matrix twice.
 */
export function* bidiagonalise(workspace: Workspace, a: Matrix): Work<Bidiagonal> {
  const { rows, columns } = a;
  const q = reflections(workspace, columns, rows, columns, 5);
  const numbers = workspace.numbers;
  const { plane } = q.vectors;
  const evenColumns = (columns + 1) & ~1;
  const [z, v, y2] = [spareAt(q, 2), spareAt(q, 3), spareAt(q, 4)];
  const complexDiagonal = new Float64Array(2 * columns);
  const complexAbove = new Float64Array(2 * columns);
  let x1 = zeroAt(q);
  let y1 = spareAt(q, 1);
  let done = 0;
  for (let j = 0; j < columns; j++) {
    const u = rowAt(q, j);
    const w = spareAt(q, j & 1);
    updateColumn(numbers, u, plane, a, j, { x1, y1, x2: z, y2 });
    [complexDiagonal[2 * j], complexDiagonal[2 * j + 1]] = makeReflection(numbers, u, plane, j, rows);
    if (j === columns - 1) break;
    const even = j & ~1;
    workspace.kernels.sweep2(
      ...[8 * (a.at + j * a.stride + even), 8 * a.stride, 8 * a.plane, rows - j, 8 * (evenColumns - even)],
      ...[8 * (u + j), 8 * (w + even), 8 * plane, 8 * (x1 + j), 8 * (y1 + even), 8 * (z + j), 8 * (y2 + even)],
    );
    const uRe = numbers[u + j];
    const uIm = numbers[u + j + plane];
    const from = a.at + j * a.stride;
    for (let c = j + 1; c < columns; c++) {
      numbers[v + c] = numbers[from + c] - uRe * numbers[w + c] + uIm * numbers[w + c + plane];
      numbers[v + c + plane] = -(numbers[from + c + a.plane] - uRe * numbers[w + c + plane] - uIm * numbers[w + c]);
    }
    const [betaRe, betaIm] = makeReflection(numbers, v, plane, j + 1, columns);
    complexAbove[2 * j] = betaRe;
    complexAbove[2 * j + 1] = -betaIm;
    numbers[v + j] = numbers[v + j + plane] = 0;
    let sumRe = 0; // w · v
    let sumIm = 0;
    for (let c = j; c < columns; c++) {
      const vRe = numbers[v + c];
      const vIm = numbers[v + c + plane];
      sumRe += numbers[w + c] * vRe - numbers[w + c + plane] * vIm;
      sumIm += numbers[w + c] * vIm + numbers[w + c + plane] * vRe;
      numbers[y2 + c] = vRe;
      numbers[y2 + c + plane] = -vIm;
    }
    const next = j + 1;
    const evenNext = next & ~1;
    workspace.kernels.rowDots(
      ...[8 * (a.at + next * a.stride + evenNext), 8 * a.stride, 8 * a.plane, rows - next],
      ...[8 * (evenColumns - evenNext), 8 * (v + evenNext), 8 * (z + next), 8 * plane],
    );
    for (let i = next; i < rows; i++) {
      numbers[z + i] -= numbers[u + i] * sumRe - numbers[u + i + plane] * sumIm;
      numbers[z + i + plane] -= numbers[u + i] * sumIm + numbers[u + i + plane] * sumRe;
    }
    x1 = u;
    y1 = w;
    done += 2 * (rows - j) * (columns - j);
    if (done > numbersBetweenPauses) {
      done = 0;
      yield;
    }
  }
  return { q, ...realForm(complexDiagonal, complexAbove) };
}

/** u ← column j of A − x1 · y1 − x2 · y2, from row j on. */
function updateColumn(
  numbers: Float64Array,
  u: number,
  plane: number,
  a: Matrix,
  j: number,
  { x1, y1, x2, y2 }: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number },
): void {
  const aRe = numbers[y1 + j];
  const aIm = numbers[y1 + j + plane];
  const bRe = numbers[y2 + j];
  const bIm = numbers[y2 + j + plane];
  for (let i = j, from = a.at + j * a.stride + j; i < a.rows; i++, from += a.stride) {
    const x1Re = numbers[x1 + i];
    const x1Im = numbers[x1 + i + plane];
    const x2Re = numbers[x2 + i];
    const x2Im = numbers[x2 + i + plane];
    numbers[u + i] = numbers[from] - x1Re * aRe + x1Im * aIm - x2Re * bRe + x2Im * bIm;
    numbers[u + i + plane] = numbers[from + a.plane] - x1Re * aIm - x1Im * aRe - x2Re * bIm - x2Im * bRe;
  }
}

/** Moves the phases of a complex bidiagonal matrix into diagonal matrices left and right of it. */
function realForm(complexDiagonal: Float64Array, complexAbove: Float64Array): Omit<Bidiagonal, "q"> {
  const size = complexDiagonal.length / 2;
  const diagonal = new Float64Array(size);
  const above = new Float64Array(size);
  const phases = new Float64Array(2 * size);
  let [rightRe, rightIm] = [1, 0];
  for (let j = 0; j < size; j++) {
    const [dRe, dIm, eRe, eIm] = [
      complexDiagonal[2 * j],
      complexDiagonal[2 * j + 1],
      complexAbove[2 * j],
      complexAbove[2 * j + 1],
    ];
    diagonal[j] = Math.sqrt(dRe * dRe + dIm * dIm);
    above[j] = Math.sqrt(eRe * eRe + eIm * eIm);
    const [pRe, pIm] = diagonal[j] > 0 ? [dRe / diagonal[j], dIm / diagonal[j]] : [1, 0];
    const leftRe = pRe * rightRe - pIm * rightIm;
    const leftIm = pRe * rightIm + pIm * rightRe;
    phases[j] = leftRe;
    phases[size + j] = leftIm;
    const [qRe, qIm] = above[j] > 0 ? [eRe / above[j], eIm / above[j]] : [1, 0];
    rightRe = leftRe * qRe + leftIm * qIm;
    rightIm = leftIm * qRe - leftRe * qIm;
  }
  return { diagonal, above, phases };
}
