import { UnsupportedError } from "@naru/base";
import { circuitOf, gate } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { type EstimateWorkload, type Outcome, packNumbers, type SweepWorkload, type Workload } from "@naru/workload";
import { afterAll, expect, test } from "vitest";
import { lineModel, simulatorModel } from "../fixtures/models.ts";
import { programs, termOf } from "../fixtures/programs.ts";
import type { BackendModel } from "./backend.ts";
import { CalibrationDays } from "./calibration-days.ts";
import { calibrationIdOf, calibrationOf } from "./devices/index.ts";
import { openBackend } from "./open.ts";

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

const { native } = programs;
const shots = 20_000;
const middayMs = Date.parse("2026-03-03T12:00:00Z");

const run = (model: BackendModel, workload: Workload): Promise<Outcome> =>
  openBackend(model, engine).run(workload, { stop: { aborted: false }, seed: 1, now: () => middayMs });

const estimate = (file: string, labels: readonly string[], more: Partial<EstimateWorkload> = {}): EstimateWorkload => ({
  kind: "estimate",
  files: [file],
  items: [
    {
      circuit: { file: 0, index: 0 },
      values: native.values,
      observables: labels.map((label) => [termOf(label)]),
      shape: [labels.length],
      outputs: { set: labels.map(() => 0), observable: labels.map((_, o) => o) },
      shots,
    },
  ],
  seed: 9,
  ...more,
});

const sweep = (file: string, shotsOfSet: number): SweepWorkload => ({
  kind: "sweep",
  files: [file],
  items: [{ circuit: { file: 0, index: 0 }, values: packNumbers([0], new Float64Array()), shots: shotsOfSet }],
  seed: 9,
});

async function valuesOf(model: BackendModel, workload: EstimateWorkload): Promise<number[]> {
  const outcome = await run(model, workload);
  if (outcome.kind !== "estimate") throw new Error("An estimate gave something else.");
  return [...(outcome.items[0]?.values ?? [])];
}

test("values on a machine with noise are near Qiskit's, X and Y included, and not the same", async () => {
  const values = await valuesOf(lineModel(3), estimate(native.file, native.observables));
  values.forEach((value, k) => {
    const ideal = native.evs[k] ?? Number.NaN;
    // Readings of up to three qubits and three gates err by less than 5 % together.
    expect(Math.abs(value - ideal)).toBeLessThan(0.05 * Math.abs(ideal) + 5 / Math.sqrt(shots));
  });
  const idle = await valuesOf(lineModel(3), estimate(native.file, ["ZII"]));
  const ideal = await valuesOf(simulatorModel, estimate(native.file, ["ZII"]));
  expect(idle).not.toEqual(ideal);
});

test("resources tell the time of a shot: gates in their order, then the measurement", async () => {
  const outcome = await run(lineModel(3), sweep(programs.wide.file, 1)).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(Error); // 156 qubits do not fit
  const { resources } = openBackend(lineModel(156), engine).estimate(sweep(programs.wide.file, 1));
  expect(resources).toMatchObject({ qubits: 156, oneQubitGates: 52 });
  expect(resources.durationUs).toBeCloseTo(0.032 + 2.2, 9);
});

test("156 qubits are read, and few of them wrongly", async () => {
  const outcome = await run(lineModel(156), sweep(programs.wide.file, 200));
  if (outcome.kind !== "sweep") throw new Error("A sweep gave something else.");
  const [item] = outcome.items;
  let wrong = 0;
  for (let shot = 0; shot < 200; shot++) {
    for (let k = 0; k < 156; k++) {
      const bit = ((item?.bits[20 * shot + (k >> 3)] ?? 0) >> (k & 7)) & 1;
      if (bit !== (k % 3 === 0 ? 1 : 0)) wrong++;
    }
  }
  expect(wrong).toBeGreaterThan(0);
  expect(wrong / (200 * 156)).toBeLessThan(0.05);
});

test("the calibration is that of the day, or the one that is named", async () => {
  const model = lineModel(3);
  const today = await valuesOf(model, estimate(native.file, ["ZZI"]));
  const named = (day: string) =>
    valuesOf(model, estimate(native.file, ["ZZI"], { calibrationId: calibrationIdOf("line", day) }));
  expect(await named("2026-03-03")).toEqual(today);
  expect(await named("2026-02-01")).not.toEqual(today);
  expect(() => openBackend(model, engine).estimate(estimate(native.file, ["ZZI"], { calibrationId: "x" }))).toThrow(
    "no calibration",
  );
});

test("what is not native is refused with its gate and its item", async () => {
  const backend = openBackend(lineModel(156), engine);
  expect(() => backend.estimate(sweep(programs.unmeasured.file, 1))).toThrow(UnsupportedError);
  expect(() => backend.estimate(sweep(programs.unmeasured.file, 1))).toThrow("Item 0, values 0: The gate h on qubit 0");
  const circuit = circuitOf(2, [gate("cx", [0, 1])]);
  expect(() => backend.estimate({ kind: "sample", circuits: [circuit], shots: 1 })).toThrow("The gate cx");
});

test("a calibration is found by its id, and the day after it too", () => {
  const { device } = lineModel(3);
  if (!device) throw new Error("The model has no device.");
  const days = new CalibrationDays(device, "line");
  for (const day of ["2026-05-01", "2026-05-02", "2026-01-01", "2031-12-31"]) {
    expect(days.find(calibrationIdOf("line", day))).toBe(day);
  }
  expect(days.find(calibrationIdOf("line", "2025-12-31"))).toBeNull();
  expect(days.find(calibrationIdOf("another", "2026-05-01"))).toBeNull();
});

test("a qubit that waits decays by its T1, within five standard errors", async () => {
  const model = lineModel(1);
  if (!model.device) throw new Error("The line is a device.");
  const [qubit] = calibrationOf(model.device, "line", "2026-03-03").qubits;
  if (!qubit) throw new Error("It has qubits.");
  const times = [0, 5_000, 20_000, 100_000];
  const items = [{ circuit: { file: 0, index: 0 }, values: packNumbers([4, 1], Float64Array.from(times)), shots }];
  const outcome = await run(model, { ...sweep(programs.waitingSo.file, shots), items });
  if (outcome.kind !== "sweep") throw new Error("A sweep gave something else.");
  const bits = outcome.items[0]?.bits ?? new Uint8Array();
  times.forEach((steps, set) => {
    // The gate and its decay err by 1e-3 at most.
    const excited = Math.exp((-steps * 4e-9) / qubit.t1Seconds);
    const expected = excited * (1 - qubit.zeroGivenOne) + (1 - excited) * qubit.oneGivenZero;
    const seen = bits.subarray(set * shots, (set + 1) * shots).reduce((sum, bit) => sum + bit, 0) / shots;
    expect(Math.abs(seen - expected)).toBeLessThan(1e-3 + 5 * Math.sqrt((expected * (1 - expected)) / shots));
  });
});
