import { type Circuit, circuitOf, gate, measure, type Operation, reset } from "@naru/circuit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyGate, anyUnitary, equals, when } from "../conformance/arbitrary.ts";
import type { NoiseChannel, NoiseModel } from "../noise-model.ts";
import { exactDistribution } from "../reference/index.ts";
import { reduce } from "./index.ts";
import { isOneQubit, oneQubitResult } from "./one-qubit.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const anyChannel = fc.oneof<fc.Arbitrary<NoiseChannel>[]>(
  fc.tuple(share, share, share).map(([x, y, z]) => ({
    kind: "pauli",
    probabilities: { X: x / 3, Y: y / 3, Z: z / 3 },
  })),
  fc.tuple(share, share).map(([probability, excitedPopulation]) => ({
    kind: "amplitudeDamping",
    probability,
    excitedPopulation,
  })),
  fc.tuple(share, share).map(([seconds, ratio]) => ({
    kind: "thermalRelaxation",
    t1Seconds: 1,
    t2Seconds: 0.1 + 1.9 * ratio,
    seconds,
    excitedPopulation: 0.2,
  })),
  share.map((angle) => ({ kind: "rotation", paulis: "Y", angleRadians: angle })),
);
const anyNoise = fc.tuple(anyChannel, share, share).map(
  ([channel, a, b]): NoiseModel => ({
    oneQubitRate: a / 4,
    twoQubitRate: 0,
    rules: [{ gates: ["h", "x", "sx", "u", "unitary"], channel }],
    relaxation: {
      t1Seconds: 20,
      t2Seconds: 5 + 30 * b,
      idle: true,
      durations: { oneQubitSeconds: 1, twoQubitSeconds: 1, resetSeconds: 2 },
    },
    readout: { oneGivenZero: a / 3, zeroGivenOne: b / 2 },
  }),
);
const anySteps = fc.array(
  fc.oneof<fc.WeightedArbitrary<Operation>[]>(
    { weight: 6, arbitrary: anyGate(1, 0) },
    { weight: 1, arbitrary: anyUnitary(1, 1) },
    { weight: 1, arbitrary: fc.constant(reset(0)) },
    { weight: 1, arbitrary: share.map((seconds) => ({ kind: "delay", qubit: 0, seconds: 10 * seconds })) },
  ),
  { maxLength: 8 },
);

test("a qubit by itself reads as the reference says, whatever disturbs it", () => {
  fc.assert(
    fc.property(anySteps, anyNoise, (steps, noise) => {
      const read: Circuit = { qubitCount: 1, clbitCount: 1, operations: [...steps, measure(0, 0)] };
      expect(oneQubitResult(read, noise).one).toBeCloseTo(exactDistribution(read, noise).get("1") ?? 0, 12);
      const { readout: _, ...quiet } = noise;
      const z = 1 - 2 * (exactDistribution(read, quiet).get("1") ?? 0);
      expect(oneQubitResult(circuitOf(1, steps), noise).bloch[2]).toBeCloseTo(z, 12);
    }),
    { numRuns: 200 },
  );
});

test("its expectation values of X and Y are those of Z after a turn", () => {
  fc.assert(
    fc.property(anySteps, (steps) => {
      const of = (...turns: Operation[]) => oneQubitResult(circuitOf(1, [...steps, ...turns]), undefined).bloch;
      const [x, y, z] = of();
      expect(of(gate("h", [0]))[2]).toBeCloseTo(x, 12);
      expect(of(gate("sdg", [0]), gate("h", [0]))[2]).toBeCloseTo(y, 12);
      expect(Math.hypot(x, y, z)).toBeCloseTo(1, 12);
    }),
  );
});

test("a qubit that is measured twice, acted on afterwards or decided on is none of these", () => {
  const one = (operations: Operation[], clbitCount = 1) => isOneQubit({ qubitCount: 1, clbitCount, operations });
  expect(one([gate("h", [0]), reset(0), { kind: "delay", qubit: 0, seconds: 1 }, measure(0, 0)])).toBe(true);
  expect(one([measure(0, 0), measure(0, 0)])).toBe(false);
  expect(one([measure(0, 0), gate("h", [0])])).toBe(false);
  expect(one([measure(0, 0), reset(0)])).toBe(false);
  expect(one([when(equals([0], 0), [gate("x", [0])])])).toBe(false);
  expect(one([gate("h", [0])], 2)).toBe(false);
  expect(isOneQubit(circuitOf(2, []))).toBe(false);
});

test("methods of the whole state leave single qubits to themselves, and a tableau does not", () => {
  const circuit = circuitOf(9, [gate("h", [0]), gate("cx", [1, 2])]);
  const singlesUnder = (method: "density" | "statevector" | "stabilizer" | "mps") =>
    reduce(circuit, { seed: 1, shots: 1, method })?.parts.filter((part) => part.isOneQubit).length;
  expect(singlesUnder("density")).toBe(1);
  expect(singlesUnder("statevector")).toBe(1);
  expect(singlesUnder("stabilizer")).toBe(0);
  expect(singlesUnder("mps")).toBe(0);
});
