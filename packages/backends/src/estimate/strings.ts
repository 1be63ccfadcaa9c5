import { TooLargeError } from "@naru/base";
import { type PauliSum, pauliSum } from "@naru/circuit";
import type { Pauli, Sum, Term } from "./terms.ts";

/** Observables as sums of products of Pauli matrices alone: a projector is half the identity and half a matrix. */
export interface PauliStrings {
  /** Different strings without the identity, each with coefficient 1. */
  readonly strings: readonly PauliSum[];
  /** Each observable as a constant and so much of each string. */
  readonly sums: readonly {
    readonly constant: number;
    readonly strings: readonly { readonly string: number; readonly coefficient: number }[];
  }[];
  /** Terms with too many projectors to be written out. */
  readonly projectors: readonly number[];
}

/** A term with k projectors is 2^k strings; terms with more than this are read from probabilities. */
const mostProjectors = 8;
/** Strings that all terms together are written out as. */
const mostPieces = 50_000;

/** Throws TooLargeError when the observables are too many strings. */
export function stringsOf(
  terms: readonly Term[],
  sums: readonly Sum[],
  wanted: readonly number[],
  qubitCount: number,
): PauliStrings {
  const strings: PauliSum[] = [];
  const places = new Map<string, number>();
  const projectors = new Set<number>();
  let pieceCount = 0;
  const placeOf = (paulis: string): number => {
    let place = places.get(paulis);
    if (place === undefined) {
      place = strings.length;
      places.set(paulis, place);
      strings.push(pauliSum({ [paulis]: 1 }));
    }
    return place;
  };
  const written = new Map<number, readonly { readonly paulis: string; readonly coefficient: number }[]>();
  const expanded = wanted.map((observable) => {
    const { constant = 0, terms: own = [] } = sums[observable] ?? {};
    let whole = constant;
    const coefficients = new Map<number, number>();
    for (const { term, coefficient } of own) {
      const product = terms[term];
      if (!product) continue;
      if (product.factors.filter(isProjector).length > mostProjectors) {
        projectors.add(term);
        continue;
      }
      let pieces = written.get(term);
      if (!pieces) {
        pieces = writtenOut(product, qubitCount);
        written.set(term, pieces);
        pieceCount += pieces.length;
        if (pieceCount > mostPieces) {
          throw new TooLargeError(
            `The observables of one circuit may be up to ${mostPieces} products of Pauli matrices, when projectors are written out as such. Split them into several items, or ask for a precision or shots.`,
            { limit: mostPieces },
          );
        }
      }
      for (const piece of pieces) {
        const weight = coefficient * piece.coefficient;
        if (/^I*$/.test(piece.paulis)) whole += weight;
        else {
          const place = placeOf(piece.paulis);
          coefficients.set(place, (coefficients.get(place) ?? 0) + weight);
        }
      }
    }
    return {
      constant: whole,
      strings: Array.from(coefficients, ([string, coefficient]) => ({ string, coefficient })),
    };
  });
  return { strings, sums: expanded, projectors: [...projectors] };
}

const isProjector = ({ values }: Term["factors"][number]): boolean => values[0] + values[1] !== 0;

/** A reading worth v₀ or v₁ is (v₀ + v₁)/2 of the identity and (v₀ − v₁)/2 of the Pauli matrix. */
function writtenOut({ factors }: Term, qubitCount: number): { paulis: string; coefficient: number }[] {
  let pieces: { readonly letters: readonly (readonly [number, Pauli])[]; readonly coefficient: number }[] = [
    { letters: [], coefficient: 1 },
  ];
  for (const { qubit, basis, values } of factors) {
    const [ofIdentity, ofPauli] = [(values[0] + values[1]) / 2, (values[0] - values[1]) / 2];
    pieces = pieces.flatMap(({ letters, coefficient }) => [
      ...(ofIdentity === 0 ? [] : [{ letters, coefficient: coefficient * ofIdentity }]),
      { letters: [...letters, [qubit, basis] as const], coefficient: coefficient * ofPauli },
    ]);
  }
  return pieces.map(({ letters, coefficient }) => {
    const paulis = new Array<string>(qubitCount).fill("I");
    for (const [qubit, pauli] of letters) paulis[qubitCount - 1 - qubit] = pauli;
    return { paulis: paulis.join(""), coefficient };
  });
}
