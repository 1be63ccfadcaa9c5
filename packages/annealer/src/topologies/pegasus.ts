import { CouplerList, type Graph } from "./graph.ts";

/** How far the qubits of track k are shifted: vertical ones (u = 0), horizontal ones (u = 1). */
const verticalShift = [2, 2, 2, 2, 10, 10, 10, 10, 6, 6, 6, 6] as const;
const horizontalShift = [6, 6, 6, 6, 2, 2, 2, 2, 10, 10, 10, 10] as const;

/**
 * Pegasus P(m) without the qubits of its margin that are joined with none inside ("fabric only"). Qubit (u, w, k, z), u < 2,
 * w < m, k < 12, z < m − 1, has the number ((u·m + w)·12 + k)·(m − 1) + z.
 *
 * Boothby et al., "Next-Generation Topology of D-Wave Quantum Processors", arXiv:2003.00133 (2020).
 */
export function pegasus(m: number): Graph {
  const size = 24 * m * (m - 1);
  const numberOf = (u: number, w: number, k: number, z: number) => ((u * m + w) * 12 + k) * (m - 1) + z;
  const isInside = (w: number, k: number) => !((w === 0 && k < 2) || (w === m - 1 && k >= 10));
  const couplers = new CouplerList(size);
  const qubits: number[] = [];
  for (let u = 0; u < 2; u++) {
    for (let w = 0; w < m; w++) {
      for (let k = 0; k < 12; k++) {
        if (!isInside(w, k)) continue;
        for (let z = 0; z < m - 1; z++) {
          const qubit = numberOf(u, w, k, z);
          qubits.push(qubit);
          if (z + 1 < m - 1) couplers.add(qubit, numberOf(u, w, k, z + 1));
          if (k % 2 === 0 && isInside(w, k + 1)) couplers.add(qubit, numberOf(u, w, k + 1, z));
        }
      }
    }
  }
  for (let w0 = 0; w0 < m; w0++) {
    for (let k0 = 0; k0 < 12; k0++) {
      if (!isInside(w0, k0)) continue;
      for (let z0 = 0; z0 < m - 1; z0++) {
        for (let k1 = 0; k1 < 12; k1++) {
          const w1 = z0 + (k1 < (verticalShift[k0] ?? 0) ? 1 : 0);
          const z1 = w0 - (k0 < (horizontalShift[k1] ?? 0) ? 1 : 0);
          if (z1 < 0 || z1 >= m - 1 || !isInside(w1, k1)) continue;
          couplers.add(numberOf(0, w0, k0, z0), numberOf(1, w1, k1, z1));
        }
      }
    }
  }
  return couplers.graph(Int32Array.from(qubits));
}
