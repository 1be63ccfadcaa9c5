import type { Work } from "../work.ts";
import { mixMany, mixPair, turned } from "./mix.ts";
import { columnsOf, triangularise } from "./reflections.ts";
import { columnsOfSite, rowsOf, type Site, siteOfColumns, siteOfRows } from "./site.ts";
import { leadingVectors, type Truncation } from "./truncate.ts";
import type { Matrix, Packed, Workspace } from "./workspace.ts";

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
  sites[centre + 1] = siteOfColumns(workspace, yield* workspace.productInParts(r, columnsOfSite(workspace, next)));
  workspace.release(mark);
  chain.centre++;
}

function* moveLeft(workspace: Workspace, chain: Chain): Work<void> {
  const { sites, centre } = chain;
  const [here, next] = [sites[centre], sites[centre - 1]];
  const mark = workspace.mark();
  const { q, r } = yield* triangularise(workspace, workspace.adjoint(columnsOfSite(workspace, here)));
  sites[centre] = siteOfColumns(workspace, workspace.adjoint(yield* columnsOf(workspace, q, q.count)));
  sites[centre - 1] = siteOfRows(
    workspace,
    yield* workspace.productInParts(rowsOf(workspace, next), workspace.adjoint(r)),
  );
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
  const pair = yield* workspace.productInParts(rowsOf(workspace, first), columnsOfSite(workspace, second));
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
    sites[site + 1] = scaled(
      siteOfColumns(workspace, yield* workspace.productInParts(workspace.adjoint(vectors), pair)),
      scale,
    );
  } else {
    sites[site] = scaled(siteOfRows(workspace, yield* workspace.productInParts(pair, vectors)), scale);
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
    merged = workspace.pack(
      yield* workspace.productInParts(workspace.load(merged, rows, next.left), columnsOfSite(workspace, next)),
    );
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
    merged = workspace.pack(yield* workspace.productInParts(workspace.adjoint(vectors), whole));
    if (dropped > 0) scale(merged, 1 / Math.sqrt(1 - dropped));
    chain.kept *= 1 - dropped;
    bond = vectors.columns;
    workspace.release(mark);
  }
  sites[site + width - 1] = { left: bond, right, numbers: merged };
  chain.centre = site + width - 1;
}

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
