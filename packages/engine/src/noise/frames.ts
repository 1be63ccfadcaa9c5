import { hypot } from "@naru/base";
import { type GateName, gates } from "@naru/circuit";

import { operandsOf } from "../circuit-shape.ts";
import type { UnitaryStep } from "../simulator.ts";
import { pauliMatrix } from "./channel.ts";
import { controlledStepMatrix } from "./step-matrix.ts";

/**
 * How Paulis pass through something that acts on a few qubits.
 *
 * A Pauli on these qubits goes by a number whose bit 2j says that it has an X on the j-th of them, and bit 2j + 1 that it
 * has a Z; Y has both, and phases are left out. So the product of two Paulis is the exclusive or of their numbers.
 */
export interface Passage {
  /** Entry p: the Pauli that has the same effect afterwards as p had before, or −1 if there is none. */
  readonly images: Int8Array;
  /**
   * Entry p: 0 where there is an image. Two Paulis without one have the same number here if their product has one: what
   * the first makes of the state, the second does too, up to a Pauli that passes.
   */
  readonly classes: Int8Array;
}

/** Paulis on wider gates are not looked at: none of them passes. */
const widestPassage = 2;

/** How Paulis pass through a step, or undefined for a wide one, which none passes. */
export function passageOf(step: UnitaryStep): Passage | undefined {
  const operands = operandsOf(step);
  if (operands.length > widestPassage) return undefined;
  if (step.kind === "unitary" || step.controls?.length)
    return passageOfMatrix(controlledStepMatrix(step), operands.length);
  const { generator } = gates[step.gate];
  const params = step.params ?? [];
  // At an angle that is nothing special, a gate exp(−iθG) lets through what it lets through at every other.
  const isTypical = params.length === 0 || (generator !== undefined && !isSpecial(params[0] ?? 0));
  if (!isTypical) return passageOfGate(step.gate, params);
  const known = passages.get(step.gate);
  if (known) return known;
  const made = passageOfGate(step.gate, params);
  passages.set(step.gate, made);
  return made;
}

/** Of gates without angles, and of gates of one angle at most values of it. */
const passages = new Map<GateName, Passage>();

/** Multiples of π/4: more angles than those at which any gate of the table lets more Paulis through. */
function isSpecial(radians: number): boolean {
  const eighths = (4 * radians) / Math.PI;
  return Math.abs(eighths - Math.round(eighths)) < 1e-9;
}

const passageOfGate = (name: GateName, params: readonly number[] = []): Passage =>
  passageOfMatrix(gates[name].matrix(params), gates[name].qubitCount);

/** Through a unitary U passes what UPU† is a Pauli of. */
function passageOfMatrix(matrix: readonly number[], width: number): Passage {
  const images = new Int8Array(4 ** width);
  for (let p = 1; p < images.length; p++) images[p] = imageOf(matrix, p, width);
  return { images, classes: classesOf(images) };
}

/** Through a channel passes what commutes with all of its operators up to a phase. */
export function passageOfChannel(matrices: readonly (readonly number[])[], width: number): Passage {
  const size = 2 ** width;
  const images = Int8Array.from({ length: 4 ** width }, (_, p) => {
    const pauli = matrixOfPauli(p, width);
    return matrices.every((k) => areSameUpToPhase(product(k, pauli, size), product(pauli, k, size))) ? p : -1;
  });
  return { images, classes: classesOf(images) };
}

const tolerance = 1e-12;

function imageOf(matrix: readonly number[], p: number, width: number): number {
  const size = 2 ** width;
  const m = product(product(matrix, matrixOfPauli(p, width), size), adjoint(matrix, size), size);
  // A Pauli X^x Z^z has one entry in each row r, in column r ^ x, and those of rows 2^j and 0 have ratio (−1)^z_j.
  let x = 0;
  while (x < size && hypot(m[2 * x], m[2 * x + 1]) < 0.5) x++;
  if (x === size) return -1;
  let image = 0;
  for (let j = 0; j < width; j++) {
    const at = 2 * (size * 2 ** j + (x ^ (2 ** j)));
    const isOpposite = m[at] * m[2 * x] + m[at + 1] * m[2 * x + 1] < 0;
    image |= (((x >> j) & 1) | (isOpposite ? 2 : 0)) << (2 * j);
  }
  return areSameUpToPhase(m, matrixOfPauli(image, width)) ? image : -1;
}

function classesOf(images: Int8Array): Int8Array {
  const passing = [...images.keys()].filter((p) => images[p] >= 0);
  return images.map((_, p) => Math.min(...passing.map((g) => p ^ g)));
}

/** The matrix of a Pauli by its number here; `pauliMatrix` counts I, X, Y, Z. */
function matrixOfPauli(p: number, width: number): number[] {
  let index = 0;
  for (let j = 0; j < width; j++) index += [0, 1, 3, 2][(p >> (2 * j)) & 3] * 4 ** j;
  return pauliMatrix(index, width);
}

function product(a: readonly number[], b: readonly number[], size: number): number[] {
  const result = new Array<number>(2 * size * size).fill(0);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < size; k++) {
      const [re, im] = [a[2 * (row * size + k)], a[2 * (row * size + k) + 1]];
      if (re === 0 && im === 0) continue;
      for (let column = 0; column < size; column++) {
        const from = 2 * (k * size + column);
        const to = 2 * (row * size + column);
        result[to] += re * b[from] - im * b[from + 1];
        result[to + 1] += re * b[from + 1] + im * b[from];
      }
    }
  }
  return result;
}

function adjoint(a: readonly number[], size: number): number[] {
  const result = new Array<number>(a.length);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      result[2 * (column * size + row)] = a[2 * (row * size + column)];
      result[2 * (column * size + row) + 1] = -a[2 * (row * size + column) + 1];
    }
  }
  return result;
}

function areSameUpToPhase(a: readonly number[], b: readonly number[]): boolean {
  let largest = 0;
  for (let at = 2; at < b.length; at += 2) {
    if (hypot(b[at], b[at + 1]) > hypot(b[largest], b[largest + 1])) largest = at;
  }
  const norm = b[largest] ** 2 + b[largest + 1] ** 2;
  if (norm === 0) return a.every((part) => Math.abs(part) < tolerance);
  const re = (a[largest] * b[largest] + a[largest + 1] * b[largest + 1]) / norm;
  const im = (a[largest + 1] * b[largest] - a[largest] * b[largest + 1]) / norm;
  if (Math.abs(hypot(re, im) - 1) > tolerance) return false;
  return a.every((part, at) => {
    const other = at % 2 === 0 ? re * b[at] - im * b[at + 1] : re * b[at] + im * b[at - 1];
    return Math.abs(part - other) < tolerance;
  });
}
