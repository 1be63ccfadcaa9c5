/** What a qubit's pending matrix is known to be. */
export const identity = 0;
export const diagonal = 1;
export const anyMatrix = 2;

/**
 * One-qubit gates that wait, for each of a few qubits: their product, as a 2×2 matrix. Gates come in the order in which
 * they act, so each is multiplied from the left.
 */
export class Pending {
  /** Eight numbers for each qubit: row by row, each entry as re, im. */
  readonly entries: Float64Array;
  /** `identity`, `diagonal` or `anyMatrix` for each qubit. */
  readonly kinds: Uint8Array;

  constructor(qubitCount: number) {
    this.entries = new Float64Array(8 * qubitCount);
    this.kinds = new Uint8Array(qubitCount);
    this.clearAll();
  }

  clearAll(): void {
    for (let qubit = 0; qubit < this.kinds.length; qubit++) this.clear(qubit);
  }

  clear(qubit: number): void {
    this.setDiagonal(qubit, 1, 0, 1, 0);
    this.kinds[qubit] = identity;
  }

  setDiagonal(qubit: number, re0: number, im0: number, re1: number, im1: number): void {
    const { entries } = this;
    const at = 8 * qubit;
    entries[at] = re0;
    entries[at + 1] = im0;
    entries[at + 2] = entries[at + 3] = entries[at + 4] = entries[at + 5] = 0;
    entries[at + 6] = re1;
    entries[at + 7] = im1;
    this.kinds[qubit] = diagonal;
  }

  /** diag(1, re + i·im). */
  phase(qubit: number, re: number, im: number): void {
    this.#scaleRow(8 * qubit + 4, re, im);
    if (this.kinds[qubit] === identity) this.kinds[qubit] = diagonal;
  }

  /** diag(re0 + i·im0, re1 + i·im1). */
  diagonal(qubit: number, re0: number, im0: number, re1: number, im1: number): void {
    this.#scaleRow(8 * qubit, re0, im0);
    this.phase(qubit, re1, im1);
  }

  flip(qubit: number): void {
    const { entries } = this;
    const at = 8 * qubit;
    for (let k = at; k < at + 4; k++) {
      const held = entries[k];
      entries[k] = entries[k + 4];
      entries[k + 4] = held;
    }
    this.kinds[qubit] = anyMatrix;
  }

  /** A real matrix, row by row. */
  real(qubit: number, a: number, b: number, c: number, d: number): void {
    const { entries } = this;
    const at = 8 * qubit;
    for (let k = at; k < at + 4; k++) {
      const [x, y] = [entries[k], entries[k + 4]];
      entries[k] = a * x + b * y;
      entries[k + 4] = c * x + d * y;
    }
    this.kinds[qubit] = anyMatrix;
  }

  /** Any matrix: eight numbers. */
  multiply(qubit: number, matrix: ArrayLike<number>): void {
    const { entries } = this;
    const at = 8 * qubit;
    const [ar, ai, br, bi] = [matrix[0], matrix[1], matrix[2], matrix[3]];
    const [cr, ci, dr, di] = [matrix[4], matrix[5], matrix[6], matrix[7]];
    for (let k = at; k < at + 4; k += 2) {
      const [xr, xi, yr, yi] = [entries[k], entries[k + 1], entries[k + 4], entries[k + 5]];
      entries[k] = ar * xr - ai * xi + br * yr - bi * yi;
      entries[k + 1] = ar * xi + ai * xr + br * yi + bi * yr;
      entries[k + 4] = cr * xr - ci * xi + dr * yr - di * yi;
      entries[k + 5] = cr * xi + ci * xr + dr * yi + di * yr;
    }
    this.kinds[qubit] = anyMatrix;
  }

  exchange(a: number, b: number): void {
    const { entries, kinds } = this;
    for (let k = 0; k < 8; k++) {
      const held = entries[8 * a + k];
      entries[8 * a + k] = entries[8 * b + k];
      entries[8 * b + k] = held;
    }
    const kind = kinds[a];
    kinds[a] = kinds[b];
    kinds[b] = kind;
  }

  #scaleRow(at: number, re: number, im: number): void {
    const { entries } = this;
    for (let k = at; k < at + 4; k += 2) {
      const [x, y] = [entries[k], entries[k + 1]];
      entries[k] = re * x - im * y;
      entries[k + 1] = re * y + im * x;
    }
  }
}
