import { gates } from "@naru/circuit";
import type { UnitaryStep } from "../simulator.ts";

/** 2^n complex amplitudes, (re, im) interleaved; bit k of an index is qubit k. */
export type StateVector = Float64Array;

/** |0…0⟩. */
export function zeroState(qubitCount: number): StateVector {
  const state = new Float64Array(2 * 2 ** qubitCount);
  state[0] = 1;
  return state;
}

/** The matrix of a step without its further controls, row by row, each entry as re, im. */
export const matrixOf = (step: UnitaryStep): readonly number[] =>
  step.kind === "unitary" ? step.matrix : gates[step.gate].matrix(step.params ?? []);

export const controlsOf = (step: UnitaryStep): readonly number[] => (step.kind === "gate" && step.controls) || [];

/** The state after a step. */
export const after = (state: StateVector, step: UnitaryStep): StateVector =>
  multiplied(state, matrixOf(step), step.qubits, controlsOf(step));

/**
 * Multiplies a state by a matrix on some qubits where all controls are 1: each new amplitude is a row of the matrix times
 * the old amplitudes of the basis states that differ on these qubits alone.
 */
export function multiplied(
  state: StateVector,
  matrix: readonly number[],
  qubits: readonly number[],
  controls: readonly number[] = [],
): StateVector {
  const size = 2 ** qubits.length;
  const result = state.slice();
  for (let index = 0; index < state.length / 2; index++) {
    if (!controls.every((control) => bitOf(index, control) === 1)) continue;
    const row = qubits.reduce((sum, qubit, j) => sum + bitOf(index, qubit) * 2 ** j, 0);
    let re = 0;
    let im = 0;
    for (let column = 0; column < size; column++) {
      const from = qubits.reduce((other, qubit, j) => withBit(other, qubit, bitOf(column, j)), index);
      const at = 2 * (row * size + column);
      re += matrix[at] * state[2 * from] - matrix[at + 1] * state[2 * from + 1];
      im += matrix[at] * state[2 * from + 1] + matrix[at + 1] * state[2 * from];
    }
    result[2 * index] = re;
    result[2 * index + 1] = im;
  }
  return result;
}

/** The state with every amplitude set to zero whose qubit is not `value`; its squared norm is how likely that value is. */
export function projected(state: StateVector, qubit: number, value: number): StateVector {
  return state.map((part, i) => (bitOf(i >> 1, qubit) === value ? part : 0));
}

export const squaredNorm = (state: StateVector): number => state.reduce((sum, part) => sum + part * part, 0);

export const scaled = (state: StateVector, factor: number): StateVector => state.map((part) => part * factor);

/** Entry i: the probability of basis state i. */
export function probabilitiesOf(state: StateVector): Float64Array {
  return Float64Array.from({ length: state.length / 2 }, (_, i) => state[2 * i] ** 2 + state[2 * i + 1] ** 2);
}

export const bitOf = (index: number, k: number): number => (index >>> k) & 1;

const withBit = (index: number, k: number, bit: number): number => (index & ~(1 << k)) | (bit << k);
