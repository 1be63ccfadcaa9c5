import { cos, exp, sin } from "@naru/base";
import type { Precision } from "../../simulator.ts";
import { arithmeticOf } from "../emit/arithmetic.ts";
import type { DiagonalStage, TileTerm } from "../plan/plan.ts";
import {
  type BlockTables,
  type BoundDiagonal,
  type CrossingFactor,
  maskOf,
  type OuterRecipe,
  offsets,
  type SubsetTerm,
} from "./bound-pass.ts";
import type { Heap } from "./heap.ts";
import { amplitudeBytes, turnedTableBytes } from "./memory-map.ts";
import type { TableRecipe } from "./table-builder.ts";

/** Terms on three and more positions touch an eighth of the tile or less: so many cost less than a sweep by a table. */
const mostSubsets = 4;

/**
 * Sorts the terms of a diagonal stage by how they are applied: pairs of positions need a table over the tile; single
 * positions, whatever their conditions outside, form an outer product of two short tables; the rest multiply subsets.
 */
export function bindDiagonal(
  stage: DiagonalStage,
  heap: Heap,
  tables: TableRecipe[],
  precision: Precision,
  tileBits: number,
  outerBitCount: number,
): BoundDiagonal {
  const { terms, logScale } = stage;
  const own = terms.filter(({ inside, outside }) => inside.length === 1 && outside.length === 0);
  const pairs = terms.filter(({ inside, outside }) => inside.length === 2 && outside.length === 0);
  const many = terms.filter(({ inside, outside }) => inside.length > 2 && outside.length === 0);
  const crossing = terms.filter(({ inside, outside }) => inside.length === 1 && outside.length === 1);
  const conditional = terms.filter(({ inside, outside }) => inside.length === 1 && outside.length > 1);
  const subsets = terms.filter(({ inside, outside }) => inside.length > 1 && outside.length > 0);
  const subsetTerms = (list: readonly TileTerm[]) => list.map(subsetTerm);
  const isFixed = crossing.length + conditional.length === 0;
  const hasPairs = pairs.length > 0 || (isFixed && (own.length > 0 || logScale !== 0));
  if (hasPairs && many.length <= mostSubsets) {
    const split = chooseSplit(pairs, tileBits);
    const isTurned = [...crossing, ...conditional].some(({ inside }) => inside[0] < split.lowBits);
    const room = isTurned ? turnedTableBytes : blockTableBytes;
    const tableBits = split.lowBits + split.joined.length;
    if (tableBits < tileBits && 2 ** tableBits * amplitudeBytes(precision) <= room) {
      const blocks = bindBlocks(split, own, pairs, isTurned, logScale, heap, tables, precision, tileBits);
      const outer = isFixed ? null : outerRecipe(0, [], crossing, conditional, tileBits, outerBitCount);
      return { kind: "diagonal", table: 0, blocks, outer, subsets: subsetTerms([...many, ...subsets]) };
    }
  }
  const hasTable = pairs.length > 0 || many.length > mostSubsets;
  const hasOuter = !isFixed || (!hasTable && (own.length > 0 || logScale !== 0));
  const inTable = hasTable ? [...pairs, ...many] : [];
  let table = 0;
  if (hasTable) {
    table = heap.allocate(2 ** tileBits * amplitudeBytes(precision));
    tables.push({
      target: table,
      tileBits,
      logScale: hasOuter ? 0 : logScale,
      terms: hasOuter ? inTable : [...own, ...inTable],
    });
  }
  return {
    kind: "diagonal",
    table,
    blocks: null,
    outer: hasOuter ? outerRecipe(logScale, own, crossing, conditional, tileBits, outerBitCount) : null,
    subsets: subsetTerms(hasTable ? subsets : [...many, ...subsets]),
  };
}

const subsetTerm = ({ inside, outside, radians }: TileTerm): SubsetTerm => ({
  insideMask: maskOf(inside),
  outsideMask: maskOf(outside),
  re: cos(radians),
  im: sin(radians),
});

/** Where a tile is cut into blocks, and the positions above that have a term with one below: each doubles the tables. */
interface Split {
  readonly lowBits: number;
  readonly joined: readonly number[];
}

/** Cuts where the tables are smallest, but not below what costs nothing: 2^10 amplitudes stay in the first-level cache. */
function chooseSplit(pairs: readonly TileTerm[], tileBits: number): Split {
  let best: Split = { lowBits: tileBits, joined: [] };
  let bestBits = tileBits;
  for (let lowBits = tileBits - 1; lowBits >= leastLowBits; lowBits--) {
    const joined = new Set<number>();
    for (const { inside } of pairs) {
      const [low, high] = [Math.min(...inside), Math.max(...inside)];
      if (low < lowBits && high >= lowBits) joined.add(high);
    }
    const bits = Math.max(lowBits + joined.size, freeTableBits);
    if (bits < bestBits) [best, bestBits] = [{ lowBits, joined: [...joined] }, bits];
  }
  return best;
}

/** Blocks shorter than 2^7 amplitudes would spend their time between one and the next. */
const leastLowBits = 7;
const freeTableBits = 10;
/** A table over a whole tile takes as much of the second-level cache as the tile; these leave the tile its place. */
const blockTableBytes = 131_072;

function bindBlocks(
  { lowBits, joined }: Split,
  own: readonly TileTerm[],
  pairs: readonly TileTerm[],
  isTurned: boolean,
  logScale: number,
  heap: Heap,
  tables: TableRecipe[],
  precision: Precision,
  tileBits: number,
): BlockTables {
  const isLow = (position: number) => position < lowBits;
  /** In the tables, a position above that has a term with one below stands for a bit beyond the low ones. */
  const placeInTable = (position: number) => (isLow(position) ? position : lowBits + joined.indexOf(position));
  const inTables = [...own, ...pairs].filter(({ inside }) => inside.some(isLow));
  const inHigh = [...own, ...pairs].filter(({ inside }) => !inside.some(isLow));
  const tableBits = lowBits + joined.length;
  const address = heap.allocate(2 ** tableBits * amplitudeBytes(precision));
  tables.push({
    target: address,
    tileBits: tableBits,
    logScale,
    terms: inTables.map((term) => ({ ...term, inside: term.inside.map(placeInTable) })),
  });
  const tableBytes = 2 ** lowBits * amplitudeBytes(precision);
  const highBits = tileBits - lowBits;
  const strides = new Array<number>(highBits).fill(0);
  joined.forEach((high, bit) => {
    strides[high - lowBits] = tableBytes * 2 ** bit;
  });
  const high = phasesAbove(inHigh, lowBits, highBits);
  return {
    lowBits,
    count: 2 ** joined.length,
    tables: address,
    offsets: heap.words(offsets(strides)),
    high,
    highAt: heap.numbers(high, arithmeticOf(precision).bytes),
    isTurned,
  };
}

/** The phases of terms on the positions from `lowBits` up, as re and im for each block: doubled position by position. */
function phasesAbove(terms: readonly TileTerm[], lowBits: number, highBits: number): Float64Array {
  const table = new Float64Array(2 * 2 ** highBits);
  table[0] = 1;
  for (let bit = 0; bit < highBits; bit++) {
    /** Of this position with each one below, and of its own. */
    const angles = new Float64Array(bit + 1);
    for (const { inside, radians } of terms) {
      if (Math.max(...inside) !== lowBits + bit) continue;
      angles[inside.length === 1 ? bit : Math.min(...inside) - lowBits] += radians;
    }
    const joint = productTable(angles.subarray(0, bit));
    const c = cos(angles[bit]);
    const s = sin(angles[bit]);
    const half = 2 << bit;
    for (let at = 0; at < half; at += 2) {
      const re = joint[at] * c - joint[at + 1] * s;
      const im = joint[at] * s + joint[at + 1] * c;
      table[half + at] = table[at] * re - table[at + 1] * im;
      table[half + at + 1] = table[at] * im + table[at + 1] * re;
    }
  }
  return table;
}

function outerRecipe(
  logScale: number,
  own: readonly TileTerm[],
  crossing: readonly TileTerm[],
  conditional: readonly TileTerm[],
  tileBits: number,
  outerBitCount: number,
): OuterRecipe {
  const angles = new Float64Array(tileBits);
  for (const { inside, radians } of own) angles[inside[0]] += radians;
  const factors = new Float64Array(2 * tileBits);
  angles.forEach((angle, position) => {
    factors[2 * position] = cos(angle);
    factors[2 * position + 1] = sin(angle);
  });
  const positions = [...new Set(crossing.map(({ inside }) => inside[0]))];
  return {
    scale: exp(logScale),
    factors,
    crossing: positions.map((position) => crossingFactor(position, crossing, outerBitCount)),
    conditional: conditional.map(({ inside, outside, radians }) => ({
      position: inside[0],
      outsideMask: maskOf(outside),
      re: cos(radians),
      im: sin(radians),
    })),
  };
}

function crossingFactor(position: number, crossing: readonly TileTerm[], outerBitCount: number): CrossingFactor {
  const lowerBits = outerBitCount >> 1;
  const angles = new Float64Array(outerBitCount);
  for (const { inside, outside, radians } of crossing) if (inside[0] === position) angles[outside[0]] += radians;
  return {
    position,
    lowerBits,
    lower: productTable(angles.subarray(0, lowerBits)),
    upper: productTable(angles.subarray(lowerBits)),
  };
}

/** Entry x, as re and im: the product of e^{i·angles[b]} over the bits b of x. */
function productTable(angles: Float64Array): Float64Array {
  const table = new Float64Array(2 * 2 ** angles.length);
  table[0] = 1;
  angles.forEach((angle, bit) => {
    const c = cos(angle);
    const s = sin(angle);
    const half = 2 << bit;
    for (let at = 0; at < half; at += 2) {
      table[half + at] = table[at] * c - table[at + 1] * s;
      table[half + at + 1] = table[at] * s + table[at + 1] * c;
    }
  });
  return table;
}
