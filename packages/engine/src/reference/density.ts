import { gates } from "@naru/circuit";
import type { UnitaryStep } from "../simulator.ts";
import { controlsOf, matrixOf, multiplied, projected, type StateVector, zeroState } from "./state-vector.ts";

/**
 * A density matrix ρ of n qubits, not always of trace 1, held as a vector on 2n qubits: entry ρ[row, column] is the
 * amplitude of index row + 2^n · column. So UρU† is U on the low n qubits and the conjugate of U on the high ones.
 */
export interface Density {
  readonly qubitCount: number;
  readonly entries: StateVector;
}

/** |0…0⟩⟨0…0|. */
export const zeroDensity = (qubitCount: number): Density => ({ qubitCount, entries: zeroState(2 * qubitCount) });

/** U ρ U†. */
export function evolved(density: Density, step: UnitaryStep): Density {
  return conjugated(density, matrixOf(step), step.qubits, controlsOf(step));
}

/**
 * One or two qubits depolarised at a rate r, as Kraus operators: √(1 − 3r/4) I and √(r/4) σ for one qubit,
 * √(1 − 15r/16) I⊗I and √(r/16) σ⊗σ for two.
 */
export function depolarised(density: Density, qubits: readonly number[], rate: number): Density {
  const products = qubits.length === 1 ? paulis.map((p) => [p]) : paulis.flatMap((p) => paulis.map((q) => [p, q]));
  const others = rate / products.length;
  const sum = new Float64Array(density.entries.length);
  products.forEach((product, k) => {
    const weight = k === 0 ? 1 - rate + others : others; // 1 − r + r/4 = 1 − 3r/4, and so for two qubits
    const struck = product.reduce((rho, pauli, j) => conjugated(rho, pauli, [qubits[j]]), density);
    struck.entries.forEach((entry, i) => {
      sum[i] += weight * entry;
    });
  });
  return { ...density, entries: sum };
}

/** Σ wKρK† over weights and matrices on some qubits. */
export function mixedBy(
  density: Density,
  qubits: readonly number[],
  parts: readonly (readonly [weight: number, matrix: readonly number[]])[],
): Density {
  return parts
    .map(([weight, matrix]) => scaledDensity(conjugated(density, matrix, qubits), weight))
    .reduce((sum, part) => added(sum, part));
}

/** UρU† for a matrix on some qubits. */
export const turnedBy = (density: Density, qubits: readonly number[], matrix: readonly number[]): Density =>
  conjugated(density, matrix, qubits);

/**
 * A qubit decays: of its population the part `populationKept` stays as it is and the rest goes to ⟨1|ρ|1⟩ =
 * `excitedPopulation`, and its coherence shrinks by a factor.
 */
export function decayed(
  density: Density,
  qubit: number,
  populationKept: number,
  coherenceKept: number,
  excitedPopulation: number,
): Density {
  const { qubitCount, entries } = density;
  const [row, column] = [2 ** qubit, 2 ** (qubit + qubitCount)];
  const result = entries.map((part, i) => {
    const at = Math.floor(i / 2);
    const [r, c] = [at & row, at & column].map((bit) => (bit === 0 ? 0 : 1));
    if (r !== c) return coherenceKept * part;
    const other = entries[2 * (at ^ row ^ column) + (i % 2)];
    const rest = r === 1 ? excitedPopulation : 1 - excitedPopulation;
    return populationKept * part + (1 - populationKept) * rest * (part + other);
  });
  return { qubitCount, entries: result };
}

/** P ρ P, where P projects the qubit on `value`. Its trace is how likely that value is. */
export function projectedDensity(density: Density, qubit: number, value: number): Density {
  const { qubitCount, entries } = density;
  return { qubitCount, entries: projected(projected(entries, qubit, value), qubitCount + qubit, value) };
}

/** The sum of two (unnormalised) density matrices. */
export function added(a: Density, b: Density): Density {
  return { ...a, entries: a.entries.map((entry, i) => entry + b.entries[i]) };
}

export function scaledDensity(density: Density, factor: number): Density {
  return { ...density, entries: density.entries.map((entry) => factor * entry) };
}

/** Entry i of the diagonal: the probability of basis state i. */
export function diagonalOf({ qubitCount, entries }: Density): Float64Array {
  return Float64Array.from({ length: 2 ** qubitCount }, (_, i) => entries[2 * (i + i * 2 ** qubitCount)]);
}

export const traceOf = (density: Density): number => diagonalOf(density).reduce((sum, entry) => sum + entry, 0);

/** The identity first, then the three that can strike. */
const paulis = (["id", "x", "y", "z"] as const).map((name) => gates[name].matrix([]));

function conjugated(
  density: Density,
  matrix: readonly number[],
  qubits: readonly number[],
  controls: readonly number[] = [],
): Density {
  const { qubitCount, entries } = density;
  const up = (qubit: number) => qubit + qubitCount;
  const conjugate = matrix.map((part, i) => (i % 2 === 0 ? part : -part));
  const left = multiplied(entries, matrix, qubits, controls);
  return { qubitCount, entries: multiplied(left, conjugate, qubits.map(up), controls.map(up)) };
}
