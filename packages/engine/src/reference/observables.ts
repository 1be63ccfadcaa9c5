import type { PauliSum } from "@naru/circuit";
import { gates } from "@naru/circuit";
import { multiplied, type StateVector } from "./state-vector.ts";

/** ⟨ψ|O|ψ⟩: each term is applied to the state, letter by letter, as a matrix of the gate table. */
export function expectationOf(state: StateVector, { terms }: PauliSum): number {
  return terms.reduce((sum, { paulis, coefficient }) => sum + coefficient * overlap(state, applied(state, paulis)), 0);
}

/** P|ψ⟩; qubit 0 is the rightmost letter. */
function applied(state: StateVector, paulis: string): StateVector {
  return [...paulis].toReversed().reduce((current, pauli, qubit) => {
    const name = matrices[pauli];
    return name ? multiplied(current, gates[name].matrix([]), [qubit]) : current;
  }, state);
}

const matrices: Readonly<Record<string, "x" | "y" | "z">> = { X: "x", Y: "y", Z: "z" };

/** Re ⟨a|b⟩. */
const overlap = (a: StateVector, b: StateVector): number => a.reduce((sum, part, i) => sum + part * b[i], 0);
