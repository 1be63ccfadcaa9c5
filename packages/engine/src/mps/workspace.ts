import { writeModule } from "@naru/kernels";
import type { Host, KernelExports, KernelMemory, KernelModule } from "../host.ts";
import type { Work } from "../work.ts";
import { mpsKernels } from "./kernels.ts";

const pageBytes = 65_536;
/** 4 GiB, all that 32-bit addresses reach. */
const mostPages = 65_536;

/**
 * A complex matrix in a workspace: row i lies at numbers `at + i · stride` …, its imaginary part `plane` numbers later.
 * `rows` and `columns` count what matters; up to the next multiple of four both ways there are zeros.
 */
export interface Matrix {
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  readonly plane: number;
}

/** Complex numbers row by row outside of a workspace: all real parts, then all imaginary parts. */
export type Packed = Float64Array<ArrayBuffer>;

/** About ten milliseconds of multiplications and additions. */
const productsBetweenPauses = 2 ** 23;

/** Workspaces no larger than this are kept for the next run. */
const largestKeptBytes = 2 ** 26;
const mostKept = 4;

/** The compiled kernels of one host, and the workspaces upon them. */
export class Kernels {
  readonly #host: Host;
  readonly #free: Workspace[] = [];
  #module: KernelModule | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** An empty workspace, of nobody else until it is given back. */
  open(): Workspace {
    const kept = this.#free.pop();
    if (kept) return kept;
    const memory = this.#host.createMemory(16, mostPages);
    this.#module ??= this.#host.compile(
      writeModule(mpsKernels(), { maximumPages: mostPages, isShared: !(memory.buffer instanceof ArrayBuffer) }),
    );
    return new Workspace(memory, this.#host.instantiate(this.#module, memory));
  }

  /** Gives a workspace back; large ones go to the garbage collector. */
  giveBack(workspace: Workspace): void {
    workspace.release(0);
    if (workspace.bytes <= largestKeptBytes && this.#free.length < mostKept) this.#free.push(workspace);
  }
}

/** Matrices that kernels work on, taken from a stack: what was taken since a `mark` goes with one `release`. */
export class Workspace {
  readonly kernels: KernelExports;
  readonly #memory: KernelMemory;
  #numbers: Float64Array;
  #top = 0;

  constructor(memory: KernelMemory, kernels: KernelExports) {
    this.#memory = memory;
    this.kernels = kernels;
    this.#numbers = new Float64Array(memory.buffer);
  }

  /** All the numbers. To be read anew after matrices were taken, since the memory may have moved. */
  get numbers(): Float64Array {
    return this.#numbers;
  }

  get bytes(): number {
    return this.#numbers.byteLength;
  }

  mark(): number {
    return this.#top;
  }

  release(mark: number): void {
    this.#top = mark;
  }

  /** Real numbers, all zero; the length is rounded up to a multiple of eight. */
  take(length: number): number {
    const at = this.#top;
    this.#top += (length + 7) & ~7;
    const missing = 8 * (this.#top - this.#numbers.length);
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / pageBytes));
      this.#numbers = new Float64Array(this.#memory.buffer);
    }
    this.#numbers.fill(0, at, this.#top);
    return at;
  }

  /** A matrix of zeros. */
  matrix(rows: number, columns: number): Matrix {
    const wide = (columns + 3) & ~3;
    const stride = wide % 8 === 0 ? wide + 4 : wide; // an odd number of 32 bytes, so that a column meets all cache sets
    const plane = ((rows + 3) & ~3) * stride;
    return { at: this.take(2 * plane), rows, columns, stride, plane };
  }

  load(packed: Packed, rows: number, columns: number): Matrix {
    const matrix = this.matrix(rows, columns);
    const numbers = this.#numbers;
    for (let part = 0, from = 0; part < 2; part++) {
      for (let row = 0; row < rows; row++) {
        const at = matrix.at + part * matrix.plane + row * matrix.stride;
        for (let column = 0; column < columns; column++) numbers[at + column] = packed[from++];
      }
    }
    return matrix;
  }

  /** The numbers of a matrix, or of its first columns. */
  pack({ at, rows, columns, stride, plane }: Matrix): Packed {
    const packed = new Float64Array(2 * rows * columns);
    const numbers = this.#numbers;
    for (let part = 0, to = 0; part < 2; part++) {
      for (let row = 0; row < rows; row++) {
        const from = at + part * plane + row * stride;
        for (let column = 0; column < columns; column++) packed[to++] = numbers[from + column];
      }
    }
    return packed;
  }

  /** The conjugate transpose, as a new matrix. */
  adjoint(from: Matrix): Matrix {
    const to = this.matrix(from.columns, from.rows);
    const numbers = this.#numbers;
    for (let row = 0; row < from.rows; row++) {
      const source = from.at + row * from.stride;
      for (let column = 0, target = to.at + row; column < from.columns; column++, target += to.stride) {
        numbers[target] = numbers[source + column];
        numbers[target + to.plane] = -numbers[source + from.plane + column];
      }
    }
    return to;
  }

  /** A · B, as a new matrix. */
  product(a: Matrix, b: Matrix): Matrix {
    const c = this.matrix(a.rows, b.columns);
    this.#multiply(c, a, b, 0, a.rows);
    return c;
  }

  /** As `product`, giving way between groups of rows. */
  *productInParts(a: Matrix, b: Matrix): Work<Matrix> {
    const c = this.matrix(a.rows, b.columns);
    const rows = 2 * Math.max(1, Math.floor(productsBetweenPauses / (2 * a.columns * b.columns)));
    for (let row = 0; row < a.rows; row += rows) {
      this.#multiply(c, a, b, row, Math.min(rows, a.rows - row));
      if (row + rows < a.rows) yield;
    }
    return c;
  }

  #multiply(c: Matrix, a: Matrix, b: Matrix, row: number, rows: number): void {
    this.kernels.product(
      ...[8 * (c.at + row * c.stride), 8 * (a.at + row * a.stride), 8 * b.at],
      ...[(rows + 1) & ~1, a.columns, 8 * ((b.columns + 3) & ~3)],
      ...[8 * a.stride, 8 * b.stride, 8 * c.stride, 8 * a.plane, 8 * b.plane, 8 * c.plane],
    );
  }
}
