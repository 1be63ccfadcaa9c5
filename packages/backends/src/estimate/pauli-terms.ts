import { TooLargeError } from "@naru/base";
import type { OpenItem } from "./open-item.ts";
import type { Factor, Sum, Term } from "./terms.ts";

/** A term with k projectors is 2^k products of Pauli matrices. */
const mostProjectors = 8;
const mostTerms = 20_000;

/**
 * The same observables as sums of products of Pauli matrices alone: a projector is half the identity and half a matrix.
 * Throws TooLargeError for more than 8 projectors in a term, and for more than 20 000 products.
 */
export function inPauliTerms<Open extends Pick<OpenItem, "terms" | "sums">>(open: Open): Open {
  if (!open.terms.some(({ factors }) => factors.some(isProjector))) return open;
  const terms: Term[] = [];
  const places = new Map<string, number>();
  const placeOf = (factors: readonly Factor[]): number => {
    const key = factors.map(({ qubit, basis }) => `${qubit}${basis}`).join(" ");
    const known = places.get(key);
    if (known !== undefined) return known;
    if (terms.length === mostTerms) {
      throw new TooLargeError(
        `Readout mitigation takes observables of up to ${mostTerms} products of Pauli matrices, those in projectors included. Ask for fewer.`,
        { limit: mostTerms },
      );
    }
    places.set(key, terms.length);
    terms.push({ key, factors });
    return terms.length - 1;
  };
  const products = open.terms.map((term) => writtenOut(term));
  const sums = open.sums.map((sum): Sum => {
    let { constant } = sum;
    const coefficients = new Map<number, number>();
    for (const { term, coefficient } of sum.terms) {
      for (const { factors, share } of products[term] ?? []) {
        if (factors.length === 0) {
          constant += coefficient * share;
          continue;
        }
        const place = placeOf(factors);
        coefficients.set(place, (coefficients.get(place) ?? 0) + coefficient * share);
      }
    }
    return { constant, terms: Array.from(coefficients, ([term, coefficient]) => ({ term, coefficient })) };
  });
  return { ...open, terms, sums };
}

const isProjector = ({ values }: Factor): boolean => values[0] + values[1] !== 0;

/** A reading worth v₀ or v₁ is (v₀ + v₁)/2 of the identity and (v₀ − v₁)/2 of the Pauli matrix. */
function writtenOut({ factors }: Term): readonly { readonly factors: readonly Factor[]; readonly share: number }[] {
  const projectors = factors.filter(isProjector).length;
  if (projectors > mostProjectors) {
    throw new TooLargeError(
      `Readout mitigation takes terms of up to ${mostProjectors} projectors; this one has ${projectors}. Switch it off, or use fewer.`,
      { projectors, limit: mostProjectors },
    );
  }
  let pieces: { readonly factors: readonly Factor[]; readonly share: number }[] = [{ factors: [], share: 1 }];
  for (const factor of factors) {
    const [ofZero, ofOne] = factor.values;
    const pauli: Factor = { ...factor, values: [1, -1] };
    pieces = pieces.flatMap((piece) => [
      ...(isProjector(factor) ? [{ ...piece, share: (piece.share * (ofZero + ofOne)) / 2 }] : []),
      { factors: [...piece.factors, pauli], share: (piece.share * (ofZero - ofOne)) / 2 },
    ]);
  }
  return pieces;
}
