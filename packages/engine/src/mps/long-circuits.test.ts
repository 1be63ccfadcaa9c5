import { CancelledError } from "@naru/base";
import { type Circuit, circuitOf, gate, measure, type Operation } from "@naru/circuit";
import { expect, test } from "vitest";
import type { Host } from "../host.ts";
import { nodeHost } from "../hosts/node.ts";
import { MpsSimulator } from "./simulator.ts";

const layer: Operation[] = Array.from({ length: 29 }, (_, q) => gate("rzz", [q, q + 1], [0.3]));
const long: Circuit = circuitOf(30, Array.from({ length: 400 }, () => layer).flat());

test("a long circuit is stopped while it is planned, before memory is taken", async () => {
  const stop = { aborted: false };
  let [now, pauses, memories] = [0, 0, 0];
  const host: Host = {
    ...nodeHost(),
    now: () => {
      now += 1000; // a pause is due at every look
      return now;
    },
    pause: async () => {
      if (++pauses === 5) stop.aborted = true;
    },
    createMemory: (initial, maximum) => {
      memories++;
      return nodeHost().createMemory(initial, maximum);
    },
  };
  await expect(new MpsSimulator(host).run(long, { seed: 1, shots: 1, method: "mps", stop })).rejects.toThrow(
    CancelledError,
  );
  expect(memories).toBe(0);
});

test("a long circuit is looked through only if this method is asked for, and the refusal says so", () => {
  const simulator = new MpsSimulator(nodeHost());
  expect(simulator.supports(long, { seed: 1, shots: 1 })).toMatchObject({
    ok: false,
    why: expect.stringContaining("ask for this method"),
  });
  expect(simulator.supports(long, { seed: 1, shots: 1, method: "mps" })).toEqual({ ok: true });
});

test("the estimate of a long circuit goes on from its beginning", () => {
  const simulator = new MpsSimulator(nodeHost());
  const options = { seed: 1, shots: 1, method: "mps", mps: { maxBond: 4 } } as const;
  const twice = { ...long, operations: [...long.operations, ...long.operations] };
  const [once, double] = [simulator.estimate(long, options), simulator.estimate(twice, options)];
  expect(double.seconds / once.seconds).toBeGreaterThan(1.8);
  expect(double.seconds / once.seconds).toBeLessThan(2.2);
  expect(double.bytes).toBeGreaterThan(once.bytes);
});

test("a circuit without qubits gives shots of what its bits are", async () => {
  const simulator = new MpsSimulator(nodeHost());
  for (const clbitCount of [0, 2]) {
    const circuit = { qubitCount: 0, clbitCount, operations: [] };
    const { counts, memory } = await simulator.run(circuit, { seed: 1, shots: 3, memory: true, method: "mps" });
    expect(counts).toEqual(new Map([["0".repeat(clbitCount), 3]]));
    expect(memory).toEqual(Uint32Array.of(0, 0, 0));
  }
});

test("rounding loses no shot where many errors are possible", async () => {
  // The last Paulis are so rare that what is left of the sum of probabilities is rounding.
  const probabilities = { XX: 0.3, YY: 0.1, ZZ: 0.2, XY: 0.4 - 1e-15, ZX: 1e-17 };
  const noise = { oneQubitRate: 0, twoQubitRate: 0, rules: [{ channel: { kind: "pauli", probabilities } }] } as const;
  const operations = [gate("cx", [0, 1]), gate("cx", [1, 0]), measure(0, 0), gate("cx", [0, 1]), measure(1, 1)];
  const circuit = { qubitCount: 2, clbitCount: 2, operations };
  for (let seed = 0; seed < 20; seed++) {
    const { counts } = await new MpsSimulator(nodeHost()).run(circuit, { seed, shots: 100_000, noise, method: "mps" });
    expect([...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0)).toBe(100_000);
  }
});
