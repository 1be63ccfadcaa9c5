import { circuitOf, gate } from "@naru/circuit";
import { expect, test } from "vitest";
import { equals, when } from "../conformance/arbitrary.ts";
import { noiseSupport } from "./index.ts";

const noise = { oneQubitRate: 0.1, twoQubitRate: 0.1 };
const readoutError = { oneGivenZero: 0.1, zeroGivenOne: 0.1 };

test("a sound model on gates of one and two qubits is taken", () => {
  const circuit = circuitOf(3, [gate("h", [0]), gate("cx", [0, 1]), gate("z", [0], [], [2])]);
  expect(noiseSupport(circuit, { ...noise, readout: readoutError })).toEqual({ ok: true });
});

test("a wide gate is found inside conditions too", () => {
  const inside = { ...circuitOf(3, [when(equals([0], 1), [], [gate("x", [0], [], [1, 2])])]), clbitCount: 1 };
  expect(noiseSupport(inside, noise)).toMatchObject({ ok: false, why: expect.stringContaining("compile") });
  expect(noiseSupport(inside, { ...noise, wideGateErrors: 2 })).toEqual({ ok: true });
});

test("readout errors are one for all qubits, or one for each", () => {
  const circuit = circuitOf(3, []);
  expect(noiseSupport(circuit, { ...noise, readout: [readoutError, readoutError, readoutError] })).toEqual({
    ok: true,
  });
  expect(noiseSupport(circuit, { ...noise, readout: [readoutError] })).toMatchObject({
    ok: false,
    why: expect.stringContaining("1 qubits, and the circuit has 3"),
  });
});

test.each([-1, 0.5, Number.NaN])("%d errors for a wide gate are refused", (wideGateErrors) => {
  expect(noiseSupport(circuitOf(1, []), { ...noise, wideGateErrors })).toMatchObject({ ok: false });
});
