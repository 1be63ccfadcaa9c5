import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { circuitOf, gate, gates, measure, measureAll, type Operation, pauliRotation, reset } from "./index.ts";

/** Complex amplitudes as (re, im) pairs; bit k of an index belongs to qubit k. */
type State = readonly (readonly [re: number, im: number])[];

/** Applies gates of the table to a state, entry by entry of their matrices. */
function applied(state: State, operations: readonly Operation[]): State {
  return operations.reduce<State>((before, operation) => {
    if (operation.kind !== "gate" || operation.controls) throw new Error("Only plain gates are expected here.");
    const matrix = gates[operation.gate].matrix(operation.params ?? []);
    const size = 2 ** operation.qubits.length;
    const rowOf = (index: number) => operation.qubits.reduce((row, qubit, j) => row | (((index >> qubit) & 1) << j), 0);
    const withRow = (index: number, row: number) =>
      operation.qubits.reduce((at, qubit, j) => (at & ~(1 << qubit)) | (((row >> j) & 1) << qubit), index);
    return before.map((_, index) => {
      let [re, im] = [0, 0];
      for (let column = 0; column < size; column++) {
        const [ar, ai] = before[withRow(index, column)] ?? [0, 0];
        const at = 2 * (rowOf(index) * size + column);
        const [mr, mi] = [matrix[at] ?? 0, matrix[at + 1] ?? 0];
        re += mr * ar - mi * ai;
        im += mr * ai + mi * ar;
      }
      return [re, im];
    });
  }, state);
}

/** cos(θ/2) − i sin(θ/2) P on a state, which is exp(−iθ/2 P) because P² = 1. P is written by its action on a basis state. */
function exactRotation(state: State, paulis: readonly string[], qubits: readonly number[], theta: number): State {
  const [c, s] = [Math.cos(theta / 2), Math.sin(theta / 2)];
  const turned = state.map(([re, im]) => [c * re, c * im] as [number, number]);
  state.forEach(([re, im], index) => {
    let image = index;
    let [phaseRe, phaseIm] = [1, 0];
    qubits.forEach((qubit, j) => {
      const isOne = ((index >> qubit) & 1) === 1;
      if (paulis[j] === "X" || paulis[j] === "Y") image ^= 1 << qubit;
      if (paulis[j] === "Y") [phaseRe, phaseIm] = isOne ? [phaseIm, -phaseRe] : [-phaseIm, phaseRe]; // times −i or i
      if (paulis[j] === "Z" && isOne) [phaseRe, phaseIm] = [-phaseRe, -phaseIm];
    });
    const [pr, pi] = [re * phaseRe - im * phaseIm, re * phaseIm + im * phaseRe];
    const at = turned[image] ?? [0, 0];
    at[0] += s * pi;
    at[1] -= s * pr;
  });
  return turned;
}

const width = 4;
const anyState: fc.Arbitrary<State> = fc
  .array(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })), {
    minLength: 2 ** width,
    maxLength: 2 ** width,
  })
  .map((state) => state);
const anyProduct = fc
  .shuffledSubarray([0, 1, 2, 3], { minLength: 1 })
  .chain((qubits) =>
    fc.tuple(
      fc.array(fc.constantFrom("I", "X", "Y", "Z"), { minLength: qubits.length, maxLength: qubits.length }),
      fc.constant(qubits),
    ),
  );
const anyAngle = fc.double({ min: -4 * Math.PI, max: 4 * Math.PI, noNaN: true });

describe("pauliRotation", () => {
  test("is the exact exponential of any Pauli product on any qubits in any order, phase included", () => {
    fc.assert(
      fc.property(anyState, anyProduct, anyAngle, (state, [paulis, qubits], theta) => {
        fc.pre(paulis.some((pauli) => pauli !== "I"));
        const actual = applied(state, pauliRotation(paulis, qubits, theta));
        const expected = exactRotation(state, paulis, qubits, theta);
        actual.forEach(([re, im], index) => {
          expect(Math.hypot(re - (expected[index]?.[0] ?? Number.NaN), im - (expected[index]?.[1] ?? 0))).toBeLessThan(
            1e-12,
          );
        });
      }),
      { numRuns: 300 },
    );
  });

  test("uses one rotation, and two CX for each factor after the second", () => {
    const operations = pauliRotation(["X", "Y", "Z", "Z"], [0, 1, 2, 3], 0.4);
    const names = operations.map((operation) => (operation.kind === "gate" ? operation.gate : operation.kind));
    expect(names.filter((name) => name === "rzz")).toHaveLength(1);
    expect(names.filter((name) => name === "cx")).toHaveLength(4);
    expect(pauliRotation(["Z"], [2], 0.4)).toEqual([gate("rz", [2], [0.4])]);
  });

  test("a product of identities alone gives no gates", () => {
    expect(pauliRotation(["I", "I"], [0, 1], 0.4)).toEqual([]);
    expect(pauliRotation([], [], 0.4)).toEqual([]);
  });
});

test("a gate carries no empty fields, so that it reads and stores short", () => {
  expect(gate("h", [1])).toEqual({ kind: "gate", gate: "h", qubits: [1] });
  expect(Object.keys(gate("h", [1]))).toEqual(["kind", "gate", "qubits"]);
  expect(gate("rx", [1], [0.5], [0, 2])).toEqual({
    kind: "gate",
    gate: "rx",
    qubits: [1],
    params: [0.5],
    controls: [0, 2],
  });
});

test("measureAll reads qubit k into classical bit k, after all else", () => {
  const circuit = circuitOf(3, [gate("h", [0]), reset(1)]);
  expect(measureAll(circuit)).toEqual({
    qubitCount: 3,
    clbitCount: 3,
    operations: [...circuit.operations, measure(0, 0), measure(1, 1), measure(2, 2)],
  });
  expect(circuit.clbitCount).toBe(0);
});

test("measureAll refuses a circuit that has classical bits of its own", () => {
  expect(() => measureAll({ qubitCount: 1, clbitCount: 1, operations: [] })).toThrow(RangeError);
});
