import { operandsOf } from "../circuit-shape.ts";
import { controlledStepMatrix } from "../noise/step-matrix.ts";
import type { UnitaryStep } from "../simulator.ts";
import type { Work } from "../work.ts";

/** A unitary on some wires; bit j of a row or column number belongs to `wires[j]`. Row by row, each entry as re, im. */
export interface Block {
  readonly wires: readonly number[];
  readonly matrix: Float64Array;
}

/** The blocks of a stretch of a circuit, and where its qubits are at its end. */
export interface Blocks {
  readonly blocks: readonly Block[];
  /** Entry q is the wire that holds qubit q afterwards: swaps only change names. */
  readonly wireOf: Int32Array;
}

/** Steps gathered before giving way: about a millisecond. */
const stepsBetweenPauses = 256;

/**
 * Gathers steps into as few unitaries as come easily: what acts on one qubit goes into the block before or after, and
 * steps on the same pair, one right after another, are one block. Qubit q is on wire q at first.
 */
export function* blocksOf(steps: readonly UnitaryStep[], qubitCount: number): Work<Blocks> {
  const wireOf = new Int32Array(qubitCount);
  for (let qubit = 0; qubit < qubitCount; qubit++) wireOf[qubit] = qubit;
  const blocks: (Block | undefined)[] = [];
  const last = new Int32Array(wireOf.length).fill(-1);
  for (const [i, step] of steps.entries()) {
    if (i % stepsBetweenPauses === stepsBetweenPauses - 1) yield;
    if (step.kind === "gate" && step.gate === "swap" && !step.controls?.length) {
      const [a, b] = step.qubits;
      [wireOf[a], wireOf[b]] = [wireOf[b], wireOf[a]];
      continue;
    }
    add(blocks, last, { wires: operandsOf(step).map((qubit) => wireOf[qubit]), matrix: matrixOf(step) });
  }
  return { blocks: blocks.filter((block) => block !== undefined), wireOf };
}

function add(blocks: (Block | undefined)[], last: Int32Array, block: Block): void {
  const { wires } = block;
  const before = last[wires[0]];
  const host = before >= 0 ? blocks[before] : undefined;
  if (host && wires.every((wire) => last[wire] === before)) {
    blocks[before] = { wires: host.wires, matrix: product(widened(block, host.wires), host.matrix) };
    return;
  }
  let { matrix } = block;
  for (const wire of wires) {
    const earlier = last[wire] >= 0 ? blocks[last[wire]] : undefined;
    if (earlier?.wires.length !== 1) continue;
    matrix = product(matrix, widened(earlier, wires));
    blocks[last[wire]] = undefined;
  }
  for (const wire of wires) last[wire] = blocks.length;
  blocks.push({ wires, matrix });
}

/** Steps are seen again by every branch of the shots. */
const matrices = new WeakMap<UnitaryStep, Float64Array>();

function matrixOf(step: UnitaryStep): Float64Array {
  const known = matrices.get(step) ?? Float64Array.from(controlledStepMatrix(step));
  matrices.set(step, known);
  return known;
}

/** The matrix of a block as one on more wires, or on the same in another order. */
export function widened({ wires, matrix }: Block, onto: readonly number[]): Float64Array {
  if (wires.length === onto.length && wires.every((wire, j) => wire === onto[j])) return matrix;
  const small = 2 ** wires.length;
  const size = 2 ** onto.length;
  const spread = spreadOf(wires, onto);
  const mask = spread[small - 1];
  const result = new Float64Array(2 * size * size);
  for (let rest = 0; rest < size; rest++) {
    if (rest & mask) continue;
    for (let row = 0; row < small; row++) {
      for (let column = 0; column < small; column++) {
        const to = 2 * ((rest | spread[row]) * size + (rest | spread[column]));
        result[to] = matrix[2 * (row * small + column)];
        result[to + 1] = matrix[2 * (row * small + column) + 1];
      }
    }
  }
  return result;
}

/** Entry i: the bits of i, each where its wire is among `onto`. */
function spreadOf(wires: readonly number[], onto: readonly number[]): Int32Array {
  const spread = new Int32Array(2 ** wires.length);
  for (let j = 0; j < wires.length; j++) {
    const half = 1 << j;
    const bit = 1 << onto.indexOf(wires[j]);
    for (let i = 0; i < half; i++) spread[half | i] = spread[i] | bit;
  }
  return spread;
}

export function product(left: Float64Array, right: Float64Array): Float64Array {
  const size = Math.round(Math.sqrt(left.length / 2));
  const result = new Float64Array(left.length);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < size; k++) {
      const aRe = left[2 * (row * size + k)];
      const aIm = left[2 * (row * size + k) + 1];
      if (aRe === 0 && aIm === 0) continue;
      for (let from = 2 * k * size, to = 2 * row * size, end = to + 2 * size; to < end; from += 2, to += 2) {
        result[to] += aRe * right[from] - aIm * right[from + 1];
        result[to + 1] += aRe * right[from + 1] + aIm * right[from];
      }
    }
  }
  return result;
}
