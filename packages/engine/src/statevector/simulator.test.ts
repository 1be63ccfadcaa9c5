import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { HelperThread } from "../host.ts";
import { nodeHost } from "../hosts/node.ts";
import { ReferenceSimulator } from "../reference/index.ts";
import type { Precision, Simulator, UnitaryStep } from "../simulator.ts";
import { randomSteps, randomUnitary } from "./random-circuits.testing.ts";
import { StatevectorSimulator } from "./simulator.ts";

const host = nodeHost();
/** Tiles of 2^8 amplitudes, so that eleven qubits are eight tiles and need several passes. */
const smallTiles = (precision: Precision) => ({ laneBits: precision === "single" ? 2 : 1, tileBits: 8, runBits: 4 });
const whole = new StatevectorSimulator(host, 1);
const tiled = new StatevectorSimulator(host, 1, smallTiles);
const crew = new StatevectorSimulator(host, 2, smallTiles);
const reference = new ReferenceSimulator(host);
afterAll(() => Promise.all([whole, tiled, crew].map((simulator) => simulator.close())));

const tolerances = [
  ["double", 1e-11],
  ["single", 2e-5],
] as const;

async function amplitudes(
  simulator: Simulator,
  qubitCount: number,
  operations: readonly UnitaryStep[],
  precision: Precision,
) {
  const result = await simulator.run(
    { qubitCount, clbitCount: 0, operations },
    { seed: 1, amplitudes: true, precision },
  );
  return result.amplitudes ?? new Float64Array();
}

async function largestError(
  simulator: Simulator,
  qubitCount: number,
  operations: readonly UnitaryStep[],
  precision: Precision,
) {
  const ours = await amplitudes(simulator, qubitCount, operations, precision);
  const theirs = await amplitudes(reference, qubitCount, operations, "double");
  expect(ours.length).toBe(2 ** (qubitCount + 1));
  return ours.reduce((most, value, i) => Math.max(most, Math.abs(value - (theirs[i] ?? 0))), 0);
}

describe("amplitudes agree with the reference, global phase included", () => {
  test.each(tolerances)("in %s precision, for random circuits of one tile", async (precision, tolerance) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.nat(2 ** 30), async (qubitCount, seed) => {
        const steps = randomSteps(seed, qubitCount, 30);
        expect(await largestError(whole, qubitCount, steps, precision)).toBeLessThan(tolerance);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  test.each(tolerances)("in %s precision, for random circuits of many tiles", async (precision, tolerance) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 9, max: 11 }), fc.nat(2 ** 30), async (qubitCount, seed) => {
        const steps = randomSteps(seed, qubitCount, 80);
        expect(await largestError(tiled, qubitCount, steps, precision)).toBeLessThan(tolerance);
      }),
      { numRuns: 12, seed: 4 },
    );
  });

  test.each(tolerances)("in %s precision, for matrices on two to five qubits", async (precision, tolerance) => {
    const unitary = (seed: number, qubits: number[]): UnitaryStep => ({
      kind: "unitary",
      qubits,
      matrix: randomUnitary(seed, qubits.length),
    });
    const steps = [
      ...randomSteps(1, 10, 20),
      unitary(2, [9, 0]),
      unitary(3, [1, 8, 4]),
      unitary(4, [7, 2, 0, 9]),
      unitary(5, [3, 6]),
      unitary(6, [5, 9, 1, 0, 7]),
      ...randomSteps(7, 10, 20),
    ];
    expect(await largestError(tiled, 10, steps, precision)).toBeLessThan(tolerance);
  });
});

test("two threads give the same bits as one", async () => {
  for (const precision of ["single", "double"] as const) {
    const steps = randomSteps(21, 11, 150);
    expect(await amplitudes(crew, 11, steps, precision)).toEqual(await amplitudes(tiled, 11, steps, precision));
  }
});

test("a helper thread that died between two runs is replaced", async () => {
  const threads: HelperThread[] = [];
  const startHelper = async () => {
    if (!host.startHelper) throw new Error("This host has threads.");
    const thread = await host.startHelper();
    threads.push(thread);
    return thread;
  };
  const watched = new StatevectorSimulator({ ...host, startHelper }, 2, smallTiles);
  const steps = randomSteps(21, 11, 150);
  const expected = await amplitudes(watched, 11, steps, "single");
  await threads[0]?.terminate();
  expect(await amplitudes(watched, 11, steps, "single")).toEqual(expected);
  expect(threads.length).toBe(2);
  await watched.close();
});
