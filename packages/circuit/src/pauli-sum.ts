import { InvalidInputError } from "@naru/base";

/** An observable: the sum of Pauli strings with real coefficients, so that its expectation values are real. */
export interface PauliSum {
  readonly terms: readonly PauliTerm[];
}

export interface PauliTerm {
  /** One of I, X, Y, Z for each qubit; qubit 0 is the rightmost character. */
  readonly paulis: string;
  readonly coefficient: number;
}

/** A sum from pairs: `pauliSum({ ZZ: 1, IX: 0.5 })` is Z₁Z₀ + ½X₀. */
export function pauliSum(coefficients: Readonly<Record<string, number>>): PauliSum {
  return { terms: Object.entries(coefficients).map(([paulis, coefficient]) => ({ paulis, coefficient })) };
}

/** Throws InvalidInputError unless every term is a Pauli string on `qubitCount` qubits with a finite coefficient. */
export function checkPauliSum({ terms }: PauliSum, qubitCount: number): void {
  for (const [i, { paulis, coefficient }] of terms.entries()) {
    if (!/^[IXYZ]*$/.test(paulis)) {
      throw new InvalidInputError(`Term ${i} of the observable is not a string of I, X, Y and Z.`, { term: i });
    }
    if (paulis.length !== qubitCount) {
      throw new InvalidInputError(
        `Term ${i} of the observable acts on ${paulis.length} qubits, and the circuit has ${qubitCount}. Write one letter for each qubit, I for those left alone.`,
        { term: i },
      );
    }
    if (!Number.isFinite(coefficient)) {
      throw new InvalidInputError(`The coefficient of term ${i} of the observable is not a finite number.`, {
        term: i,
      });
    }
  }
}
