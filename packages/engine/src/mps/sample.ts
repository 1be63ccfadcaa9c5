import { drawBinomial, type Random } from "@naru/base";
import type { Work } from "../work.ts";
import { type Chain, moveCentre } from "./chain.ts";
import { columnsOfSite, type Site } from "./site.ts";
import type { Packed, Workspace } from "./workspace.ts";

/** Shots that saw the same values so far, and share one row of a group's vectors. */
export interface Drawn {
  /** Entry i is what site i gave, 0 or 1. */
  readonly bits: Uint8Array;
  readonly count: number;
}

interface Group {
  /** How many sites are drawn. */
  readonly depth: number;
  readonly drawn: readonly Drawn[];
  /** Row i: what the sites so far leave of the state, normalised, for `drawn[i]`. */
  readonly vectors: Packed;
}

/** Rows of one group: enough for fast products, few enough for little memory. */
const mostRows = 1024;

/** Values handed on before giving way: about a millisecond. */
const valuesBetweenPauses = 2 ** 15;

/**
 * Draws all sites of a chain at once, site after site, each given those before (Ferris and Vidal, Phys. Rev. B 85, 165146
 * (2012)), and hands on what was drawn as soon as it is. Shots with the same values so far go together; they part by one
 * binomial draw at each site. The centre moves to the nearer end, where drawing begins.
 */
export function* sample(
  workspace: Workspace,
  chain: Chain,
  shots: number,
  random: Random,
  take: (drawn: Drawn) => void,
): Work<void> {
  const sites = yield* fromOneEnd(workspace, chain);
  const isMirrored = sites[0] !== chain.sites[0];
  let values = 0;
  const groups: Group[] = [];
  if (shots > 0) {
    const bits = new Uint8Array(sites.length);
    groups.push({ depth: 0, drawn: [{ bits, count: shots }], vectors: Float64Array.of(1, 0) });
  }
  for (let group = groups.pop(); group; group = groups.pop()) {
    if (group.depth === sites.length) {
      for (const { bits, count } of group.drawn) {
        take({ bits: isMirrored ? bits.reverse() : bits, count });
        values += bits.length;
        if (values < valuesBetweenPauses) continue;
        values = 0;
        yield;
      }
      continue;
    }
    const next = yield* drawSite(workspace, sites[group.depth], group, random);
    groups.push(...halves(next, sites[group.depth].right).toReversed());
    yield;
  }
}

/** The sites as isometries towards their left, the first the centre: of the chain, or of its mirror image. */
function* fromOneEnd(workspace: Workspace, chain: Chain): Work<readonly Site[]> {
  const last = chain.sites.length - 1;
  if (last < 0) return [];
  const isNearLast = chain.centre > last / 2;
  yield* moveCentre(workspace, chain, isNearLast ? last : 0);
  return isNearLast && last > 0 ? chain.sites.map(mirrored).reverse() : chain.sites;
}

function mirrored({ left, right, numbers }: Site): Site {
  const result = new Float64Array(numbers.length);
  const plane = numbers.length / 2;
  for (let part = 0, from = 0; part < 2; part++) {
    for (let l = 0; l < left; l++) {
      for (let s = 0; s < 2; s++) {
        for (let r = 0, to = part * plane + s * left + l; r < right; r++, to += 2 * left) result[to] = numbers[from++];
      }
    }
  }
  return { left: right, right: left, numbers: result };
}

function* drawSite(workspace: Workspace, site: Site, { depth, drawn, vectors }: Group, random: Random): Work<Group> {
  const { left, right } = site;
  const mark = workspace.mark();
  const { at, stride, plane } = yield* workspace.productInParts(
    workspace.load(vectors, drawn.length, left),
    columnsOfSite(workspace, site),
  );
  const numbers = workspace.numbers;
  const next: Drawn[] = [];
  const rows: { from: number; scale: number }[] = [];
  drawn.forEach(({ bits, count }, row) => {
    const from = at + row * stride;
    const weights = [weightOf(numbers, from, right, plane), weightOf(numbers, from + right, right, plane)];
    const ones = drawBinomial(random, count, weights[1] / (weights[0] + weights[1]));
    if (count > ones) {
      next.push({ bits, count: count - ones });
      rows.push({ from, scale: 1 / Math.sqrt(weights[0]) });
    }
    if (ones > 0) {
      const own = count > ones ? bits.slice() : bits;
      own[depth] = 1;
      next.push({ bits: own, count: ones });
      rows.push({ from: from + right, scale: 1 / Math.sqrt(weights[1]) });
    }
  });
  const result = new Float64Array(2 * rows.length * right);
  for (let part = 0, to = 0; part < 2; part++) {
    for (const { from, scale } of rows) {
      const start = from + part * plane;
      for (let i = start; i < start + right; i++) result[to++] = scale * numbers[i];
    }
  }
  workspace.release(mark);
  return { depth: depth + 1, drawn: next, vectors: result };
}

function weightOf(numbers: Float64Array, from: number, length: number, plane: number): number {
  let sum = 0;
  for (let i = from; i < from + length; i++) sum += numbers[i] * numbers[i] + numbers[i + plane] * numbers[i + plane];
  return sum;
}

/** A group as groups of no more than `mostRows` rows. */
function halves(group: Group, width: number): Group[] {
  const rows = group.drawn.length;
  if (rows <= mostRows) return [group];
  const middle = rows >> 1;
  const part = (from: number, to: number): Group => {
    const vectors = new Float64Array(2 * (to - from) * width);
    vectors.set(group.vectors.subarray(from * width, to * width));
    vectors.set(group.vectors.subarray((rows + from) * width, (rows + to) * width), (to - from) * width);
    return { depth: group.depth, drawn: group.drawn.slice(from, to), vectors };
  };
  return [part(0, middle), part(middle, rows)];
}
