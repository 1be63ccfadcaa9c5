import { CancelledError } from "@naru/base";
import { type Circuit, circuitOf, gate, measure, type Operation } from "@naru/circuit";
import { expect, test } from "vitest";
import type { Host } from "../host.ts";
import { nodeHost } from "../hosts/node.ts";
import { DensitySimulator } from "./simulator.ts";

/** A host on which a pause is due at every look, and `stop` is set in the pause of that number. */
function hostStoppedInPause(number: number) {
  const stop = { aborted: false };
  let [now, pauses, memories] = [0, 0, 0];
  const host: Host = {
    ...nodeHost(),
    now: () => {
      now += 1000;
      return now;
    },
    pause: async () => {
      if (++pauses === number) stop.aborted = true;
    },
    createMemory: (initial, maximum) => {
      memories++;
      return nodeHost().createMemory(initial, maximum);
    },
  };
  return { host, stop, memories: () => memories };
}

const layer: Operation[] = [gate("h", [0]), gate("cx", [0, 1]), gate("t", [1]), gate("cx", [1, 2])];
const layers = (count: number): Operation[] => Array.from({ length: count }, () => layer).flat();

test.each([
  ["of gates", circuitOf(3, layers(2000))],
  [
    "that measures on its way",
    { qubitCount: 3, clbitCount: 1, operations: [...layers(2000), measure(0, 0), ...layer] },
  ],
] satisfies [string, Circuit][])(
  "a long circuit %s is stopped while it is planned, before memory is taken",
  async (_, circuit) => {
    const { host, stop, memories } = hostStoppedInPause(5);
    await expect(new DensitySimulator(host).run(circuit, { seed: 1, shots: 1, stop })).rejects.toThrow(CancelledError);
    expect(memories()).toBe(0);
  },
);

test("reading a large distribution is stopped between its parts", async () => {
  const operations = Array.from({ length: 20 }, (_, clbit) => measure(0, clbit));
  const noise = { oneQubitRate: 0, twoQubitRate: 0, readout: { oneGivenZero: 0.1, zeroGivenOne: 0 } };
  let looks = 0;
  const stop = {
    get aborted() {
      return ++looks > 40;
    },
  };
  const circuit = { qubitCount: 1, clbitCount: 20, operations };
  const run = new DensitySimulator(nodeHost()).run(circuit, { seed: 1, shots: 1, noise, stop });
  await expect(run).rejects.toThrow(CancelledError);
});

test("a long circuit that keeps too many bits on its way is refused without being planned", () => {
  const simulator = new DensitySimulator(nodeHost());
  const measuring = Array.from({ length: 20 }, (_, clbit) => [gate("h", [0]), measure(0, clbit)]).flat();
  const whole = Array.from({ length: 11 }, (_, qubit) => gate("cx", [qubit % 10, 10])).filter(
    ({ qubits: [control = 0, target] }) => control !== target,
  );
  const circuit = { qubitCount: 11, clbitCount: 20, operations: [...layers(1000), ...whole, ...measuring, ...whole] };
  expect(simulator.supports(circuit, { seed: 1, shots: 1 })).toMatchObject({
    ok: false,
    why: expect.stringMatching(/2\^\d+ numbers/),
  });
});

test("bits that are read wrongly count one by one, also those that show the same qubit", () => {
  const simulator = new DensitySimulator(nodeHost());
  const operations = Array.from({ length: 60 }, (_, clbit) => measure(0, clbit));
  const circuit = { qubitCount: 1, clbitCount: 60, operations };
  const noise = { oneQubitRate: 0, twoQubitRate: 0, readout: { oneGivenZero: 0.1, zeroGivenOne: 0.1 } };
  expect(simulator.supports(circuit, { seed: 1, shots: 1 })).toEqual({ ok: true });
  expect(simulator.supports(circuit, { seed: 1, shots: 1, noise })).toMatchObject({
    ok: false,
    why: expect.stringContaining("60 measured bits"),
  });
});

test("outcomes ascend wherever qubits are measured, and whichever bits show the same one", async () => {
  const operations = [
    gate("h", [0]),
    gate("ry", [1], [0.4]),
    measure(0, 3),
    measure(1, 2),
    measure(1, 4),
    measure(0, 0),
  ];
  const circuit = { qubitCount: 2, clbitCount: 5, operations };
  const { probabilities, counts } = await new DensitySimulator(nodeHost()).run(circuit, {
    seed: 1,
    shots: 4000,
    probabilities: true,
  });
  expect([...(probabilities?.outcomes ?? [])]).toEqual([0b00000, 0b01001, 0b10100, 0b11101]);
  expect([...(counts?.keys() ?? [])]).toEqual(["00000", "01001", "10100", "11101"]);
});
