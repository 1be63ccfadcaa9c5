import { calibrationOf, type Device } from "@naru/backends";
import { expect, test } from "vitest";
import { backends, machines } from "./index.ts";

const machineNamed = (name: string) => {
  const found = machines.find(({ model }) => model.spec.name === name);
  if (!found?.topology || !found.model.device) throw new Error(`There is no machine ${name}.`);
  return { topology: found.topology, device: found.model.device, spec: found.model.spec };
};

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = Number.NaN, high = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
};

test.each([
  ["emu_eagle", 127, 144, 3],
  ["emu_heron_r1", 133, 150, 3],
  ["emu_heron_r2", 156, 176, 3],
  ["emu_heron_r3", 156, 176, 3],
  ["emu_nighthawk", 120, 218, 4],
])("%s has %i qubits and %i couplings, at most %i of one qubit, and hangs together", (name, qubits, edges, most) => {
  const { topology, device, spec } = machineNamed(name);

  expect([topology.qubitCount, spec.qubitCount, device.qubitCount]).toEqual([qubits, qubits, qubits]);
  expect(topology.edges).toHaveLength(edges);
  expect(new Set(topology.edges.map(String)).size).toBe(edges);
  expect(topology.edges.every(([a, b]) => a < b && b < qubits)).toBe(true);
  const neighbours = Array.from({ length: qubits }, (_, k) => topology.edges.filter((edge) => edge.includes(k)));
  expect(Math.max(...neighbours.map((found) => found.length))).toBe(most);
  const reached = new Set([0]);
  for (const qubit of reached) for (const edge of neighbours[qubit] ?? []) for (const next of edge) reached.add(next);
  expect(reached.size).toBe(qubits);
});

/** Couplings of the real chips that are well known from drawings of them. */
test.each([
  ["emu_eagle", ["0,1", "0,14", "14,18", "4,15", "15,22", "12,17", "17,30", "20,33", "112,126", "125,126", "96,109"]],
  ["emu_heron_r1", ["0,15", "15,19", "4,16", "16,23", "114,129", "126,132"]],
  ["emu_heron_r2", ["3,16", "16,23", "15,19", "19,35", "21,36", "36,41", "154,155"]],
  ["emu_nighthawk", ["0,1", "0,10", "9,19", "118,119", "109,119"]],
])("%s couples the pairs that its design couples", (name, known) => {
  const edges = machineNamed(name).topology.edges.map(String);
  for (const edge of known) expect(edges).toContain(edge);
});

test.each([
  ["emu_eagle", 278e-6, 170e-6, 0.02, 2.4e-4, 7.5e-3],
  ["emu_heron_r1", 185e-6, 141e-6, 0.023, 2.7e-4, 4.1e-3],
  ["emu_heron_r2", 283e-6, 144e-6, 0.0095, 2.3e-4, 1.8e-3],
  ["emu_heron_r3", 292e-6, 353e-6, 0.0051, 1.4e-4, 1.3e-3],
  ["emu_nighthawk", 330e-6, 242e-6, 0.018, 2e-4, 2.9e-3],
])("the medians of a day of %s are those of the published snapshot", (name, t1, t2, readout, oneQubit, twoQubit) => {
  const { device } = machineNamed(name);
  const { qubits, gates } = calibrationOf(device, name, "2026-11-22");
  const ofQubits = (figure: "t1Seconds" | "t2Seconds" | "readoutError") => medianOf(qubits.map((q) => q[figure]));
  const errorOf = (gate: string) => medianOf(gates.filter((each) => each.gate === gate).map(({ error }) => error));

  const found = [ofQubits("t1Seconds"), ofQubits("t2Seconds"), ofQubits("readoutError")];
  const errors = [errorOf("sx"), errorOf(device.twoQubitGates[0] ?? "")];
  [...found, ...errors].forEach((value, k) => {
    const expected = [t1, t2, readout, oneQubit, twoQubit][k] ?? Number.NaN;
    expect(Math.abs(value / expected - 1)).toBeLessThan(1e-9);
  });
});

test("lengths are whole steps of each machine", () => {
  for (const { model } of machines) {
    if (!model.device) continue;
    const { stepSeconds, oneQubitSeconds, twoQubitSeconds, measureSeconds }: Device = model.device;
    for (const seconds of [oneQubitSeconds, twoQubitSeconds, measureSeconds]) {
      const steps = seconds / stepSeconds;
      expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-6);
    }
  }
});

test("models are plain data that can be posted to a thread", () => {
  expect(structuredClone(backends)).toEqual(backends);
});

test("every circuit for one of the machines is narrow enough for the simulator", () => {
  const [simulator, ...others] = backends.map(({ spec }) => spec.qubitCount);
  for (const width of others) expect(width).toBeLessThanOrEqual(simulator ?? 0);
});
