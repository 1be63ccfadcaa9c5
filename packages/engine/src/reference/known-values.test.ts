import { type Circuit, circuitOf, gate, measure, type Operation } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import { equals, when } from "../conformance/arbitrary.ts";
import { exactDistribution, ReferenceSimulator } from "./index.ts";

const clock = { now: () => performance.now(), pause: () => new Promise<void>((resume) => setTimeout(resume)) };
const reference = new ReferenceSimulator(clock);

/** Amplitudes as [re, im], by basis state. */
async function amplitudesOf(circuit: Circuit): Promise<(readonly [number, number])[]> {
  const { amplitudes = new Float64Array() } = await reference.run(circuit, { seed: 1, amplitudes: true });
  const part = (i: number) => amplitudes[i] ?? Number.NaN;
  return Array.from({ length: amplitudes.length / 2 }, (_, i) => [part(2 * i), part(2 * i + 1)] as const);
}

function expectState(actual: readonly (readonly [number, number])[], expected: readonly (readonly [number, number])[]) {
  expect(actual.length).toBe(expected.length);
  actual.forEach(([re, im], index) => {
    expect(re).toBeCloseTo(expected[index]?.[0] ?? Number.NaN, 14);
    expect(im).toBeCloseTo(expected[index]?.[1] ?? Number.NaN, 14);
  });
}

const half = Math.SQRT1_2;

describe("states that are known by hand", () => {
  test("a Bell pair is (|00⟩ + |11⟩)/√2", async () => {
    const state = await amplitudesOf(circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]));
    expectState(state, [
      [half, 0],
      [0, 0],
      [0, 0],
      [half, 0],
    ]);
  });

  test("a GHZ state of five qubits with a phase is (|00000⟩ + i|11111⟩)/√2", async () => {
    const chain = [0, 1, 2, 3].map((k) => gate("cx", [k, k + 1]));
    const state = await amplitudesOf(circuitOf(5, [gate("h", [0]), ...chain, gate("s", [2])]));
    const expected = Array.from(
      { length: 32 },
      (_, i) => (i === 0 ? [half, 0] : i === 31 ? [0, half] : [0, 0]) as [number, number],
    );
    expectState(state, expected);
  });

  test("a W state has one excitation, evenly spread", async () => {
    const angle = (of: number) => 2 * Math.acos(Math.sqrt(1 / of));
    const operations = [
      ...[gate("x", [0])],
      ...[gate("cry", [0, 1], [angle(4)]), gate("cx", [1, 0])],
      ...[gate("cry", [1, 2], [angle(3)]), gate("cx", [2, 1])],
      ...[gate("cry", [2, 3], [angle(2)]), gate("cx", [3, 2])],
    ];
    const state = await amplitudesOf(circuitOf(4, operations));
    const expected = Array.from(
      { length: 16 },
      (_, i) => ([1, 2, 4, 8].includes(i) ? [0.5, 0] : [0, 0]) as [number, number],
    );
    expectState(state, expected);
  });

  test.each([0, 1, 5, 6])("the quantum Fourier transform of |%d⟩ on three qubits is a row of phases", async (start) => {
    const prepare = [0, 1, 2].filter((k) => (start >> k) & 1).map((k) => gate("x", [k]));
    const transform: Operation[] = [2, 1, 0].flatMap((k) => [
      gate("h", [k]),
      ...Array.from({ length: k }, (_, j) => gate("cp", [j, k], [Math.PI / 2 ** (k - j)])),
    ]);
    const state = await amplitudesOf(circuitOf(3, [...prepare, ...transform, gate("swap", [0, 2])]));
    const expected = Array.from({ length: 8 }, (_, k) => {
      const phase = (2 * Math.PI * start * k) / 8;
      return [Math.cos(phase) / Math.sqrt(8), Math.sin(phase) / Math.sqrt(8)] as const;
    });
    expectState(state, expected);
  });

  test.each([
    ["rx", [1.1], [Math.cos(0.55), 0], [0, -Math.sin(0.55)]],
    ["ry", [1.1], [Math.cos(0.55), 0], [Math.sin(0.55), 0]],
    ["rz", [1.1], [Math.cos(0.55), -Math.sin(0.55)], [0, 0]],
    ["gpi", [0.4], [0, 0], [Math.cos(0.4), Math.sin(0.4)]],
    ["gpi2", [0], [half, 0], [0, -half]],
    ["u", [Math.PI / 2, Math.PI / 2, 0.3], [half, 0], [0, half]],
  ] as const)("%s turns |0⟩ as its definition says", async (name, params, zero, one) => {
    expectState(await amplitudesOf(circuitOf(1, [gate(name, [0], params)])), [zero, one]);
  });

  test("cx has its first qubit as control, ccx its first two, and further controls fire on 1 only", async () => {
    const from = async (ones: readonly number[], ...operations: Operation[]) => {
      const state = await amplitudesOf(circuitOf(3, [...ones.map((k) => gate("x", [k])), ...operations]));
      return state.findIndex(([re]) => re === 1);
    };
    expect(await from([0], gate("cx", [0, 1]))).toBe(0b011);
    expect(await from([1], gate("cx", [0, 1]))).toBe(0b010);
    expect(await from([0, 2], gate("ccx", [2, 0, 1]))).toBe(0b111);
    expect(await from([0], gate("ccx", [2, 0, 1]))).toBe(0b001);
    expect(await from([2], gate("swap", [0, 1], [], [2]))).toBe(0b100);
    expect(await from([2, 0], gate("swap", [0, 1], [], [2]))).toBe(0b110);
    expect(await from([0], gate("swap", [0, 1], [], [2]))).toBe(0b001);
  });
});

test("a teleported qubit has the probabilities of the one that was sent", () => {
  const send = [gate("h", [1]), gate("cx", [1, 2]), gate("cx", [0, 1]), gate("h", [0]), measure(0, 0), measure(1, 1)];
  const correct = [when(equals([1], 1), [gate("x", [2])]), when(equals([0], 1), [gate("z", [2])])];
  const operations = [gate("ry", [0], [1.1]), ...send, ...correct, measure(2, 2)];
  const distribution = exactDistribution({ qubitCount: 3, clbitCount: 3, operations });
  for (const bits of ["00", "01", "10", "11"]) {
    expect(distribution.get(`1${bits}`)).toBeCloseTo(Math.sin(0.55) ** 2 / 4, 14);
    expect(distribution.get(`0${bits}`)).toBeCloseTo(Math.cos(0.55) ** 2 / 4, 14);
  }
});

test("the distribution by density matrices is that of the state vector where both can be had", async () => {
  const circuit = circuitOf(3, [
    gate("u", [0], [1, 2, 3]),
    gate("crx", [0, 2], [0.7]),
    gate("ms", [2, 1], [0.1, 0.2, 0.9]),
  ]);
  const exact = exactDistribution(circuit);
  (await amplitudesOf(circuit)).forEach(([re, im], index) => {
    const bits = index.toString(2).padStart(3, "0");
    expect(exact.get(bits) ?? 0).toBeCloseTo(re ** 2 + im ** 2, 14);
  });
});
