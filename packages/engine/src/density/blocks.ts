import type { Work } from "../work.ts";
import {
  firstRows,
  identity,
  isIdentity,
  type Matrix,
  nonZeros,
  onColumns,
  onRows,
  product,
  tidied,
  zeros,
} from "./matrix.ts";
import type { WireMap, WireProgram } from "./program.ts";

/**
 * What a sweep over the numbers does to some wires, at least two. Index bits of a wire that is fresh begin here, and a
 * wire that is done afterwards keeps only the bits that somebody will look at.
 */
export interface Block {
  readonly wires: readonly number[];
  /** Entry j: how many index bits wire j has before and after; 0 before if it is fresh. */
  readonly bitsBefore: readonly number[];
  readonly bitsAfter: readonly number[];
  /** Entry j: what comes first, on wire j alone; null for nothing. */
  readonly before: readonly (Matrix | null)[];
  /** Then this, from the bits before to the bits after. */
  matrix(): Matrix;
}

/** A program as sweeps. What happens to single wires is put into them. */
export interface BlockProgram {
  readonly blocks: readonly Block[];
  /** Entry w: the numbers (I, Z, X, Y) of a wire that no block touches, as many as are kept; null for others. */
  readonly alone: readonly (Float64Array | null)[];
}

/** Matrices up to this size are put together when that saves work; larger ones are made when they are needed. */
const mostMergedBits = 4;
/** What a sweep costs beside its arithmetic, in multiplications of one group of sixteen numbers. */
const sweepCost = 64;

/** Maps put together before giving way: a millisecond or two. */
const mapsBetweenPauses = 32;

/** `keptBits[w]` is how many index bits of wire w are looked at in the end: 0 for none, 1 for I and Z, 2 for all. */
export function* blocksOf({ bitsOfWire, maps }: WireProgram, keptBits: readonly number[]): Work<BlockProgram> {
  const pending = new Array<Matrix | null>(bitsOfWire.length).fill(null);
  const lastOf = new Array<Draft | null>(bitsOfWire.length).fill(null);
  const drafts: Draft[] = [];
  for (const [i, map] of maps.entries()) {
    if (i % mapsBetweenPauses === mapsBetweenPauses - 1) yield;
    if (map.wires.length === 1) {
      const [wire] = map.wires;
      const earlier = pending[wire];
      pending[wire] = earlier ? tidied(product(map.matrix(), earlier)) : map.matrix();
      continue;
    }
    const last = lastOf[map.wires[0]];
    if (last && map.wires.every((wire) => lastOf[wire] === last) && merge(last, map, pending, bitsOfWire)) continue;
    const draft: Draft = {
      wires: map.wires,
      isFresh: map.wires.map((wire) => lastOf[wire] === null),
      before: map.wires.map((wire) => pending[wire]),
      bits: map.bits,
      matrix: map.matrix,
    };
    drafts.push(draft);
    for (const wire of map.wires) {
      lastOf[wire] = draft;
      pending[wire] = null;
    }
  }
  const blocks: Block[] = [];
  for (const draft of drafts) {
    blocks.push(finished(draft, lastOf, pending, bitsOfWire, keptBits));
    if (blocks.length % mapsBetweenPauses === 0) yield;
  }
  const alone = bitsOfWire.map((bits, wire) => {
    if (lastOf[wire]) return null;
    return firstRows(vectorOf(pending[wire], bits), 2 ** keptBits[wire]).values;
  });
  return { blocks, alone };
}

interface Draft {
  readonly wires: readonly number[];
  readonly isFresh: readonly boolean[];
  readonly before: readonly (Matrix | null)[];
  readonly bits: number;
  matrix: () => Matrix;
}

/** Makes a map on the wires of a block part of it, if that costs less than another sweep. */
function merge(last: Draft, map: WireMap, pending: (Matrix | null)[], bitsOfWire: readonly number[]): boolean {
  if (last.wires.length !== map.wires.length || last.bits > mostMergedBits) return false;
  const earlier = last.matrix();
  const added = ordered(map, last.wires, bitsOfWire);
  let between = earlier;
  let low = 0;
  let cost = sweepCost + nonZeros(earlier) + nonZeros(added);
  for (const wire of last.wires) {
    const single = pending[wire];
    if (single) {
      between = onRows(between, low, single);
      cost += (2 ** last.bits / single.rows) * nonZeros(single);
    }
    low += bitsOfWire[wire];
  }
  const together = tidied(product(added, between));
  if (nonZeros(together) > cost) return false;
  last.matrix = () => together;
  for (const wire of map.wires) pending[wire] = null;
  return true;
}

/** The matrix of a map with its wires in another order. */
function ordered(map: WireMap, wires: readonly number[], bitsOfWire: readonly number[]): Matrix {
  const matrix = map.matrix();
  if (map.wires.every((wire, j) => wire === wires[j])) return matrix;
  const size = matrix.rows;
  const numbers = Int32Array.from({ length: size }, (_, number) => {
    let [own, low] = [0, 0];
    for (const wire of wires) {
      let ownLow = 0;
      for (const other of map.wires) {
        if (other === wire) break;
        ownLow += bitsOfWire[other];
      }
      const mask = 2 ** bitsOfWire[wire] - 1;
      own |= ((number >> low) & mask) << ownLow;
      low += bitsOfWire[wire];
    }
    return own;
  });
  const result = zeros(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      result.values[row * size + column] = matrix.values[numbers[row] * size + numbers[column]];
    }
  }
  return result;
}

function finished(
  draft: Draft,
  lastOf: readonly (Draft | null)[],
  pending: readonly (Matrix | null)[],
  bitsOfWire: readonly number[],
  keptBits: readonly number[],
): Block {
  const { wires, isFresh, before } = draft;
  const isLast = wires.map((wire) => lastOf[wire] === draft);
  const bitsBefore = wires.map((wire, j) => (isFresh[j] ? 0 : bitsOfWire[wire]));
  const bitsAfter = wires.map((wire, j) => (isLast[j] ? keptBits[wire] : bitsOfWire[wire]));
  const make = (): Matrix => {
    let matrix = draft.matrix();
    let [lowRow, lowColumn] = [0, 0];
    wires.forEach((wire, j) => {
      if (isFresh[j]) matrix = onColumns(matrix, lowColumn, vectorOf(before[j], bitsOfWire[wire]));
      if (isLast[j]) {
        const after = firstRows(pending[wire] ?? identity(2 ** bitsOfWire[wire]), 2 ** bitsAfter[j]);
        if (!isIdentity(after)) matrix = onRows(matrix, lowRow, after);
      }
      lowRow += bitsAfter[j];
      lowColumn += bitsBefore[j];
    });
    return matrix;
  };
  const left = wires.map((_, j) => (isFresh[j] || (before[j] && isIdentity(before[j])) ? null : before[j]));
  if (draft.bits > mostMergedBits) return { wires, bitsBefore, bitsAfter, before: left, matrix: make };
  return folded(wires, bitsBefore, bitsAfter, left, tidied(make()));
}

/** Puts what comes first on single wires into the matrix, where that is not more work. */
function folded(
  wires: readonly number[],
  bitsBefore: readonly number[],
  bitsAfter: readonly number[],
  before: readonly (Matrix | null)[],
  given: Matrix,
): Block {
  let matrix = given;
  let low = 0;
  const left = before.map((single, j) => {
    const place = low;
    low += bitsBefore[j];
    if (!single) return null;
    const together = tidied(onColumns(matrix, place, single));
    if (nonZeros(together) > nonZeros(matrix) + (matrix.columns / single.rows) * nonZeros(single)) return single;
    matrix = together;
    return null;
  });
  return { wires, bitsBefore, bitsAfter, before: left, matrix: () => matrix };
}

/** The numbers of a wire that began in |0⟩, as a column. */
function vectorOf(single: Matrix | null, bits: number): Matrix {
  const start = zeros(2 ** bits, 1);
  start.values[0] = start.values[1] = 1;
  return single ? product(single, start) : start;
}
