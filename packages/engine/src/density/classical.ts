import { type Matrix, tidied, zeros } from "./matrix.ts";
import type { Test } from "./predicate.ts";

/**
 * Maps with classical bits, as Pauli transfer matrices. A classical bit with probabilities p₀ and p₁ has the numbers
 * p₀ + p₁ (its I) and p₀ − p₁ (its Z); a qubit has I, Z, X, Y.
 */

/** On a qubit: puts it into |0⟩. */
export const resetting = (): Matrix =>
  fromEntries(4, [
    [0, 0],
    [1, 0],
  ]);

/**
 * On a qubit and a classical bit: measures the one and writes the other, whatever was there. In the bit's Z stands
 * Σ (−1)^m P_m ρ P_m = (Zρ + ρZ)/2 in the place of ρ: I and Z of the qubit change places.
 */
export const measuring = (): Matrix =>
  fromEntries(8, [
    [0, 0],
    [1, 1],
    [4, 1],
    [5, 0],
  ]);

/** On two classical bits: the second becomes what the first is. */
export const copying = (): Matrix =>
  fromEntries(4, [
    [0, 0],
    [1, 1],
    [2, 1],
    [3, 0],
  ]);

/** On classical bits: column by column, the probability to find the row. Bit j of a row is the j-th bit. */
export function misreading(stochastic: readonly number[]): Matrix {
  const size = Math.sqrt(stochastic.length);
  const matrix = zeros(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let to = 0; to < size; to++) {
        for (let from = 0; from < size; from++) {
          sum += signOf(row, to) * signOf(column, from) * stochastic[to * size + from];
        }
      }
      matrix.values[row * size + column] = sum / size;
    }
  }
  return tidied(matrix);
}

/**
 * On the bits that a test asks, low, and the wires of a map: the map where the test holds, nothing elsewhere. With
 * F(w) = Σ (−1)^(w·s) over the values s that pass, divided by how many values there are, block (u, v) is
 * δ(u, v) · 1 + F(u ⊕ v) · (map − 1).
 */
export function controlled(test: Test, map: Matrix): Matrix {
  const values = 2 ** test.wires.length;
  const share = Array.from({ length: values }, (_, w) => {
    let sum = 0;
    for (let s = 0; s < values; s++) if (test.holds(s)) sum += signOf(w, s);
    return sum / values;
  });
  const size = values * map.rows;
  const matrix = zeros(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [u, v] = [row % values, column % values];
      const [to, from] = [Math.floor(row / values), Math.floor(column / values)];
      const one = to === from ? 1 : 0;
      const change = map.values[to * map.columns + from] - one;
      matrix.values[row * size + column] = (u === v ? one : 0) + share[u ^ v] * change;
    }
  }
  return tidied(matrix);
}

/** A square matrix with ones at the given places (row, column). */
function fromEntries(size: number, places: readonly (readonly [number, number])[]): Matrix {
  const matrix = zeros(size, size);
  for (const [row, column] of places) matrix.values[row * size + column] = 1;
  return matrix;
}

/** (−1)^(a·b). */
function signOf(a: number, b: number): number {
  let parity = 0;
  for (let common = a & b; common; common &= common - 1) parity ^= 1;
  return parity ? -1 : 1;
}
