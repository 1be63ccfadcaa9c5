import { UnsupportedError } from "@naru/base";
import { circuitOf, gate } from "@naru/circuit";
import { afterAll, describe, expect, test } from "vitest";
import { engineConformance } from "../conformance.ts";
import { gradientOf } from "../gradient/gradient.ts";
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

  test("so has a gradient", async () => {
    const circuit = circuitOf(10, randomSteps(9, 10, 60));
    const energy = {
      terms: ["XIZYIIXZII", "ZIIIIZIIII", "IIIIIIIIIX"].map((paulis) => ({ paulis, coefficient: 0.5 })),
    };
    const [here, there] = [wide, narrow].map((simulator) =>
      gradientOf(simulator, circuit, energy, { precision }, 2 ** 30),
    );
    expect(await here).toEqual(await there);
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
