import type { Pauli, Term } from "./terms.ts";

/** What is measured of each qubit, and the terms that are read from it. */
export interface Basis {
  /** Ascending. Bit j of a reading is of `qubits[j]`, which is measured in `paulis[j]`. */
  readonly qubits: readonly number[];
  readonly paulis: readonly Pauli[];
  /** Numbers of terms. */
  readonly terms: readonly number[];
}

/**
 * Shares terms out among bases such that each is read in one: those with most letters first, each goes to the first basis
 * that measures none of its qubits otherwise (first fit; Gokhale et al., "Minimizing state preparations in variational
 * quantum eigensolver", arXiv:1907.13623, section 4, for qubit-wise commuting terms).
 */
export function basesOf(terms: readonly Term[], wanted: readonly number[]): Basis[] {
  const open: OpenBasis[] = [];
  const descending = wanted.toSorted((a, b) => lettersOf(terms[b]) - lettersOf(terms[a]));
  for (const number of descending) {
    const factors = terms[number]?.factors ?? [];
    const fitting = open.find(({ measured }) =>
      factors.every(({ qubit, basis }) => (measured.get(qubit) ?? basis) === basis),
    );
    const place: OpenBasis = fitting ?? { measured: new Map(), terms: [] };
    if (!fitting) open.push(place);
    for (const { qubit, basis } of factors) place.measured.set(qubit, basis);
    place.terms.push(number);
  }
  return open.map(({ measured, terms: own }) => basisOf(measured, own));
}

interface OpenBasis {
  readonly measured: Map<number, Pauli>;
  readonly terms: number[];
}

/** Each term in a basis of its own. */
export const singleBases = (terms: readonly Term[], wanted: readonly number[]): Basis[] =>
  wanted.map((number) =>
    basisOf(new Map((terms[number]?.factors ?? []).map(({ qubit, basis }) => [qubit, basis])), [number]),
  );

function basisOf(measured: ReadonlyMap<number, Pauli>, terms: readonly number[]): Basis {
  const sorted = [...measured].sort(([a], [b]) => a - b);
  return { qubits: sorted.map(([qubit]) => qubit), paulis: sorted.map(([, pauli]) => pauli), terms };
}

const lettersOf = (term: Term | undefined): number => term?.factors.length ?? 0;
