import type { PauliSum } from "@naru/circuit";
import { maskedTerms, type PauliMasks, parityOf, partOf } from "./pauli-masks.ts";

/** Amplitudes, real and imaginary parts apart; bit k of an index is qubit k. */
interface Amplitudes {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Strings between two yields: a millisecond on twelve qubits. */
const betweenYields = 64;

/**
 * The expectation value of each observable in a state of norm 1, in plain loops: for few qubits. Yields now and then, for
 * `Pacer.drive`.
 */
export function* expectPlainly(
  state: Amplitudes,
  observables: readonly PauliSum[],
): Generator<undefined, Float64Array> {
  const known = new Map<string, number>();
  const values = new Float64Array(observables.length);
  let met = 0;
  for (const [k, sum] of observables.entries()) {
    for (const { x, z, coefficient } of maskedTerms(sum)) {
      const key = `${x} ${z}`;
      const value = known.get(key) ?? expectString(state, { x, z });
      known.set(key, value);
      values[k] += coefficient * value;
      if (++met % betweenYields === 0) yield;
    }
  }
  return values;
}

/** i and i ⊕ x give the same, so one of the two is enough. */
function expectString({ re, im }: Amplitudes, string: PauliMasks): number {
  const { x, z } = string;
  if (x === 0 && z === 0) return 1;
  const { part, sign } = partOf(string);
  const pivot = x === 0 ? 0 : 2 ** (31 - Math.clz32(x));
  let sum = 0;
  if (part === "re") {
    for (let i = 0; i < re.length; i = ((i | pivot) + 1) & ~pivot) {
      const j = i ^ x;
      sum += parityOf(i & z) * (re[i] * re[j] + im[i] * im[j]);
    }
  } else {
    for (let i = 0; i < re.length; i = ((i | pivot) + 1) & ~pivot) {
      const j = i ^ x;
      sum += parityOf(i & z) * (im[i] * re[j] - re[i] * im[j]);
    }
  }
  return (pivot === 0 ? 1 : 2) * sign * sum;
}
