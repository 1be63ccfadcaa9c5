import type { PauliSum } from "@naru/circuit";
import { maskedTerms, type PauliMasks, parityOf, partOf } from "./pauli-masks.ts";

/** Amplitudes, real and imaginary parts apart; bit k of an index is qubit k. */
interface Amplitudes {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The expectation value of each observable in a state of norm 1, in plain loops: for few qubits. */
export function expectPlainly(state: Amplitudes, observables: readonly PauliSum[]): Float64Array {
  const known = new Map<string, number>();
  const valueOfString = (string: PauliMasks): number => {
    const key = `${string.x} ${string.z}`;
    const value = known.get(key) ?? expectString(state, string);
    known.set(key, value);
    return value;
  };
  return Float64Array.from(observables, (sum) =>
    maskedTerms(sum).reduce((total, term) => total + term.coefficient * valueOfString(term), 0),
  );
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
