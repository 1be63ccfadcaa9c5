import type { LaneTest } from "./lane-test.ts";

/** A Clifford circuit with Pauli noise, ready to be run by a tableau and by frames. */
export interface FrameProgram {
  readonly qubitCount: number;
  /** See `codes`. */
  readonly tape: Int32Array<ArrayBuffer>;
  readonly channels: readonly PauliChannel[];
  readonly misreadings: readonly Misreading[];
  readonly branches: readonly Branch[];
  /** Places that are held at the same time: a power of two. */
  readonly placeCount: number;
  readonly detectorCount: number;
  readonly observableCount: number;
}

/** Paulis that strike where a condition on measured bits holds. */
export interface Branch {
  readonly test: LaneTest;
  /** Of x, z and error entries. */
  readonly tape: Int32Array<ArrayBuffer>;
}

/**
 * Bits that are read together and may be read wrongly. Row by row, 2^width rows and columns: the probability to read the
 * row where the column is right; bit j of a row or column number is the j-th bit.
 */
export interface Misreading {
  readonly width: number;
  readonly matrix: readonly number[];
}

/**
 * Paulis that may strike some qubits together. A Pauli is a number: bits 2j and 2j + 1 are X and Z on the j-th qubit, of
 * at most 15.
 */
export interface PauliChannel {
  readonly width: number;
  /** That any Pauli strikes; above 0. */
  readonly probability: number;
  readonly paulis: readonly number[];
  /** Entry i: that the Pauli is one of `paulis[0]` … `paulis[i]`, given that one strikes. Absent: all are equally likely. */
  readonly cumulative?: readonly number[];
}

/** Each Pauli with its own probability; those of probability 0 are left out. Undefined if none is left. */
export function pauliChannel(width: number, probabilities: ReadonlyMap<number, number>): PauliChannel | undefined {
  const striking = [...probabilities].filter(([, probability]) => probability > 0);
  const total = striking.reduce((sum, [, probability]) => sum + probability, 0);
  if (striking.length === 0) return undefined;
  const paulis = striking.map(([pauli]) => pauli);
  const probability = Math.min(1, total);
  if (striking.every(([, each]) => each === striking[0][1])) return { width, probability, paulis };
  let sum = 0;
  const cumulative = striking.map(([, probability]) => {
    sum += probability;
    return sum / total;
  });
  return { width, probability, paulis, cumulative };
}
