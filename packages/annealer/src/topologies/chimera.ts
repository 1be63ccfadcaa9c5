import { CouplerList, everyQubit, type Graph } from "./graph.ts";

/**
 * Chimera C(m, n, t): m × n cells, each a complete bipartite graph of two shores of t qubits. Qubit (i, j, u, k) of cell
 * (i, j), shore u, has the number ((i·n + j)·2 + u)·t + k; shore 0 is joined with the cell below, shore 1 with the next one.
 *
 * Boothby et al., "Next-Generation Topology of D-Wave Quantum Processors", arXiv:2003.00133 (2020).
 */
export function chimera(m: number, n: number, t: number): Graph {
  const size = 2 * m * n * t;
  const numberOf = (i: number, j: number, u: number, k: number) => ((i * n + j) * 2 + u) * t + k;
  const couplers = new CouplerList(size);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let a = 0; a < t; a++) {
        for (let b = 0; b < t; b++) couplers.add(numberOf(i, j, 0, a), numberOf(i, j, 1, b));
        if (i + 1 < m) couplers.add(numberOf(i, j, 0, a), numberOf(i + 1, j, 0, a));
        if (j + 1 < n) couplers.add(numberOf(i, j, 1, a), numberOf(i, j + 1, 1, a));
      }
    }
  }
  return couplers.graph(everyQubit(size));
}
