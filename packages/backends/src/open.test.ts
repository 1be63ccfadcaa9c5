import { TooLargeError } from "@naru/base";
import { circuitOf, gate, measure, reset } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { type SampleWorkload, sampleOf } from "@naru/workload";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lineModel } from "../fixtures/models.ts";
import type { BackendModel, RunControl } from "./backend.ts";
import { backendConformance } from "./conformance.ts";
import { ratesFromFidelities } from "./emulated/noise.ts";
import { openBackend } from "./open.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create(nodeHost());
});
afterAll(() => engine.close());

const limits = { shots: 1_000_000, circuits: 100, gates: 100_000 };
const aria = { oneQubitRate: 0.0005, twoQubitRate: 0.0133, readoutError: 0, qubitLimit: 25 };

const simulator: BackendModel = {
  spec: {
    name: "simulator",
    vendor: "test",
    kind: "simulator",
    description: { ko: "시뮬레이터", en: "simulator" },
    qubitCount: 26,
    nativeGates: [],
    connectivity: "all",
    noiseModels: ["ideal", "aria"],
    limits,
    dynamicCircuits: true,
  },
  noise: { ideal: { oneQubitRate: 0, twoQubitRate: 0, readoutError: 0, qubitLimit: 26 }, aria },
  ownNoise: null,
};

const qpu = (entangler: "ms" | "rzz"): BackendModel => ({
  spec: {
    ...simulator.spec,
    name: `qpu.${entangler}`,
    kind: "emulated_qpu",
    qubitCount: 25,
    nativeGates: ["gpi", "gpi2", entangler],
    noiseModels: [],
    dynamicCircuits: false,
    calibration: {
      id: "018f0000-0000-7000-8000-000000000001",
      takenAt: new Date("2026-01-01T00:00:00Z"),
      source: "test",
      oneQubitFidelity: 0.9998,
      twoQubitFidelity: 0.99,
      spamFidelity: 0.995,
      oneQubitGateUs: 135,
      twoQubitGateUs: 600,
      readoutUs: 300,
      resetUs: 20,
      t1Seconds: 10,
      t2Seconds: 1,
    },
  },
  noise: { own: { ...aria, readoutError: 0.005 } },
  ownNoise: "own",
});

for (const model of [simulator, qpu("ms"), qpu("rzz"), lineModel(5)]) {
  backendConformance(model.spec.name, async () => openBackend(model, engine));
}

const control: RunControl = { stop: { aborted: false }, seed: 1, now: () => 0 };
const sampled = async (model: BackendModel, workload: SampleWorkload) =>
  sampleOf(await openBackend(model, engine).run(workload, control));
const bell = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]);

describe("the simulator", () => {
  test("without noise, probabilities are exact, whatever the number of shots", async () => {
    const { circuits } = await sampled(simulator, { kind: "sample", circuits: [bell], shots: 3 });
    expect([...(circuits[0]?.probabilities?.outcomes ?? [])]).toEqual([0, 3]);
    for (const value of circuits[0]?.probabilities?.values ?? []) expect(value).toBeCloseTo(0.5, 14);
  });

  test("a qubit measured and reset thirty times runs", async () => {
    const operations = Array.from({ length: 30 }, (_, k) => [gate("h", [0]), measure(0, k), reset(0)]).flat();
    const circuit = { qubitCount: 1, clbitCount: 30, operations };
    const { circuits } = await sampled(simulator, { kind: "sample", circuits: [circuit], shots: 200 });
    expect([...(circuits[0]?.counts.values() ?? [])].reduce((sum, count) => sum + count, 0)).toBe(200);
  });

  test("the noise model called ideal is no noise", async () => {
    const workload = { kind: "sample", circuits: [bell], shots: 3, noiseModel: "ideal" } as const;
    const { circuits } = await sampled(simulator, workload);
    expect(circuits[0]?.probabilities).toBeDefined();
  });

  test("forty CX leave ¼ + ¾ (1 − r)^40 of |00⟩, within five standard errors", async () => {
    const circuit = circuitOf(
      2,
      Array.from({ length: 40 }, () => gate("cx", [0, 1])),
    );
    const shots = 20_000;
    const workload = { kind: "sample", circuits: [circuit], shots, noiseModel: "aria" } as const;
    const { circuits } = await sampled(simulator, workload);
    const expected = 0.25 + 0.75 * (1 - aria.twoQubitRate) ** 40;
    const seen = (circuits[0]?.counts.get("00") ?? 0) / shots;
    expect(Math.abs(seen - expected)).toBeLessThan(5 * Math.sqrt((expected * (1 - expected)) / shots));
  });

  test("a circuit that is too wide is refused with its qubits, its bytes and the limit", () => {
    const wide = circuitOf(40, [gate("h", [39])]);
    expect(() => openBackend(simulator, engine).estimate({ kind: "sample", circuits: [wide], shots: 1 })).toThrow(
      "takes up to 26 qubits; this job has 40, whose state alone would take 8 TiB",
    );
  });

  test("a noise model is as wide as its machine", () => {
    const wide = circuitOf(26, [gate("h", [25])]);
    const backend = openBackend(simulator, engine);
    expect(() => backend.estimate({ kind: "sample", circuits: [wide], shots: 1, noiseModel: "aria" })).toThrow(
      TooLargeError,
    );
  });
});

describe("an emulated QPU", () => {
  test("shows the native circuit, its gates, and the time of one shot", async () => {
    const { circuits } = await sampled(qpu("ms"), { kind: "sample", circuits: [bell], shots: 10 });
    const [outcome] = circuits;
    expect(
      outcome?.compiled?.operations.some((operation) => operation.kind === "gate" && operation.gate === "ms"),
    ).toBe(true);
    const { oneQubitGates = 0, twoQubitGates, durationUs } = outcome?.resources ?? {};
    expect(twoQubitGates).toBe(1);
    expect(durationUs).toBe(20 + oneQubitGates * 135 + 600 + 300);
  });

  test("errs as its figures say: readout alone flips an idle qubit", async () => {
    const model = { ...qpu("rzz"), noise: { own: { ...aria, readoutError: 0.02 } } };
    const shots = 50_000;
    const idle = circuitOf(1, []);
    const { circuits } = await sampled(model, { kind: "sample", circuits: [idle], shots });
    const ones = (circuits[0]?.counts.get("1") ?? 0) / shots;
    expect(Math.abs(ones - 0.02)).toBeLessThan(5 * Math.sqrt((0.02 * 0.98) / shots));
  });

  test("has no exact probabilities", async () => {
    const { circuits } = await sampled(qpu("ms"), { kind: "sample", circuits: [bell], shots: 10 });
    expect(circuits[0]?.probabilities).toBeUndefined();
  });
});

test("rates follow from average fidelities: a rate of 1 is a fidelity of one half, and of one quarter", () => {
  expect(ratesFromFidelities(0.5, 0.25)).toEqual({ oneQubitRate: 1, twoQubitRate: 1 });
});
