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

/** Couplers as they are found: in any order, each once, with any end first. */
export class CouplerList {
  readonly #size: number;
  /** Lower end · size + higher end, far below 2^53. */
  readonly #keys: number[] = [];

  /** Of a graph whose qubits have numbers below `size`. */
  constructor(size: number) {
    this.#size = size;
  }

  add(a: number, b: number): void {
    this.#keys.push(a < b ? a * this.#size + b : b * this.#size + a);
  }

  graph(qubits: Int32Array): Graph {
    const size = this.#size;
    const keys = Float64Array.from(this.#keys).sort();
    const [first, second] = [new Int32Array(keys.length), new Int32Array(keys.length)];
    keys.forEach((key, k) => {
      first[k] = Math.floor(key / size);
      second[k] = key % size;
    });
    return { size, qubits, first, second };
  }
}

/** All numbers from 0. */
export const everyQubit = (size: number): Int32Array => Int32Array.from({ length: size }, (_, qubit) => qubit);
