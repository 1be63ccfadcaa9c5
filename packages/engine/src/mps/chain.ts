import { columnsOf, triangularise } from "./reflections.ts";
import { leadingVectors, type Truncation } from "./truncate.ts";
import type { Work } from "./work.ts";
import type { Matrix, Packed, Workspace } from "./workspace.ts";

/**
 * One tensor of the chain: `left` by 2 by `right` complex numbers, the qubit's index in the middle. Read with 2·left
 * rows or with 2·right columns it is a matrix either way. Never changed once made, so that copies of a chain share it.
 */
export interface Site {
  readonly left: number;
  readonly right: number;
  readonly numbers: Packed;
}

/** A unitary on neighbouring sites; bit j of a row or column number belongs to site `site + j`. */
export interface Action {
  readonly site: number;
  readonly width: number;
  /** Row by row, each entry as re, im. */
  readonly matrix: Float64Array;
}

/**
 * A state as a chain of tensors. Left of `centre` they are isometries from left to right, right of it from right to left
 * (Schollwöck, Ann. Phys. 326, 96 (2011), section 4): the squared length of the centre is that of the state, and singular
 * values found there are those of the state.
 */
export interface Chain {
  readonly sites: Site[];
  centre: number;
  /** What truncations have left of the squared length, 1 at first: the product of what each kept. */
  kept: number;
}

/** |0…0⟩ on so many sites. */
export function emptyChain(siteCount: number): Chain {
  const numbers = new Float64Array(4);
  numbers[0] = 1;
  const zero: Site = { left: 1, right: 1, numbers };
  return { sites: new Array<Site>(siteCount).fill(zero), centre: 0, kept: 1 };
}

export const copyOf = ({ sites, centre, kept }: Chain): Chain => ({ sites: sites.slice(), centre, kept });

export const bytesOf = ({ sites }: Chain): number => sites.reduce((sum, { numbers }) => sum + numbers.byteLength, 0);

export const largestBond = ({ sites }: Chain): number => sites.reduce((most, { right }) => Math.max(most, right), 1);

/** Carries the centre to a site. */
export function* moveCentre(workspace: Workspace, chain: Chain, to: number): Work<void> {
  while (chain.centre < to) yield* moveRight(workspace, chain);
  while (chain.centre > to) yield* moveLeft(workspace, chain);
}

function* moveRight(workspace: Workspace, chain: Chain): Work<void> {
  const { sites, centre } = chain;
  const [here, next] = [sites[centre], sites[centre + 1]];
  const mark = workspace.mark();
  const { q, r } = yield* triangularise(workspace, rowsOf(workspace, here));
  sites[centre] = siteOfRows(workspace, yield* columnsOf(workspace, q, q.count));
  sites[centre + 1] = siteOfColumns(workspace, workspace.product(r, columnsOfSite(workspace, next)));
  workspace.release(mark);
  chain.centre++;
}

function* moveLeft(workspace: Workspace, chain: Chain): Work<void> {
  const { sites, centre } = chain;
  const [here, next] = [sites[centre], sites[centre - 1]];
  const mark = workspace.mark();
  const { q, r } = yield* triangularise(workspace, workspace.adjoint(columnsOfSite(workspace, here)));
  sites[centre] = siteOfColumns(workspace, workspace.adjoint(yield* columnsOf(workspace, q, q.count)));
  sites[centre - 1] = siteOfRows(workspace, workspace.product(rowsOf(workspace, next), workspace.adjoint(r)));
  workspace.release(mark);
  chain.centre--;
}

/** Applies a unitary; afterwards the centre is on one of its sites, the last if `toRight`, unless it acts on one site alone. */
export function* applyAction(
  workspace: Workspace,
  chain: Chain,
  action: Action,
  truncation: Truncation,
  toRight: boolean,
): Work<void> {
  const { site, width, matrix } = action;
  if (width === 1) {
    chain.sites[site] = turned(chain.sites[site], matrix);
    return;
  }
  yield* moveCentre(workspace, chain, Math.min(Math.max(chain.centre, site), site + width - 1));
  const mark = workspace.mark();
  if (width === 2) yield* applyToPair(workspace, chain, site, matrix, truncation, toRight);
  else yield* applyToMany(workspace, chain, action, truncation);
  workspace.release(mark);
}

function* applyToPair(
  workspace: Workspace,
  chain: Chain,
  site: number,
  matrix: Float64Array,
  truncation: Truncation,
  toRight: boolean,
): Work<void> {
  const { sites } = chain;
  const [first, second] = [sites[site], sites[site + 1]];
  const pair = workspace.product(rowsOf(workspace, first), columnsOfSite(workspace, second));
  mixPair(workspace.numbers, pair, second.right, matrix);
  const adjoint = workspace.adjoint(pair);
  const { vectors, dropped } = yield* leadingVectors(
    workspace,
    toRight ? copied(workspace, pair) : adjoint,
    truncation,
  );
  const scale = chain.kept > 0 && dropped > 0 ? 1 / Math.sqrt(1 - dropped) : 1;
  if (toRight) {
    sites[site] = siteOfRows(workspace, vectors);
    sites[site + 1] = scaled(siteOfColumns(workspace, workspace.product(workspace.adjoint(vectors), pair)), scale);
  } else {
    sites[site] = scaled(siteOfRows(workspace, workspace.product(pair, vectors)), scale);
    sites[site + 1] = siteOfColumns(workspace, workspace.adjoint(vectors));
  }
  chain.kept *= 1 - dropped;
  chain.centre = toRight ? site + 1 : site;
}

/** Merges the sites into one tensor, applies the matrix, and takes them apart again from the left. */
function* applyToMany(workspace: Workspace, chain: Chain, action: Action, truncation: Truncation): Work<void> {
  const { sites } = chain;
  const { site, width, matrix } = action;
  const { left } = sites[site];
  let rows = 2 * left;
  let merged = sites[site].numbers;
  for (let i = 1; i < width; i++) {
    const next = sites[site + i];
    const mark = workspace.mark();
    merged = workspace.pack(workspace.product(workspace.load(merged, rows, next.left), columnsOfSite(workspace, next)));
    workspace.release(mark);
    rows *= 2;
    yield;
  }
  const { right } = sites[site + width - 1];
  mixMany(merged, left, width, right, matrix);
  let bond = left;
  for (let i = 0; i < width - 1; i++) {
    const columns = 2 ** (width - 1 - i) * right;
    const mark = workspace.mark();
    const whole = workspace.load(merged, 2 * bond, columns);
    const { vectors, dropped } = yield* leadingVectors(workspace, copied(workspace, whole), truncation);
    sites[site + i] = siteOfRows(workspace, vectors);
    merged = workspace.pack(workspace.product(workspace.adjoint(vectors), whole));
    if (dropped > 0) scale(merged, 1 / Math.sqrt(1 - dropped));
    chain.kept *= 1 - dropped;
    bond = vectors.columns;
    workspace.release(mark);
  }
  sites[site + width - 1] = { left: bond, right, numbers: merged };
  chain.centre = site + width - 1;
}

export const rowsOf = (workspace: Workspace, { left, right, numbers }: Site): Matrix =>
  workspace.load(numbers, 2 * left, right);
export const columnsOfSite = (workspace: Workspace, { left, right, numbers }: Site): Matrix =>
  workspace.load(numbers, left, 2 * right);

const siteOfRows = (workspace: Workspace, matrix: Matrix): Site => ({
  left: matrix.rows / 2,
  right: matrix.columns,
  numbers: workspace.pack(matrix),
});
const siteOfColumns = (workspace: Workspace, matrix: Matrix): Site => ({
  left: matrix.rows,
  right: matrix.columns / 2,
  numbers: workspace.pack(matrix),
});

function copied(workspace: Workspace, from: Matrix): Matrix {
  const to = workspace.matrix(from.rows, from.columns);
  workspace.numbers.copyWithin(to.at, from.at, from.at + 2 * from.plane);
  return to;
}

function scaled(site: Site, factor: number): Site {
  if (factor !== 1) scale(site.numbers, factor); // just made: nobody else has it yet
  return site;
}

function scale(numbers: Packed, factor: number): void {
  for (let i = 0; i < numbers.length; i++) numbers[i] *= factor;
}

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
function mixPair(
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
function mixMany(numbers: Packed, left: number, width: number, right: number, matrix: Float64Array): void {
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
