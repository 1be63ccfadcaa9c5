/** Qubits of a machine and which of them are coupled. */
export interface Graph {
  /** Numbers that qubits may have, from 0: those that are there and those that are not. */
  readonly size: number;
  /** Those that are there, ascending. */
  readonly qubits: Int32Array;
  /** Couplers with the lower qubit first, ascending by the first, then by the second qubit. */
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** Sorts couplers, which come in any order, each once, with any end first. */
export function graphFrom(size: number, qubits: Int32Array, couplers: readonly (readonly [number, number])[]): Graph {
  // Below 2^53: qubits are fewer than 2^26.
  const keys = Float64Array.from(couplers, ([a, b]) => Math.min(a, b) * size + Math.max(a, b)).sort();
  return {
    size,
    qubits,
    first: Int32Array.from(keys, (key) => Math.floor(key / size)),
    second: Int32Array.from(keys, (key) => key % size),
  };
}
