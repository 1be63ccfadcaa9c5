import type { Block } from "./program.ts";

/** What shots of a branch have in common: where they are in the program, and the state but for a Pauli on each. */
export interface Branch<State> {
  block: Block;
  at: number;
  /** Where to go on after the block. */
  outer: Frame | null;
  /** Turns that the loop at this place has made; 0 when it has just been reached. */
  turns: number;
  state: State;
  parties: Party[];
  /** In a stretch: whether errors have been drawn, the next point, and how many steps the state has gone through. */
  isOpen: boolean;
  point: number;
  applied: number;
}

export interface Frame {
  readonly block: Block;
  readonly at: number;
  readonly outer: Frame | null;
  readonly turns: number;
}

/**
 * Shots of a branch that are alike: their state is X on the qubits of one mask and Z on those of another, applied to the
 * branch's state, up to a phase.
 */
export interface Party {
  x: number;
  z: number;
  /** Classical bits; several parties may hold the same array, so it is copied before it is written. */
  bits: Uint8Array;
  /** A number of shots, or a probability. */
  amount: number;
  /** The next events of the shots that meet one in this stretch, ascending. */
  errors: Float64Array;
  /** What has been decided to happen to all of them at this point, or −1: a value to collapse to, or a jump. */
  fate: number;
}

export const amountOf = (parties: readonly Party[]): number => parties.reduce((sum, { amount }) => sum + amount, 0);

/** Among more parties than this, looking for one that is alike takes longer than it saves. */
const mostCompared = 256;

/** Puts a party to those that it is alike, or to the list if there are none. */
export function join(parties: Party[], party: Party): void {
  const { x, z, bits, amount, errors, fate } = party;
  const alike =
    parties.length <= mostCompared
      ? parties.find((other) => other.x === x && other.z === z && other.fate === fate && other.bits === bits)
      : undefined;
  if (!alike) {
    parties.push(party);
    return;
  }
  alike.amount += amount;
  if (alike.errors.length === 0) alike.errors = errors;
  else if (errors.length > 0) {
    const both = new Float64Array(alike.errors.length + errors.length);
    both.set(alike.errors);
    both.set(errors, alike.errors.length);
    alike.errors = both.sort();
  }
}

/** Parties with equal Paulis and equal bits put together; for where none has errors to come. */
export function merged(parties: readonly Party[]): Party[] {
  if (parties.length === 1) return [...parties];
  const known = new Map<string, Party>();
  for (const party of parties) {
    const key = `${party.x} ${party.z} ${party.bits.join("")}`;
    const alike = known.get(key);
    if (alike) alike.amount += party.amount;
    else known.set(key, party);
  }
  return [...known.values()];
}

/** The Pauli of a party on some qubits, as `Passage` counts them. */
export function localPauli({ x, z }: Party, qubits: readonly number[]): number {
  let p = 0;
  for (let j = 0; j < qubits.length; j++) {
    p |= (((x >>> qubits[j]) & 1) | (((z >>> qubits[j]) & 1) << 1)) << (2 * j);
  }
  return p;
}

/** Multiplies a party by a Pauli on some qubits. */
export function strike(party: Party, qubits: readonly number[], p: number): void {
  for (let j = 0; j < qubits.length; j++) {
    party.x ^= ((p >> (2 * j)) & 1) << qubits[j];
    party.z ^= ((p >> (2 * j + 1)) & 1) << qubits[j];
  }
}

/** A channel counts I, X, Y, Z as 0 … 3 and a passage I, X, Z, Y; turns the one into the other, for two qubits at most. */
export const passageNumber = (index: number): number => letterNumber[index & 3] | (letterNumber[index >> 2] << 2);
const letterNumber = [0, 1, 3, 2];
