import type { PauliSum } from "@naru/circuit";
import type { Cluster } from "./clusters.ts";

/**
 * Observables taken apart by clusters of qubits that have nothing to do with each other: the expectation value of a Pauli
 * string is the product of those of its pieces.
 */
export interface SplitObservables {
  /** Entry k: the different pieces that part k is asked for, each a sum of one term with coefficient 1. */
  readonly ofParts: readonly (readonly PauliSum[])[];
  /** Entry i: what observable i is made of. */
  readonly sums: readonly (readonly SplitTerm[])[];
}

export interface SplitTerm {
  readonly coefficient: number;
  /** Pairs of a part and the number of its piece, one after the other; parts on which the term is the identity are left out. */
  readonly factors: readonly (readonly [part: number, piece: number])[];
}

/** Terms with X or Y on a qubit that is in no cluster, and so in |0⟩, are 0 and left out. */
export function splitObservables(
  observables: readonly PauliSum[],
  qubitCount: number,
  clusters: readonly Pick<Cluster, "qubits">[],
): SplitObservables {
  const pieces = clusters.map(() => new Map<string, number>());
  const isPlaced = new Uint8Array(qubitCount);
  for (const { qubits } of clusters) for (const qubit of qubits) isPlaced[qubit] = 1;
  const idle = [...isPlaced.keys()].filter((qubit) => !isPlaced[qubit]);
  const sums = observables.map(({ terms }) =>
    terms.flatMap(({ paulis, coefficient }): SplitTerm[] => {
      const letterOf = (qubit: number) => paulis[qubitCount - 1 - qubit];
      if (idle.some((qubit) => letterOf(qubit) === "X" || letterOf(qubit) === "Y")) return [];
      const factors = clusters.flatMap(({ qubits }, part): [number, number][] => {
        let piece = "";
        for (const qubit of qubits) piece = letterOf(qubit) + piece;
        if (/^I*$/.test(piece)) return [];
        const known = pieces[part].get(piece);
        if (known !== undefined) return [[part, known]];
        pieces[part].set(piece, pieces[part].size);
        return [[part, pieces[part].size - 1]];
      });
      return [{ coefficient, factors }];
    }),
  );
  return {
    ofParts: pieces.map((ofPart) => [...ofPart.keys()].map((paulis) => ({ terms: [{ paulis, coefficient: 1 }] }))),
    sums,
  };
}

/** The expectation values of the whole observables; entry k of `values` holds those of the pieces of part k. */
export function joinExpectations({ sums }: SplitObservables, values: readonly (Float64Array | undefined)[]) {
  return Float64Array.from(sums, (terms) => {
    let sum = 0;
    for (const { coefficient, factors } of terms) {
      let product = coefficient;
      for (const [part, piece] of factors) product *= values[part]?.[piece] ?? 0;
      sum += product;
    }
    return sum;
  });
}
