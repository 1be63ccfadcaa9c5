import { expect, test } from "vitest";
import {
  cliffordCount,
  cliffordInverses,
  cliffordMatrices,
  cliffordOf,
  cliffordProducts,
  product,
} from "./clifford.ts";
import { cliffordPairTable, pauliTable } from "./conjugation.ts";

const all = Array.from({ length: cliffordCount }, (_, c) => c);

test("every Clifford gate is found by its matrix, whatever its phase", () => {
  for (const c of all) {
    const matrix = cliffordMatrices[c] ?? [];
    expect(cliffordOf(matrix)).toBe(c);
    expect(cliffordOf(product([0, 1, 0, 0, 0, 0, 0, 1], matrix))).toBe(c);
  }
  const eighth = [1, 0, 0, 0, 0, 0, Math.SQRT1_2, Math.SQRT1_2];
  expect(cliffordOf(eighth)).toBe(-1);
});

test("products and inverses make a group", () => {
  const times = (a: number, b: number): number => cliffordProducts[a * cliffordCount + b] ?? -1;
  for (const a of all) {
    expect(new Set(all.map((b) => times(a, b))).size).toBe(cliffordCount);
    expect(times(a, cliffordInverses[a] ?? -1)).toBe(0);
    expect(times(cliffordInverses[a] ?? -1, a)).toBe(0);
    for (const b of all) expect(times(times(a, b), 7)).toBe(times(a, times(b, 7)));
  }
});

test("tables of gates say what conjugation gives: cx spreads X from the control and Z from the target", () => {
  const entries = [...(pauliTable("cx")?.entries ?? [])];
  const [i, z, x] = [0, 1, 2];
  const behind = (first: number, second: number) =>
    entries.slice(2 * (4 * first + second), 2 * (4 * first + second) + 2);
  expect(behind(x, i)).toEqual([x, x]);
  expect(behind(i, z)).toEqual([z, z]);
  expect(behind(z, i)).toEqual([z, i]);
  expect(behind(i, x)).toEqual([i, x]);
  expect(pauliTable("t")).toBeUndefined();
  expect(pauliTable("toString")).toBeUndefined();
});

test("576 products of Clifford gates stay products at cx where they are of Pauli matrices, or of what commutes", () => {
  const entries = cliffordPairTable("cx")?.entries ?? new Int16Array();
  let local = 0;
  for (let k = 0; k < entries.length; k += 2) {
    const stays = (entries[k] ?? -1) >= 0;
    if (stays) local++;
    const [first, second] = [Math.floor(k / 2 / cliffordCount), (k / 2) % cliffordCount];
    if (first < 4 && second < 4) expect(stays).toBe(true);
  }
  // The sixteen pairs of Pauli matrices, times a quarter turn about z before the control, about x before the target, or both.
  expect(local).toBe(64);
});
