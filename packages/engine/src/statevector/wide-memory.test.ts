import { freemem } from "node:os";
import { UnsupportedError } from "@naru/base";
import { circuitOf, gate } from "@naru/circuit";
import { afterAll, describe, expect, test } from "vitest";
import { engineConformance } from "../conformance.ts";
import { nodeHost } from "../hosts/node.ts";
import type { Precision } from "../simulator.ts";
import { randomSteps } from "./random-circuits.testing.ts";
import { StatevectorSimulator } from "./simulator.ts";

const host = nodeHost();
const { createWideMemory: _, ...narrowHost } = host;
/** Tiles of 2^8 amplitudes: eleven qubits are eight tiles. */
const smallTiles = (precision: Precision) => ({ laneBits: precision === "single" ? 2 : 1, tileBits: 8, runBits: 4 });
/** Takes a memory with 64-bit addresses whatever the size of the state. */
const wide = new StatevectorSimulator(host, 2, smallTiles, 0);
const narrow = new StatevectorSimulator(narrowHost, 2, smallTiles);
const whole = new StatevectorSimulator(host, 2);
afterAll(() => Promise.all([wide, narrow, whole].map((simulator) => simulator.close())));

describe.each([
  ["double", 1e-12],
  ["single", 2e-6],
] as const)("with 64-bit addresses, in %s precision", (precision, tolerance) => {
  engineConformance(() => wide, { options: { precision }, tolerance, qubitCount: 11 });

  test("all results have the same bits as with 32-bit addresses", async () => {
    const circuit = circuitOf(13, randomSteps(7, 13, 150));
    const observables = [{ terms: ["XIZYIIXZIIZIY", "ZIIIIZIIIIIIZ"].map((paulis) => ({ paulis, coefficient: 1 })) }];
    const options = { seed: 3, precision, shots: 2000, amplitudes: true, probabilities: true, observables };
    const { seconds: __, ...expected } = await narrow.run(circuit, options);
    expect(await wide.run(circuit, options)).toMatchObject(expected);
  });
});

test("the limits are those of the addresses", () => {
  const supports = (simulator: StatevectorSimulator, qubitCount: number, precision: Precision) =>
    simulator.supports(circuitOf(qubitCount, [gate("h", [0])]), { seed: 1, precision });
  for (const [simulator, precision, most] of [
    [whole, "single", 30],
    [whole, "double", 29],
    [narrow, "single", 28],
    [narrow, "double", 27],
  ] as const) {
    expect(supports(simulator, most, precision)).toEqual({ ok: true });
    expect(supports(simulator, most + 1, precision)).toMatchObject({ why: expect.stringContaining(`up to ${most} `) });
  }
  expect(supports(narrow, 29, "single")).toMatchObject({ why: expect.stringContaining("32-bit addresses") });
});

test("what needs 64-bit addresses is refused where there are none, and estimates say what it takes where there are", async () => {
  const circuit = circuitOf(30, [gate("h", [29])]);
  const estimate = whole.estimate(circuit, { seed: 1, precision: "single" });
  expect(estimate.bytes).toBeGreaterThan(2 ** 33);
  expect(estimate.bytes).toBeLessThan(2 ** 33 + 2 ** 27);
  await expect(narrow.run(circuit, { seed: 1, shots: 1, precision: "single" })).rejects.toThrow(UnsupportedError);
});

/** The state of 29 qubits takes 4 GiB in single precision, so that its upper half lies beyond what 32 bits reach. */
const bytesOfLargest = 4.1 * 2 ** 30;
test.skipIf(freemem() < 3 * bytesOfLargest)(
  "a state of more than 4 GiB (skipped where memory is short)",
  async () => {
    const last = 28;
    const chain = Array.from({ length: last }, (_, q) => gate("cx", [q, q + 1]));
    const circuit = circuitOf(last + 1, [gate("ry", [0], [2 * Math.asin(Math.sqrt(0.25))]), ...chain]);
    const observables = ["Z".repeat(29), `Z${"I".repeat(28)}`, "X".repeat(29)].map((paulis) => ({
      terms: [{ paulis, coefficient: 1 }],
    }));
    const options = { seed: 1, shots: 1000, precision: "single", observables } as const;
    const { counts, expectations } = await whole.run(circuit, options);
    expect([...(counts?.keys() ?? [])]).toEqual(["0".repeat(29), "1".repeat(29)]);
    // a quarter of the shots, within five standard errors
    expect(Math.abs((counts?.get("1".repeat(29)) ?? 0) - 250)).toBeLessThan(5 * Math.sqrt(1000 * 0.25 * 0.75));
    expect(expectations?.[0]).toBeCloseTo(0.75 - 0.25, 6);
    expect(expectations?.[1]).toBeCloseTo(0.75 - 0.25, 6);
    expect(expectations?.[2]).toBeCloseTo(2 * Math.sqrt(0.25 * 0.75), 6);
  },
  120_000,
);
