import { circuitOf, gate, measure } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import { cliffordStirring } from "../conformance/clifford-circuits.ts";
import { engineConformance } from "../conformance.ts";
import { nodeHost } from "../hosts/node.ts";
import { StabilizerSimulator } from "./index.ts";

const skips = {
  loops: "frames follow the reference, and cannot leave its way",
  amplitudes: "it keeps Paulis, and no amplitudes",
  "initial states": "it begins in |0…0⟩",
};

describe("stabilizer", () => {
  engineConformance(() => new StabilizerSimulator(nodeHost()), { gates: "clifford", skips });
});

describe("stabilizer, on 300 qubits", () => {
  engineConformance(() => new StabilizerSimulator(nodeHost()), { gates: "clifford", skips, qubitCount: 300 });
});

test("runs leave nothing behind for others, after each other and at the same time", async () => {
  const wide = circuitOf(200, cliffordStirring(200));
  const narrow = {
    qubitCount: 70,
    clbitCount: 90,
    operations: [...cliffordStirring(70), ...Array.from({ length: 70 }, (_, k) => measure(k, k)), gate("h", [3])],
  };
  const noise = { oneQubitRate: 0.01, twoQubitRate: 0.02 };
  const simulator = new StabilizerSimulator(nodeHost());
  const run = (of: typeof simulator, circuit: typeof wide) => of.run(circuit, { seed: 4, shots: 3000, noise });
  const alone = await run(new StabilizerSimulator(nodeHost()), narrow);
  await run(simulator, wide);
  const later = await run(simulator, narrow);
  const [, beside, again] = await Promise.all([run(simulator, wide), run(simulator, narrow), run(simulator, narrow)]);
  for (const { counts } of [later, beside, again]) expect([...(counts ?? [])]).toEqual([...(alone.counts ?? [])]);
});

test("thousands of qubits in a GHZ state agree in every shot", async () => {
  const count = 4000;
  const chain = Array.from({ length: count - 1 }, (_, k) => gate("cx", [k, k + 1]));
  const simulator = new StabilizerSimulator(nodeHost());
  const { counts } = await simulator.run(circuitOf(count, [gate("h", [0]), ...chain]), { seed: 1, shots: 200 });
  expect([...(counts?.keys() ?? [])]).toEqual(["0".repeat(count), "1".repeat(count)]);
});

test("an estimate says what a tableau of thousands of qubits takes, and too many qubits are refused", () => {
  const simulator = new StabilizerSimulator(nodeHost());
  const { bytes } = simulator.estimate(circuitOf(20_000, []), { seed: 1 });
  expect(bytes / (20_000 ** 2 / 2)).toBeGreaterThan(1);
  expect(bytes / (20_000 ** 2 / 2)).toBeLessThan(1.2);
  const support = simulator.supports(circuitOf(40_000, []), { seed: 1 });
  expect(support).toMatchObject({ ok: false, why: expect.stringContaining("40000 qubits") });
});

test("more bits than 32-bit addresses hold are refused", () => {
  const circuit = { qubitCount: 1, clbitCount: 30_000_000, operations: [measure(0, 29_999_999)] };
  const support = new StabilizerSimulator(nodeHost()).supports(circuit, { seed: 1, shots: 1 });
  expect(support).toMatchObject({ ok: false, why: expect.stringContaining("30000000 classical bits") });
});

test("a circuit without qubits has one outcome, which is empty", async () => {
  const simulator = new StabilizerSimulator(nodeHost());
  const { counts, probabilities } = await simulator.run(circuitOf(0, []), { seed: 1, shots: 5, probabilities: true });
  expect([...(counts ?? [])]).toEqual([["", 5]]);
  expect([...(probabilities?.values ?? [])]).toEqual([1]);
});
