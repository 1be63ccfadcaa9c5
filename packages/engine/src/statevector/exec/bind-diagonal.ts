import type { Precision } from "../../simulator.ts";
import type { DiagonalStage, TileTerm } from "../plan/plan.ts";
import { type BoundDiagonal, type CrossingFactor, maskOf, type OuterRecipe, type SubsetTerm } from "./bound-pass.ts";
import type { Heap } from "./heap.ts";
import { amplitudeBytes } from "./memory-map.ts";
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
  const hasTable = pairs.length > 0 || many.length > mostSubsets;
  const hasCrossing = crossing.length + conditional.length > 0;
  const hasOuter = hasCrossing || (!hasTable && (own.length > 0 || logScale !== 0));
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
    outer: hasOuter ? outerRecipe(logScale, own, crossing, conditional, tileBits, outerBitCount) : null,
    subsets: (hasTable ? subsets : [...many, ...subsets]).map(
      ({ inside, outside, radians }): SubsetTerm => ({
        insideMask: maskOf(inside),
        outsideMask: maskOf(outside),
        re: Math.cos(radians),
        im: Math.sin(radians),
      }),
    ),
  };
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
    factors[2 * position] = Math.cos(angle);
    factors[2 * position + 1] = Math.sin(angle);
  });
  const positions = [...new Set(crossing.map(({ inside }) => inside[0]))];
  return {
    scale: Math.exp(logScale),
    factors,
    crossing: positions.map((position) => crossingFactor(position, crossing, outerBitCount)),
    conditional: conditional.map(({ inside, outside, radians }) => ({
      position: inside[0],
      outsideMask: maskOf(outside),
      re: Math.cos(radians),
      im: Math.sin(radians),
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
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const half = 2 << bit;
    for (let at = 0; at < half; at += 2) {
      table[half + at] = table[at] * c - table[at + 1] * s;
      table[half + at + 1] = table[at] * s + table[at + 1] * c;
    }
  });
  return table;
}
