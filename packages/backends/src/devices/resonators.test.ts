import { circuitOf, gate, type Operation } from "@naru/circuit";
import { expect, test } from "vitest";
import { calibrationOf, snapshotOf } from "./calibration.ts";
import { rowOf } from "./devices.testing.ts";
import { durationOf } from "./duration.ts";
import { medianOf } from "./medians.ts";
import { checkNative } from "./native.ts";
import { noiseOf } from "./noise.ts";

/** Four qubits around a resonator, with which an exchange is a gate of its own. */
const star = rowOf(5, {
  edges: [
    [0, 4],
    [1, 4],
    [2, 4],
    [3, 4],
  ],
  twoQubitGates: ["cz", "swap"],
  resonators: [{ t1Seconds: 5e-6, t2Seconds: 8e-6 }],
  ownFigures: { swap: { medianError: 0.03, seconds: 100e-9 } },
  spreads: { t1: 0.1, t2: 0.1, readout: 0.1, oneQubit: 0.1, twoQubit: 0.1 },
});
const calibration = calibrationOf(star, "star", "2026-03-03");
const native = (...operations: Operation[]) => checkNative(star, { ...circuitOf(5, operations), clbitCount: 1 });

test("a resonator has its own lifetimes every day, no readout error and no one-qubit gates", () => {
  expect(calibration.qubits[4]).toMatchObject({ t1Seconds: 5e-6, t2Seconds: 8e-6, readoutError: 0 });
  expect(calibration.gates.filter(({ qubits }) => qubits.length === 1 && qubits[0] === 4)).toEqual([]);
  const { t1Seconds, spamFidelity } = snapshotOf(star, calibration, "a test");
  expect(t1Seconds).toBeCloseTo(star.medians.t1Seconds, 12);
  expect(spamFidelity).toBeCloseTo(1 - star.medians.readoutError, 12);
});

test("a gate with figures of its own has its median and length, and the others keep theirs", () => {
  const errorsOf = (name: string) => calibration.gates.flatMap(({ gate, error }) => (gate === name ? [error] : []));
  expect(medianOf(errorsOf("swap"))).toBeCloseTo(0.03, 12);
  expect(durationOf(star, circuitOf(5, [gate("swap", [0, 4])]))).toBeCloseTo(100e-9, 12);
  expect(durationOf(star, circuitOf(5, [gate("cz", [0, 4])]))).toBeCloseTo(star.twoQubitSeconds, 12);
  const { relaxation, rules } = noiseOf(calibration, star, circuitOf(5, [gate("swap", [1, 4])]));
  expect(relaxation?.durations.gateSeconds?.swap).toBe(100e-9);
  expect(rules).toHaveLength(1);
});

test("a resonator takes part in gates on pairs and in nothing else", () => {
  expect(() => native(gate("swap", [0, 4]), gate("cz", [4, 1]))).not.toThrow();
  expect(() => native(gate("sx", [4]))).toThrow(/resonator/);
  expect(() => native({ kind: "measure", qubit: 4, clbit: 0 })).toThrow(/resonator, which has no measure/);
  expect(() => native({ kind: "reset", qubit: 4 })).toThrow(/resonator, which has no reset/);
});

test("figures of a device with spreads of its own differ by no more than those say", () => {
  const times = calibrationOf({ ...star, resonators: [] }, "star", "2026-03-03").qubits.map(
    ({ t1Seconds }) => t1Seconds,
  );
  // Six standard deviations each way, of which a quarter more is from day to day.
  for (const time of times) expect(Math.abs(Math.log(time / star.medians.t1Seconds))).toBeLessThan(0.75);
  expect(new Set(times).size).toBe(5);
});
