import type { PauliSum } from "@naru/circuit";

/**
 * A Pauli string as masks, for registers of up to 31 qubits: bit q of `x` is set where qubit q has X or Y, bit q of `z`
 * where it has Z or Y. It sends basis state i to i^y (−1)^|i & z| times basis state i ⊕ x, where y counts the Y.
 */
export interface PauliMasks {
  readonly x: number;
  readonly z: number;
}

/** A string of a sum, with its coefficient. */
export interface MaskedTerm extends PauliMasks {
  readonly coefficient: number;
}

/** The terms of a sum that `checkPauliSum` has seen. */
export const maskedTerms = ({ terms }: PauliSum): MaskedTerm[] =>
  terms.map(({ paulis, coefficient }) => ({ ...masksOf(paulis), coefficient }));

/** Qubit 0 is the rightmost character. */
export function masksOf(paulis: string): PauliMasks {
  let x = 0;
  let z = 0;
  for (let qubit = 0; qubit < paulis.length; qubit++) {
    const pauli = paulis[paulis.length - 1 - qubit];
    if (pauli === "X" || pauli === "Y") x |= 1 << qubit;
    if (pauli === "Z" || pauli === "Y") z |= 1 << qubit;
  }
  return { x, z };
}

export function countOnes(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** −1 where an odd number of bits is set, else 1. */
export const parityOf = (mask: number): number => (countOnes(mask) & 1 ? -1 : 1);

/** Which part of Σ (−1)^|i & z| ψ*[i ⊕ x] ψ[i] is the expectation value of a string, and with which sign. */
export function partOf({ x, z }: PauliMasks): { readonly part: Part; readonly sign: number } {
  const turns = countOnes(x & z) & 3; // i^y
  return { part: turns & 1 ? "im" : "re", sign: turns === 0 || turns === 3 ? 1 : -1 };
}
export type Part = "re" | "im";
