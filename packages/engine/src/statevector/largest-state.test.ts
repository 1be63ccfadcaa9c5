import { freemem } from "node:os";
import { circuitOf, gate } from "@naru/circuit";
import { afterAll, expect, test } from "vitest";
import { nodeHost } from "../hosts/node.ts";
import { StatevectorSimulator } from "./simulator.ts";

const simulator = new StatevectorSimulator(nodeHost(), 2);
afterAll(() => simulator.close());

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
    const { counts, expectations } = await simulator.run(circuit, options);
    expect([...(counts?.keys() ?? [])]).toEqual(["0".repeat(29), "1".repeat(29)]);
    // a quarter of the shots, within five standard errors
    expect(Math.abs((counts?.get("1".repeat(29)) ?? 0) - 250)).toBeLessThan(5 * Math.sqrt(1000 * 0.25 * 0.75));
    expect(expectations?.[0]).toBeCloseTo(0.75 - 0.25, 6);
    expect(expectations?.[1]).toBeCloseTo(0.75 - 0.25, 6);
    expect(expectations?.[2]).toBeCloseTo(2 * Math.sqrt(0.25 * 0.75), 6);
  },
  120_000,
);
