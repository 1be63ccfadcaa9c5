/** Rows of neighbouring qubits and what joins each row to the next, in IQM's numbers, which count from 1. */
export interface Lattice {
  /** First and last qubit of each row. */
  readonly rows: readonly (readonly [first: number, last: number])[];
  /** Qubits first … last are each coupled to the qubit `step` after them. */
  readonly down: readonly { readonly first: number; readonly last: number; readonly step: number }[];
}

/** The coupled pairs, counted from 0, the smaller first, in ascending order. */
export function edgesOf({ rows, down }: Lattice): [number, number][] {
  const edges: [number, number][] = [];
  for (const [first, last] of rows) for (let n = first; n < last; n++) edges.push([n - 1, n]);
  for (const { first, last, step } of down) for (let n = first; n <= last; n++) edges.push([n - 1, n - 1 + step]);
  return edges.sort(([a, b], [c, d]) => a - c || b - d);
}
