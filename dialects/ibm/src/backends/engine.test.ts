import { type Backend, calibrationOf, openBackend } from "@naru/backends";
import { TooLargeError, UnsupportedError } from "@naru/base";
import { type Circuit, gate, measure, type Operation } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { afterAll, describe, expect, test } from "vitest";
import { machines } from "./index.ts";

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

const now = Date.parse("2026-11-22T09:00:00Z");
const control = { stop: { aborted: false }, seed: 11, now: () => now };
const sampled = (circuit: Circuit, shots: number) => ({ kind: "sample", circuits: [circuit], shots }) as const;

/** A Hadamard gate in native ones, up to a phase. */
const h = (qubit: number): Operation[] => [
  gate("rz", [qubit], [Math.PI / 2]),
  gate("sx", [qubit]),
  gate("rz", [qubit], [Math.PI / 2]),
];
/** A Bell pair on two coupled qubits of a device, all of whose qubits are read. */
function bell(qubitCount: number, a: number, b: number, twoQubitGate: "cz" | "ecr"): Circuit {
  const all = Array.from({ length: qubitCount }, (_, qubit) => qubit);
  // From |00⟩ and |1+⟩, both gates make a maximally entangled pair; read in the basis in which it is one of two outcomes.
  const entangled =
    twoQubitGate === "cz" ? [...h(a), ...h(b), gate("cz", [a, b]), ...h(b)] : [gate("sx", [a]), gate("ecr", [a, b])];
  return {
    qubitCount,
    clbitCount: qubitCount,
    operations: [...entangled, { kind: "barrier", qubits: all }, ...all.map((qubit) => measure(qubit, qubit))],
  };
}

const emulations = machines.flatMap(({ model }) =>
  model.device ? [{ name: model.spec.name, model, device: model.device }] : [],
);

describe.each(emulations)("$name", ({ name, model, device }) => {
  const backend: Backend = openBackend(model, engine);
  const [a, b] = device.edges[20] ?? [0, 1];
  const entangler = device.twoQubitGates[0] === "ecr" ? "ecr" : "cz";
  const circuit = bell(device.qubitCount, a, b, entangler);

  test("runs a pair, reads all of its qubits, and each errs as its calibration of the day says", async () => {
    const shots = 8000;
    const outcome = await backend.run(sampled(circuit, shots), control);
    if (outcome.kind !== "sample") throw new Error("Another kind of outcome came back.");
    const ones = new Float64Array(device.qubitCount);
    for (const [bits, count] of outcome.circuits[0]?.counts ?? []) {
      for (let k = 0; k < bits.length; k++) if (bits[bits.length - 1 - k] === "1") ones[k] = (ones[k] ?? 0) + count;
    }
    const { qubits } = calibrationOf(device, name, "2026-11-22");
    qubits.forEach(({ oneGivenZero }, qubit) => {
      if (qubit === a || qubit === b) return;
      const deviation = Math.sqrt(shots * oneGivenZero * (1 - oneGivenZero));
      expect(Math.abs((ones[qubit] ?? 0) - shots * oneGivenZero)).toBeLessThan(5 * deviation + 1);
    });
    for (const qubit of [a, b]) expect(Math.abs((ones[qubit] ?? 0) / shots - 0.5)).toBeLessThan(0.2);
  });

  test("says what it takes: little, for a pair among many", () => {
    const { seconds, bytes, resources, why } = backend.estimate(sampled(circuit, 8000));
    expect(seconds).toBeLessThan(1);
    expect(bytes).toBeLessThan(1e8);
    expect(resources.durationUs).toBeCloseTo(
      1e6 * (device.measureSeconds + device.twoQubitSeconds + (entangler === "cz" ? 2 : 1) * device.oneQubitSeconds),
      3,
    );
    expect(why).toContain("independent parts of up to 2 qubits");
  });

  test("refuses what is not native, and circuits that are wider than it is", () => {
    const foreign = { ...circuit, operations: [gate("cx", [a, b])] };
    expect(() => backend.estimate(sampled(foreign, 1))).toThrow(UnsupportedError);
    expect(() => backend.estimate(sampled(foreign, 1))).toThrow("Transpile the circuit for this backend");
    const wide = { qubitCount: device.qubitCount + 1, clbitCount: 0, operations: [] };
    expect(() => backend.estimate(sampled(wide, 1))).toThrow(TooLargeError);
  });
});

test("a hundred qubits that hang together by rotations are refused before they run, with the part and the reasons", () => {
  const heron = emulations.find(({ name }) => name === "emu_heron_r2");
  if (!heron) throw new Error("There is no Heron r2.");
  const operations: Operation[] = [];
  for (let step = 0; step < 20; step++) {
    for (let qubit = 0; qubit < 100; qubit++) operations.push(gate("rx", [qubit], [0.7]));
    for (const pair of heron.device.edges) if (pair[1] < 100) operations.push(gate("rzz", pair, [Math.PI / 2]));
  }
  for (let qubit = 0; qubit < 100; qubit++) operations.push(measure(qubit, qubit));
  const kicked: Circuit = { qubitCount: 156, clbitCount: 100, operations };
  const estimate = () => openBackend(heron.model, engine).estimate(sampled(kicked, 1000));
  expect(estimate).toThrow(TooLargeError);
  expect(estimate).toThrow("This circuit of 156 qubits has a part of 100 qubits that hang together");
});

test("the simulator runs wide circuits where a method fits them", async () => {
  const simulator = machines.find(({ model }) => model.spec.kind === "simulator");
  if (!simulator) throw new Error("There is no simulator.");
  const qubits = Array.from({ length: 156 }, (_, qubit) => qubit);
  const operations = [gate("h", [0]), ...qubits.slice(1).map((qubit) => gate("cx", [qubit - 1, qubit]))];
  const ghz: Circuit = {
    qubitCount: 156,
    clbitCount: 156,
    operations: [...operations, ...qubits.map((q) => measure(q, q))],
  };
  const outcome = await openBackend(simulator.model, engine).run(sampled(ghz, 1000), control);
  if (outcome.kind !== "sample") throw new Error("Another kind of outcome came back.");
  expect([...(outcome.circuits[0]?.counts.keys() ?? [])]).toEqual(["0".repeat(156), "1".repeat(156)]);
});
