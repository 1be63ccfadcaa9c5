import { readFileSync } from "node:fs";
import { type Circuit, gateNames } from "@naru/circuit";
import { afterAll, describe, expect, test } from "vitest";
import { nodeHost } from "../hosts/node.ts";
import type { Precision, Simulator } from "../simulator.ts";
import { StatevectorSimulator } from "./simulator.ts";

/** What Qiskit Aer computed in double precision; `fixtures/make-amplitudes.py` makes it anew. */
const recorded = JSON.parse(readFileSync(new URL("../../fixtures/amplitudes.json", import.meta.url), "utf8")) as {
  readonly with: string;
  readonly cases: readonly {
    readonly circuit: Circuit;
    readonly indices: readonly number[];
    readonly amplitudes: readonly number[];
  }[];
};
const small = recorded.cases.filter(({ circuit }) => circuit.qubitCount === 8);
const large = recorded.cases.filter(({ circuit }) => circuit.qubitCount === 20);

/** Tiles of 2^6 amplitudes: eight qubits are four tiles. */
const smallTiles = (precision: Precision) => ({ laneBits: precision === "single" ? 2 : 1, tileBits: 6, runBits: 4 });
const whole = new StatevectorSimulator(nodeHost(), 1);
const tiled = new StatevectorSimulator(nodeHost(), 1, smallTiles);
const crew = new StatevectorSimulator(nodeHost(), 2);
afterAll(() => Promise.all([whole, tiled, crew].map((simulator) => simulator.close())));

async function largestError(
  simulator: Simulator,
  { circuit, indices, amplitudes }: (typeof small)[number],
  precision: Precision,
) {
  const result = await simulator.run(circuit, { seed: 1, amplitudes: true, precision });
  return indices.reduce((most, index, i) => {
    const [re = Number.NaN, im = Number.NaN] = result.amplitudes?.subarray(2 * index, 2 * index + 2) ?? [];
    return Math.max(most, Math.hypot(re - (amplitudes[2 * i] ?? 0), im - (amplitudes[2 * i + 1] ?? 0)));
  }, 0);
}

test("the recorded circuits have every gate of the table", () => {
  for (const { circuit } of recorded.cases) {
    const used = new Set(circuit.operations.flatMap((step) => (step.kind === "gate" ? [step.gate] : [])));
    expect(gateNames.filter((name) => !used.has(name))).toEqual([]);
  }
  expect([small.length, large.length]).toEqual([4, 1]);
});

describe(`amplitudes are those of ${recorded.with}, global phase included`, () => {
  test.each([
    ["double", 1e-12],
    ["single", 1e-5],
  ] as const)("on 8 qubits, in one tile and in four, in %s precision", async (precision, tolerance) => {
    for (const recordedCase of small) {
      expect(await largestError(whole, recordedCase, precision)).toBeLessThan(tolerance);
      expect(await largestError(tiled, recordedCase, precision)).toBeLessThan(tolerance);
    }
  });

  test.each([
    ["double", 1e-12, whole],
    ["single", 1e-5, crew],
  ] as const)("on 20 qubits, in %s precision", async (precision, tolerance, simulator) => {
    for (const recordedCase of large) {
      expect(await largestError(simulator, recordedCase, precision)).toBeLessThan(tolerance);
    }
  });
});
