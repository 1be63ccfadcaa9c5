import type { Counts } from "@naru/workload";
import type { Basis } from "./bases.ts";
import type { Sum, Term } from "./terms.ts";

/** What one circuit read in a basis. */
export interface Reading {
  /** Bit `firstBit` + j is of the j-th qubit of the basis. */
  readonly counts: Counts;
  readonly firstBit: number;
  readonly shots: number;
  /** Bits that were read the other way round. */
  readonly flipped: readonly number[];
}

/** An observable's share in a basis: which of its terms are read there, and how much of each. */
export interface Share {
  readonly observable: number;
  readonly terms: readonly { readonly term: number; readonly coefficient: number }[];
}

/** Which terms of the wanted observables each basis reads. */
export function sharesOf(bases: readonly Basis[], sums: readonly Sum[], wanted: readonly number[]): Share[][] {
  const basisOfTerm = new Map(bases.flatMap(({ terms }, b) => terms.map((term) => [term, b] as const)));
  const shares = bases.map((): Share[] => []);
  for (const observable of wanted) {
    const own = new Map<number, { term: number; coefficient: number }[]>();
    for (const each of sums[observable]?.terms ?? []) {
      const basis = basisOfTerm.get(each.term) ?? 0;
      const known = own.get(basis);
      if (known) known.push(each);
      else own.set(basis, [each]);
    }
    for (const [basis, terms] of own) shares[basis]?.push({ observable, terms });
  }
  return shares;
}

/** Gives the value of a term for bits that were read in a basis that reads it. */
export function termReader({ qubits }: Basis, { factors }: Term): (bits: Uint8Array) => number {
  const places = Uint16Array.from(factors, ({ qubit }) => qubits.indexOf(qubit));
  const values = Float64Array.from(factors.flatMap((factor) => [...factor.values]));
  return (bits) => {
    let product = 1;
    for (let k = 0; k < places.length && product !== 0; k++) {
      product *= values[2 * k + (bits[places[k] ?? 0] ?? 0)] ?? 0;
    }
    return product;
  };
}

/** Sum and sum of squares, over the shots of a reading, of what an observable's terms in the basis add up to. */
export interface Moments {
  readonly shots: number;
  /** One entry for each share. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** A mean with its two standard errors. */
export interface Mean {
  readonly value: number;
  readonly standardError: number;
  readonly ensembleStandardError: number;
}

/**
 * The mean of a share over the variants of a circuit, with its standard error. That of the ensemble takes all shots as one
 * sample; the other one takes each variant's mean as a sample, so that the spread between variants counts, and is the same
 * for a single variant. The variance of one shot alone is not known, and taken as 0.
 */
export function meanOf(variants: readonly Moments[], share: number): Mean {
  let [shots, sum, squares] = [0, 0, 0];
  for (const each of variants) {
    shots += each.shots;
    sum += each.sums[share] ?? 0;
    squares += each.squares[share] ?? 0;
  }
  if (shots === 0) return { value: 0, standardError: 0, ensembleStandardError: 0 };
  const value = sum / shots;
  const ensemble = Math.sqrt(Math.max(0, squares / shots - value * value) / Math.max(1, shots - 1));
  if (variants.length < 2) return { value, standardError: ensemble, ensembleStandardError: ensemble };
  let spread = 0;
  for (const each of variants) {
    spread += each.shots * ((each.sums[share] ?? 0) / Math.max(1, each.shots) - value) ** 2;
  }
  const standardError = Math.sqrt(spread / ((variants.length - 1) * shots));
  return { value, standardError, ensembleStandardError: ensemble };
}
