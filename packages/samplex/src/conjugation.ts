import { cliffordMatrices, cliffordOf, type Matrix, pauliMatrices } from "./clifford.ts";
import type { Table } from "./tables.ts";

/**
 * What a gate U makes of Pauli matrices (P → U·P·U†), for the gates that samplexes of versions 1 to 3 name without bringing
 * a table: of two qubits, the first is the control of cx. Undefined for other gates.
 */
export const pauliTable = (gate: string): Table | undefined =>
  remembered(
    `pauli ${gate}`,
    ["h", "cx", "cz", "ecr"].includes(gate) ? gates[gate] : undefined,
    pauliMatrices,
    pauliOf,
  );

/** The same for Clifford gates, for samplexes of version 3. */
export const cliffordPairTable = (gate: string): Table | undefined =>
  remembered(`clifford ${gate}`, Object.hasOwn(gates, gate) ? gates[gate] : undefined, cliffordMatrices, cliffordOf);

/** Complex matrices of 2 or 4 rows, row by row, (re, im) interleaved; of two qubits, the first is the more significant. */
const r = Math.SQRT1_2;
const gates: Readonly<Record<string, readonly number[]>> = {
  h: real([r, r, r, -r]),
  x: real([0, 1, 1, 0]),
  y: [0, 0, 0, -1, 0, 1, 0, 0],
  z: real([1, 0, 0, -1]),
  cx: real([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0]),
  cz: real([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1]),
  // (X⊗I − Y⊗X)/√2
  ecr: [
    ...[0, 0, 0, 0, r, 0, 0, r],
    ...[0, 0, 0, 0, 0, r, r, 0],
    ...[r, 0, 0, -r, 0, 0, 0, 0],
    ...[0, -r, r, 0, 0, 0, 0, 0],
  ],
};

function real(entries: readonly number[]): readonly number[] {
  return entries.flatMap((entry) => [entry, 0]);
}

type NumberOf = (matrix: Matrix) => number;
const made = new Map<string, Table>();

/** Tables are made when they are first asked for: those of pairs of Clifford gates take some milliseconds. */
function remembered(
  key: string,
  gate: readonly number[] | undefined,
  group: readonly Matrix[],
  numberOf: NumberOf,
): Table | undefined {
  if (gate === undefined) return undefined;
  const table = made.get(key) ?? conjugationTable(gate, group, numberOf);
  made.set(key, table);
  return table;
}

function pauliOf(matrix: Matrix): number {
  const clifford = cliffordOf(matrix);
  return clifford < 4 ? clifford : -1;
}

function conjugationTable(gate: readonly number[], group: readonly Matrix[], numberOf: NumberOf): Table {
  const arity = gate.length === 8 ? 1 : 2;
  const size = group.length;
  const entries: number[] = [];
  if (arity === 1) {
    for (const element of group) entries.push(numberOf(conjugated(gate, element, 2)));
  } else {
    for (const first of group) {
      for (const second of group) {
        const factors = factorsOf(conjugated(gate, kronecker(first, second), 4));
        const numbers = factors?.map(numberOf) ?? [-1, -1];
        entries.push(...(numbers.includes(-1) ? [-1, -1] : numbers));
      }
    }
  }
  return { arity, size, entries: Int16Array.from(entries) };
}

/** U·M·U†, of so many rows. */
function conjugated(gate: readonly number[], matrix: readonly number[], rows: number): number[] {
  const adjoint = Array.from({ length: rows * rows }, (_, k) => {
    const at = 2 * ((k % rows) * rows + Math.floor(k / rows));
    return [gate[at], -gate[at + 1]];
  }).flat();
  return multiplied(multiplied(gate, matrix, rows), adjoint, rows);
}

function multiplied(a: readonly number[], b: readonly number[], rows: number): number[] {
  const entries = new Array<number>(2 * rows * rows).fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      for (let k = 0; k < rows; k++) {
        const [p, q, to] = [2 * (i * rows + k), 2 * (k * rows + j), 2 * (i * rows + j)];
        entries[to] += a[p] * b[q] - a[p + 1] * b[q + 1];
        entries[to + 1] += a[p] * b[q + 1] + a[p + 1] * b[q];
      }
    }
  }
  return entries;
}

function kronecker(a: Matrix, b: Matrix): number[] {
  const entries: number[] = [];
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      const [p, q] = [2 * ((i >> 1) * 2 + (j >> 1)), 2 * ((i & 1) * 2 + (j & 1))];
      entries.push(a[p] * b[q] - a[p + 1] * b[q + 1], a[p] * b[q + 1] + a[p + 1] * b[q]);
    }
  }
  return entries;
}

/** Unitary matrices a and b with a⊗b equal to the matrix up to a phase; undefined if there are none. */
function factorsOf(matrix: readonly number[]): readonly [Matrix, Matrix] | undefined {
  let largest = 0;
  for (let k = 0; k < 16; k++) if (sizeAt(matrix, k) > sizeAt(matrix, largest) + 1e-9) largest = k;
  const [row, column] = [largest >> 2, largest & 3];
  // The block with the largest entry is a multiple of b; the entries at its place in all blocks are a multiple of a.
  const place = (i: number, j: number): number => 2 * (4 * i + j);
  const [a, b]: [number[], number[]] = [[], []];
  for (const i of [0, 1]) {
    for (const j of [0, 1]) {
      const inBlock = place((row & 2) | i, (column & 2) | j);
      const ofBlocks = place((row & 1) | (i << 1), (column & 1) | (j << 1));
      b.push(matrix[inBlock], matrix[inBlock + 1]);
      a.push(matrix[ofBlocks], matrix[ofBlocks + 1]);
    }
  }
  const factors = [unit(a), unit(b)] as const;
  const whole = kronecker(factors[0], factors[1]);
  let [re, im] = [0, 0];
  for (let k = 0; k < 32; k += 2) {
    re += whole[k] * matrix[k] + whole[k + 1] * matrix[k + 1];
    im += whole[k] * matrix[k + 1] - whole[k + 1] * matrix[k];
  }
  return Math.abs(re * re + im * im - 16) < 1e-6 ? factors : undefined;
}

const sizeAt = (matrix: readonly number[], k: number): number => matrix[2 * k] ** 2 + matrix[2 * k + 1] ** 2;

/** Scaled so that the sum of the squares is 2, as a unitary matrix has it. */
function unit(matrix: readonly number[]): Matrix {
  const size = Math.sqrt(matrix.reduce((sum, entry) => sum + entry * entry, 0) / 2);
  return matrix.map((entry) => entry / size);
}
