import { CouplerList, everyQubit, type Graph } from "./graph.ts";

/**
 * Zephyr Z(m, t). Qubit (u, w, k, j, z), u < 2, w < 2m + 1, k < t, j < 2, z < m, has the number
 * (((u·(2m + 1) + w)·t + k)·2 + j)·m + z.
 *
 * Boothby, King, Raymond, "Zephyr Topology of D-Wave Quantum Processors", D-Wave technical report 14-1056A-A (2021).
 */
export function zephyr(m: number, t: number): Graph {
  const width = 2 * m + 1;
  const size = 4 * t * m * width;
  const numberOf = (u: number, w: number, k: number, j: number, z: number) =>
    (((u * width + w) * t + k) * 2 + j) * m + z;
  const couplers = new CouplerList(size);
  for (let u = 0; u < 2; u++) {
    for (let w = 0; w < width; w++) {
      for (let k = 0; k < t; k++) {
        for (let z = 0; z < m; z++) {
          couplers.add(numberOf(u, w, k, 0, z), numberOf(u, w, k, 1, z));
          if (z + 1 === m) continue;
          for (const j of [0, 1]) couplers.add(numberOf(u, w, k, j, z), numberOf(u, w, k, j, z + 1));
          couplers.add(numberOf(u, w, k, 1, z), numberOf(u, w, k, 0, z + 1));
        }
      }
    }
  }
  for (const [w1, j0, z0] of crossings(m)) {
    for (const [w0, j1, z1] of crossings(m)) {
      // Qubit (0, w0, ·, j0, z0) crosses the lines w1 = 2·z0 + j0 and the next one; so does the other.
      for (let k0 = 0; k0 < t; k0++) {
        for (let k1 = 0; k1 < t; k1++) couplers.add(numberOf(0, w0, k0, j0, z0), numberOf(1, w1, k1, j1, z1));
      }
    }
  }
  return couplers.graph(everyQubit(size));
}

/** Lines and the places (j, z) of qubits that cross them: each qubit crosses two. */
const crossings = (m: number): (readonly [number, number, number])[] =>
  Array.from({ length: 2 * m }, (_, at) => [0, 1].map((next) => [at + next, at % 2, at >> 1] as const)).flat();
