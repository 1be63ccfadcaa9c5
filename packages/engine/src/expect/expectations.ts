import type { PauliSum } from "@naru/circuit";
import type { Pacer } from "../pacer.ts";
import { maskedTerms, type Part, type PauliMasks, partOf } from "./pauli-masks.ts";
import type { Sweeper, SweptState } from "./sweeper.ts";

/** Where a state lies, and which bit of an amplitude's index in memory belongs to each qubit. */
export interface PlacedState extends SweptState {
  readonly bitOfQubit: readonly number[];
  /** The state is so many times what memory holds. */
  readonly scale: number;
}

/**
 * The expectation values of Pauli strings in a state of norm 1, each met once however often it is asked for; `strings`
 * are masks over qubits. The identity has 1.
 */
export async function expectStrings(
  sweeper: Sweeper,
  state: PlacedState,
  strings: readonly PauliMasks[],
  pacer: Pacer,
): Promise<Float64Array> {
  const values = new Float64Array(strings.length);
  const requests: { x: number; z: number; part: Part }[] = [];
  const places = new Map<string, number>();
  const placeOf = strings.map((string) => {
    if (string.x === 0 && string.z === 0) return -1;
    const key = `${string.x} ${string.z}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = requests.length;
    places.set(key, place);
    const [x, z] = [moved(string.x, state.bitOfQubit), moved(string.z, state.bitOfQubit)];
    requests.push({ x, z, part: partOf(string).part });
    return place;
  });
  const sums = await sweeper.sums(state, requests, pacer);
  strings.forEach((string, i) => {
    const place = placeOf[i];
    values[i] = place < 0 ? 1 : partOf(string).sign * state.scale ** 2 * sums[place];
  });
  return values;
}

/** The expectation value of each observable; terms are added in their order. */
export async function expectSums(
  sweeper: Sweeper,
  state: PlacedState,
  observables: readonly PauliSum[],
  pacer: Pacer,
): Promise<Float64Array> {
  const terms = observables.map(maskedTerms);
  const values = await expectStrings(sweeper, state, terms.flat(), pacer);
  let at = 0;
  return Float64Array.from(terms, (own) => own.reduce((sum, { coefficient }) => sum + coefficient * values[at++], 0));
}

/** A mask over qubits as one over the bits of an index in memory. */
export function moved(mask: number, bitOfQubit: readonly number[]): number {
  let result = 0;
  for (let qubit = 0; qubit < bitOfQubit.length; qubit++) if ((mask >>> qubit) & 1) result |= 1 << bitOfQubit[qubit];
  return result;
}
