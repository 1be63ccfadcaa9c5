import type { Graph } from "@naru/annealer";

/** The working qubits and couplers of a machine, to be looked up. */
export class Couplers {
  readonly graph: Graph;
  readonly #works: Uint8Array;
  /** Couplers whose lower qubit is q lie at `#starts[q]` to `#starts[q + 1]` (exclusive). */
  readonly #starts: Int32Array;

  constructor(graph: Graph) {
    this.graph = graph;
    this.#works = new Uint8Array(graph.size);
    for (const qubit of graph.qubits) this.#works[qubit] = 1;
    this.#starts = new Int32Array(graph.size + 1);
    for (const qubit of graph.first) this.#starts[qubit + 1] = (this.#starts[qubit + 1] ?? 0) + 1;
    for (let q = 0; q < graph.size; q++) this.#starts[q + 1] = (this.#starts[q + 1] ?? 0) + (this.#starts[q] ?? 0);
  }

  works(qubit: number): boolean {
    return this.#works[qubit] === 1;
  }

  /** The place of a coupler in the graph's lists; −1 where there is none. */
  find(a: number, b: number): number {
    const [low, high] = a < b ? [a, b] : [b, a];
    for (let k = this.#starts[low] ?? 0; k < (this.#starts[low + 1] ?? 0); k++) {
      if (this.graph.second[k] === high) return k;
    }
    return -1;
  }
}
