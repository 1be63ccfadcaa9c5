import type { Random } from "@naru/base";
import type { Draws, UnitaryStep } from "../simulator.ts";

/**
 * Pure states of n qubits, as the shot tree needs them: branches are copies, and what chance decides is asked for its
 * weight before it is made. States are made and owned by their `StateOps`. They need not be normalised, since channels
 * shrink them; probabilities are ratios of weights, and a weight is a sum of |amplitude|².
 */
export interface StateOps<State> {
  readonly qubitCount: number;
  /** So many amplitudes may be touched between two looks whether the run is to stop: some 20 ms. */
  readonly amplitudesBetweenLooks: number;
  /** A new state in |0…0⟩. */
  create(): State;
  /** A new state equal to `state`. */
  copy(state: State): State;
  /** Gives the state back; it must not be used again. */
  release(state: State): void;
  /** Applies steps `from` … `to − 1`, in order. Matrices of `unitary` steps may be any. */
  apply(state: State, steps: readonly UnitaryStep[], from: number, to: number): void;
  /** Applies X to every qubit of one mask, Z to every qubit of the other, up to a global phase. */
  applyPauli(state: State, xMask: number, zMask: number): void;
  /** The weights of the qubit's two values. */
  weights(state: State, qubit: number): { readonly zero: number; readonly one: number };
  /** Projects the qubit on `value`, and may normalise; `weight` is that of `value`, above zero. */
  collapse(state: State, qubit: number, value: 0 | 1, weight: number): void;
  /** Multiplies every amplitude by a real factor. */
  scale(state: State, factor: number): void;
  /**
   * The density matrix of one qubit or two, row by row, entries as re, im; its trace is the state's weight. Bit j of a
   * row or column number belongs to `qubits[j]`.
   */
  reduced(state: State, qubits: readonly number[]): Float64Array;
  /** Draws basis states without changing the state. */
  sample(state: State, shots: number, random: Random): Draws;
}
