import type { PauliTerm } from "@naru/circuit";
import type { KernelExports, KernelMemory } from "../host.ts";
import { codes } from "./tape.ts";

/** Bytes that a tableau of so many qubits takes, its tape not counted: about n²/2. */
export const tableauBytes = (qubitCount: number): number =>
  2 * (qubitCount + 1) * (2 * halfBytes(qubitCount) + 4) + halfBytes(qubitCount) + 8 * qubitCount + 64;

/** x or z bits of a row, in whole vectors. */
const halfBytes = (qubitCount: number): number => 16 * Math.max(1, Math.ceil(qubitCount / 128));

/**
 * The state of a Clifford circuit, as the images of X and Z of each qubit under the circuit's inverse, C† P C. The state
 * is the eigenstate of P with the eigenvalue that C† P C has in |0…0⟩; so a measurement that is not random is a look at
 * one row, which makes repeated rounds of parity checks cheap (Gidney, "Stim: a fast stabilizer circuit simulator",
 * Quantum 5, 497 (2021), section 3.1).
 */
export class Tableau {
  readonly qubitCount: number;
  readonly #kernels: KernelExports;
  readonly #words: Uint32Array;
  readonly #half: number;
  readonly #rows: number;
  readonly #phases: number;
  readonly #mask: number;
  readonly #list: number;

  /** `kernels` are `tableauKernels` over `memory`, in which `tableauBytes` from `base` on (a multiple of 16) are free. */
  constructor(qubitCount: number, kernels: KernelExports, memory: KernelMemory, base: number) {
    this.qubitCount = qubitCount;
    this.#kernels = kernels;
    this.#words = new Uint32Array(memory.buffer);
    this.#half = halfBytes(qubitCount);
    this.#rows = base;
    this.#mask = base + 4 * this.#half * (qubitCount + 1);
    this.#phases = this.#mask + this.#half;
    this.#list = this.#phases + 8 * (qubitCount + 1);
    this.reset();
  }

  /** Back to |0…0⟩. */
  reset(): void {
    this.#words.fill(0, this.#rows / 4, (this.#list + 8 * this.qubitCount) / 4);
    for (let qubit = 0; qubit < this.qubitCount; qubit++) {
      this.#words[this.#xAt(2 * qubit) + (qubit >> 5)] = 1 << (qubit & 31);
      this.#words[this.#zAt(2 * qubit + 1) + (qubit >> 5)] = 1 << (qubit & 31);
    }
    this.listAllRows();
  }

  /** A gate of the tape on each of the operands that lie at an address; `length` counts qubits. */
  apply(code: number, address: number, length: number): void {
    const { h, s, v, cx, cz, swap } = this.#kernels;
    const kernel = [h, s, v, cx, cz, swap][code];
    if (kernel) {
      kernel(address, code >= codes.cx ? length / 2 : length, this.#rows, this.#half, this.#phases);
      return;
    }
    for (let k = 0; k < length; k++) this.pauli(this.#words[address / 4 + k], code === codes.x ? 1 : 2);
  }

  /** 1 X, 2 Z, 3 both. */
  pauli(qubit: number, kind: number): void {
    if (kind & 1) this.#words[this.#phases / 4 + 2 * qubit + 1] += 2;
    if (kind & 2) this.#words[this.#phases / 4 + 2 * qubit] += 2;
  }

  /** What measuring a qubit must give, or undefined if it gives either value, each with probability ½. */
  certain(qubit: number): 0 | 1 | undefined {
    return this.#pivot(qubit) < 0 ? this.#sign(2 * qubit + 1) : undefined;
  }

  /** Measures a qubit; where chance has to decide, the result is `choice`. */
  measure(qubit: number, choice: 0 | 1): 0 | 1 {
    const pivot = this.#pivot(qubit);
    const row = 2 * qubit + 1;
    if (pivot < 0) return this.#sign(row);
    const words = this.#words;
    const count = this.#half / 4;
    const [mask, x, z] = [this.#mask / 4, this.#xAt(row), this.#zAt(row)];
    words.copyWithin(mask, x, x + count);
    words[mask + (pivot >> 5)] &= ~(1 << (pivot & 31));
    let odd = words[z + (pivot >> 5)] & (1 << (pivot & 31)) ? 1 : 0;
    for (let k = 0; k < count; k++) odd ^= parity(words[mask + k] & words[z + k]);
    const phase = words[this.#phases / 4 + row] + 3 * odd;
    const isFlipped = ((phase >> 1) & 1) === choice ? 0 : 1;
    const { collapse } = this.#kernels;
    const listed = this.#listed;
    if (listed > 0) {
      const list = this.#list + 4 * this.#listFrom;
      collapse(list, listed, this.#rows, this.#half, this.#phases, this.#mask, pivot, odd, isFlipped);
    }
    return choice;
  }

  /** Rows that measurements keep up to date: all of them, unless only measurements follow. */
  #listFrom = 0;
  #listed = 0;

  listAllRows(): void {
    const from = this.#list / 4;
    for (let row = 0; row < 2 * this.qubitCount; row++) this.#words[from + row] = row;
    this.#listFrom = 0;
    this.#listed = 2 * this.qubitCount;
  }

  /**
   * Measures different qubits one after the other, as the last thing that is done with this tableau: rows that nobody asks
   * for any more are left behind. What chance decides is 0. Measures those from position `from` up to `to`, which may be
   * done in portions that follow each other from 0 on.
   */
  measureLast(qubits: readonly number[], from: number, to: number): (0 | 1)[] {
    if (from === 0) {
      qubits.forEach((qubit, k) => {
        this.#words[this.#list / 4 + k] = 2 * qubit + 1;
      });
    }
    const results: (0 | 1)[] = [];
    for (let k = from; k < to; k++) {
      this.#listFrom = k + 1;
      this.#listed = qubits.length - k - 1;
      results.push(this.measure(qubits[k], 0));
    }
    return results;
  }

  /** The expectation value of a Pauli string in the state: −1, 0 or 1. Leaves the tableau as it was. */
  expectation({ paulis }: Pick<PauliTerm, "paulis">): number {
    const words = this.#words;
    const scratch = 2 * this.qubitCount;
    const phase = this.#phases / 4 + scratch;
    words.fill(0, this.#xAt(scratch), this.#xAt(scratch) + this.#half / 2);
    words[phase] = 0;
    for (let qubit = 0; qubit < this.qubitCount; qubit++) {
      const pauli = paulis[paulis.length - 1 - qubit];
      if (pauli === "X" || pauli === "Y") this.#multiplyScratch(2 * qubit);
      if (pauli === "Z" || pauli === "Y") this.#multiplyScratch(2 * qubit + 1);
      if (pauli === "Y") words[phase] += 1; // Y = iXZ
    }
    const x = this.#xAt(scratch);
    for (let k = 0; k < this.#half / 4; k++) if (words[x + k] !== 0) return 0;
    return this.#sign(scratch) === 0 ? 1 : -1;
  }

  /** The image C† P C of X (kind 0) or Z (kind 1) of a qubit, as text such as "-XYIZ", qubit 0 rightmost. */
  image(qubit: number, kind: 0 | 1): string {
    const row = 2 * qubit + kind;
    let phase = this.#words[this.#phases / 4 + row];
    let text = "";
    for (let k = 0; k < this.qubitCount; k++) {
      const x = (this.#words[this.#xAt(row) + (k >> 5)] >>> (k & 31)) & 1;
      const z = (this.#words[this.#zAt(row) + (k >> 5)] >>> (k & 31)) & 1;
      if (x & z) phase--;
      text = `${"IXZY"[x + 2 * z]}${text}`;
    }
    return `${["+", "?", "-", "?"][phase & 3]}${text}`;
  }

  #multiplyScratch(row: number): void {
    const scratch = 2 * this.qubitCount;
    const { multiply } = this.#kernels;
    multiply(
      4 * this.#xAt(scratch),
      4 * this.#xAt(row),
      this.#half,
      this.#phases + 4 * scratch,
      this.#phases + 4 * row,
    );
  }

  /** The sign of a row without X, as a bit. */
  #sign(row: number): 0 | 1 {
    return ((this.#words[this.#phases / 4 + row] >> 1) & 1) as 0 | 1;
  }

  /** The first qubit on which the image of Z of `qubit` has an X, or −1. */
  #pivot(qubit: number): number {
    const from = this.#xAt(2 * qubit + 1);
    for (let k = 0; k < this.#half / 4; k++) {
      const word = this.#words[from + k];
      if (word !== 0) return 32 * k + (31 - Math.clz32(word & -word));
    }
    return -1;
  }

  /** Where the x and z bits of a row begin, counted in words. */
  #xAt(row: number): number {
    return (this.#rows + 2 * this.#half * row) / 4;
  }
  #zAt(row: number): number {
    return this.#xAt(row) + this.#half / 4;
  }
}

function parity(word: number): number {
  let bits = word ^ (word >>> 16);
  bits ^= bits >>> 8;
  bits ^= bits >>> 4;
  return (0x6996 >> (bits & 15)) & 1;
}
