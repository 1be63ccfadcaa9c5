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
    let fitting: OpenBasis | undefined;
    for (let b = 0; b < open.length && b < mostBasesTried && !fitting; b++) {
      if (fits(factors, open[b]?.measured)) fitting = open[b];
    }
    const place: OpenBasis = fitting ?? { measured: new Map(), terms: [] };
    if (!fitting) open.push(place);
    for (const { qubit, basis } of factors) place.measured.set(qubit, basis);
    place.terms.push(number);
  }
  return open.map(({ measured, terms: own }) => basisOf(measured, own));
}

/** Of thousands of bases, so many are tried for each term: time would grow with the square of the terms otherwise. */
const mostBasesTried = 500;

function fits(factors: Term["factors"], measured: ReadonlyMap<number, Pauli> = new Map()): boolean {
  for (const { qubit, basis } of factors) if ((measured.get(qubit) ?? basis) !== basis) return false;
  return true;
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
