import { InvalidInputError, TooLargeError } from "@naru/base";
import type { Observable, ObservableTerm } from "@naru/workload";

export type Pauli = "X" | "Y" | "Z";

/** One letter of a term: what is measured of a qubit, and what a reading of 0 and of 1 counts. */
export interface Factor {
  readonly qubit: number;
  readonly basis: Pauli;
  readonly values: readonly [ofZero: number, ofOne: number];
}

/** A product of readings of different qubits, which ascend. */
export interface Term {
  /** The same for the same product. */
  readonly key: string;
  readonly factors: readonly Factor[];
}

/** An observable as a sum over terms of its item. */
export interface Sum {
  /** What terms without letters add up to. */
  readonly constant: number;
  /** Numbers of terms, each once, and how much of each. */
  readonly terms: readonly { readonly term: number; readonly coefficient: number }[];
}

/** Terms that the observables of one item have, each counted once. */
const mostTerms = 20_000;
/** Letters of all terms as they come. */
const mostLetters = 4_000_000;

/**
 * The different terms of observables of a circuit, and each observable as a sum over them. Throws InvalidInputError, with
 * the observable and the term, for letters and qubits that make no sense, TooLargeError for too many terms.
 */
export function termsOf(
  observables: readonly Observable[],
  qubitCount: number,
): { readonly terms: readonly Term[]; readonly sums: readonly Sum[] } {
  const terms: Term[] = [];
  const places = new Map<string, number>();
  let letters = 0;
  const sums = observables.map((observable, k) => {
    let constant = 0;
    const coefficients = new Map<number, number>();
    observable.forEach((given, t) => {
      letters += given.letters.length;
      if (letters > mostLetters) throw tooMany("letters", mostLetters);
      const { coefficient } = given;
      if (!Number.isFinite(coefficient)) {
        throw refusal(k, t, `has the coefficient ${coefficient}, which is no finite number`);
      }
      const factors = factorsOf(given, qubitCount, k, t);
      if (factors.length === 0) {
        constant += coefficient;
        return;
      }
      const key = factors.map(({ qubit, basis, values }) => `${qubit}${basis}${values[0]}${values[1]}`).join(" ");
      let place = places.get(key);
      if (place === undefined) {
        place = terms.length;
        if (place === mostTerms) throw tooMany("different terms", mostTerms);
        places.set(key, place);
        terms.push({ key, factors });
      }
      coefficients.set(place, (coefficients.get(place) ?? 0) + coefficient);
    });
    return { constant, terms: Array.from(coefficients, ([term, coefficient]) => ({ term, coefficient })) };
  });
  return { terms, sums };
}

function factorsOf({ letters, qubits }: ObservableTerm, qubitCount: number, k: number, t: number): Factor[] {
  if (letters.length !== qubits.length) {
    throw refusal(k, t, `has ${letters.length} letters for ${qubits.length} qubits`);
  }
  const factors = qubits.map((qubit, j): Factor => {
    if (!(Number.isInteger(qubit) && qubit >= 0 && qubit < qubitCount)) {
      throw refusal(k, t, `acts on qubit ${qubit}; the circuit has ${qubitCount}`);
    }
    const meaning = meanings[letters.charAt(j)];
    if (!meaning) throw refusal(k, t, `has the letter "${letters.charAt(j)}"; use X, Y, Z, 0, 1, +, -, r and l`);
    return { qubit, ...meaning };
  });
  factors.sort((a, b) => a.qubit - b.qubit);
  if (factors.some(({ qubit }, j) => qubit === factors[j + 1]?.qubit)) {
    throw refusal(k, t, "names a qubit twice");
  }
  return factors;
}

const meanings: Readonly<Record<string, Omit<Factor, "qubit">>> = {
  X: { basis: "X", values: [1, -1] },
  Y: { basis: "Y", values: [1, -1] },
  Z: { basis: "Z", values: [1, -1] },
  "0": { basis: "Z", values: [1, 0] },
  "1": { basis: "Z", values: [0, 1] },
  "+": { basis: "X", values: [1, 0] },
  "-": { basis: "X", values: [0, 1] },
  r: { basis: "Y", values: [1, 0] },
  l: { basis: "Y", values: [0, 1] },
};

const refusal = (observable: number, term: number, what: string): InvalidInputError =>
  new InvalidInputError(`Term ${term} of observable ${observable} ${what}.`, { observable, term });

const tooMany = (what: string, limit: number): TooLargeError =>
  new TooLargeError(`The observables of one circuit may have up to ${limit} ${what}. Split them into several items.`, {
    limit,
  });
