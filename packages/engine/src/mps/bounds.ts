import type { Action } from "./chain.ts";

/** What a route can make of a product state at most. */
export interface Bounds {
  /** Entry i bounds the bond between sites i and i + 1 at the end. */
  readonly bonds: Float64Array;
  /** The largest bond met on the way, had none been truncated. */
  readonly largest: number;
}

/** Relative to the largest entry; a unitary of two qubits that is a sum of fewer products has exact zeros but for rounding. */
const rankTolerance = 1e-12;

/**
 * Follows how large bonds can become: an action multiplies a bond by the number of products that its matrix is a sum of,
 * and no bond exceeds twice its neighbour or `maxBond`. `visit` sees each action beside the bonds left, inside and right of it.
 */
export function boundBonds(
  siteCount: number,
  actions: readonly Action[],
  maxBond: number,
  visit?: (action: Action, bonds: Float64Array) => void,
): Bounds {
  const bonds = new Float64Array(Math.max(0, siteCount - 1)).fill(1);
  let largest = 1;
  const bond = (cut: number) => (cut < 0 || cut >= bonds.length ? 1 : bonds[cut]);
  for (const action of actions) {
    const { site, width } = action;
    for (let i = 0; i < width - 1; i++) {
      const cut = site + i;
      const rank = width === 2 ? schmidtRank(action.matrix) : 4 ** Math.min(i + 1, width - 1 - i);
      const outer = Math.min(bond(site - 1) * 2 ** (i + 1), bond(site + width - 1) * 2 ** (width - 1 - i));
      const possible = Math.min(bonds[cut] * rank, outer);
      largest = Math.max(largest, possible);
      bonds[cut] = Math.min(possible, maxBond);
    }
    visit?.(action, bonds);
  }
  return { bonds, largest };
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
