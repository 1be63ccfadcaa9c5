import type { Action } from "./chain.ts";

/** Relative to the largest entry; a unitary of two qubits that is a sum of fewer products has exact zeros but for rounding. */
const rankTolerance = 1e-12;

/**
 * Bounds how large the bonds of a chain can become: an action multiplies a bond by the number of products that its matrix
 * is a sum of, and no bond exceeds twice its neighbour or `maxBond`.
 */
export class BondBounds {
  /** Entry i bounds the bond between sites i and i + 1. */
  readonly bonds: Float64Array;
  /** The largest bond met so far, before it was truncated to `maxBond`. */
  largest = 1;
  readonly #maxBond: number;

  constructor(siteCount: number, maxBond: number) {
    this.bonds = new Float64Array(Math.max(0, siteCount - 1)).fill(1);
    this.#maxBond = maxBond;
  }

  /** The bond between a site and the next. */
  behind(site: number): number {
    return site < 0 || site >= this.bonds.length ? 1 : this.bonds[site];
  }

  add({ site, width, matrix }: Action): void {
    for (let i = 0; i < width - 1; i++) {
      const cut = site + i;
      const before = this.bonds[cut];
      const outer = Math.min(
        this.behind(site - 1) * 2 ** (i + 1),
        this.behind(site + width - 1) * 2 ** (width - 1 - i),
      );
      // Once something was truncated, how much more would have been is not asked.
      const isKnown = before >= outer || this.largest > this.#maxBond;
      const rank = isKnown || width > 2 ? 4 ** Math.min(i + 1, width - 1 - i) : schmidtRank(matrix);
      const possible = Math.min(before * rank, outer);
      this.largest = Math.max(this.largest, possible);
      this.bonds[cut] = Math.min(possible, this.#maxBond);
    }
  }
}

/** Of how many products of one-qubit matrices a 4 × 4 matrix is the sum: 1, 2, 3 or 4. */
function schmidtRank(matrix: Float64Array): number {
  // Row (i, i') and column (j, j') for the entry from (i', j') to (i, j), reduced by elimination with full pivoting.
  const re = new Float64Array(16);
  const im = new Float64Array(16);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const to = 4 * ((row & 1) | ((column & 1) << 1)) + ((row >> 1) | (column & 2));
      re[to] = matrix[2 * (4 * row + column)];
      im[to] = matrix[2 * (4 * row + column) + 1];
    }
  }
  for (let rank = 0; rank < 4; rank++) {
    let [pivot, size] = [-1, rankTolerance];
    for (let i = 0; i < 16; i++) {
      const here = Math.abs(re[i]) + Math.abs(im[i]);
      if (here > size) [pivot, size] = [i, here];
    }
    if (pivot < 0) return Math.max(1, rank);
    eliminate(re, im, pivot >> 2, pivot & 3);
  }
  return 4;
}

/** Subtracts multiples of a row from all others so that a column becomes zero, and clears the row. */
function eliminate(re: Float64Array, im: Float64Array, row: number, column: number): void {
  const [pRe, pIm] = [re[4 * row + column], im[4 * row + column]];
  const square = pRe * pRe + pIm * pIm;
  for (let r = 0; r < 4; r++) {
    if (r === row) continue;
    const [aRe, aIm] = [re[4 * r + column], im[4 * r + column]];
    const fRe = (aRe * pRe + aIm * pIm) / square;
    const fIm = (aIm * pRe - aRe * pIm) / square;
    for (let c = 0; c < 4; c++) {
      const [xRe, xIm] = [re[4 * row + c], im[4 * row + c]];
      re[4 * r + c] -= fRe * xRe - fIm * xIm;
      im[4 * r + c] -= fRe * xIm + fIm * xRe;
    }
    re[4 * r + column] = im[4 * r + column] = 0;
  }
  re.fill(0, 4 * row, 4 * row + 4);
  im.fill(0, 4 * row, 4 * row + 4);
}
