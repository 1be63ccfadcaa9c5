import { gate, gateNames, gates } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyPlacement } from "../conformance/arbitrary.ts";
import { after, type StateVector } from "../reference/state-vector.ts";
import type { UnitaryStep } from "../simulator.ts";
import { passageOf, passageOfChannel } from "./frames.ts";

/** A Pauli by its number, as steps. */
const paulis = (p: number, width: number): UnitaryStep[] =>
  Array.from({ length: width }, (_, j) => [
    ...((p >> (2 * j)) & 2 ? [gate("z", [j])] : []),
    ...((p >> (2 * j)) & 1 ? [gate("x", [j])] : []),
  ]).flat();

/** Entries without symmetry, so that only equal operators make equal states of them. */
const any = (width: number): StateVector =>
  Float64Array.from({ length: 2 * 2 ** width }, (_, i) => Math.sin(1 + 2.7 * i));

function areSameUpToPhase(a: StateVector, b: StateVector): boolean {
  const inner = (x: StateVector, y: StateVector, shift: 0 | 1) =>
    x.reduce((sum, part, i) => sum + (shift === 1 && i % 2 === 0 ? -1 : 1) * part * (y[i ^ shift] ?? Number.NaN), 0);
  const [re, im] = [inner(a, b, 0), inner(a, b, 1)];
  const [weightA, weightB] = [inner(a, a, 0), inner(b, b, 0)];
  return Math.abs(re * re + im * im - weightA * weightB) < 1e-9 * weightA * weightB;
}

describe("a Pauli before a gate and its image after it do the same", () => {
  const small = gateNames.filter((name) => gates[name].qubitCount <= 2);
  test.each(small)("%s", (name) => {
    const width = gates[name].qubitCount;
    fc.assert(
      fc.property(anyPlacement(name, width, 0), (step) => {
        const own = { ...step, qubits: Array.from({ length: width }, (_, j) => j) };
        const passage = passageOf(own);
        for (let p = 0; p < 4 ** width; p++) {
          const image = passage?.images[p] ?? -1;
          const before = [...paulis(p, width), own].reduce(after, any(width));
          const isImage = (q: number) => areSameUpToPhase(before, [own, ...paulis(q, width)].reduce(after, any(width)));
          if (image >= 0) expect(isImage(image)).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });
});

test("everything passes a Clifford gate, and what commutes with its axis a rotation", () => {
  for (const step of [gate("cx", [0, 1]), gate("iswap", [0, 1]), gate("rzz", [0, 1], [Math.PI / 2])]) {
    expect([...(passageOf(step)?.classes ?? [])]).toEqual(new Array(16).fill(0));
  }
  expect([...(passageOf(gate("rx", [0], [0.3]))?.images ?? [])]).toEqual([0, 1, -1, -1]);
  expect([...(passageOf(gate("t", [0]))?.images ?? [])]).toEqual([0, -1, 2, -1]);
});

test("two Paulis are of one class if their product passes", () => {
  const { images, classes } = passageOf(gate("cp", [0, 1], [0.7])) ?? { images: [], classes: [] };
  for (let p = 0; p < 16; p++) {
    for (let q = 0; q < 16; q++) expect(classes[p] === classes[q]).toBe((images[p ^ q] ?? -1) >= 0);
  }
});

test("nothing is said of gates on three qubits", () => {
  expect(passageOf(gate("ccx", [0, 1, 2]))).toBeUndefined();
  expect(passageOf(gate("x", [0], [], [1, 2]))).toBeUndefined();
});

test("only Z passes damping", () => {
  const real = (...entries: number[]) => entries.flatMap((entry) => [entry, 0]);
  const { images } = passageOfChannel([real(1, 0, 0, 0.8), real(0, 0.6, 0, 0)], 1);
  expect([...images]).toEqual([0, -1, 2, -1]);
});
