import { type BackendModel, calibrationIdOf, type Device } from "@naru/backends";
import type { JobOrder } from "@naru/dialect";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, transaction } from "../db/index.ts";
import { testDatabase } from "../db/testing.ts";
import { openBackends } from "./index.ts";
import { registerModels } from "./store.ts";

const device: Device = {
  qubitCount: 2,
  oneQubitGates: ["rz", "sx", "x"],
  twoQubitGates: ["cz"],
  edges: [[0, 1]],
  isDirected: false,
  medians: { t1Seconds: 2e-4, t2Seconds: 1e-4, readoutError: 0.01, oneQubitError: 2e-4, twoQubitError: 2e-3 },
  ...{ oneQubitSeconds: 32e-9, twoQubitSeconds: 68e-9, measureSeconds: 2e-6, resetSeconds: 2e-6 },
  virtualGates: ["rz"],
  stepSeconds: 4e-9,
  since: "2026-01-01",
};
const model: BackendModel = {
  spec: {
    ...{ name: "emu_two", vendor: "test", kind: "emulated_qpu", description: { ko: "시험", en: "Test" } },
    ...{ qubitCount: 2, nativeGates: ["rz", "sx", "x", "cz"], connectivity: [[0, 1]], noiseModels: [] },
    limits: { shots: 1000, circuits: 10, gates: 1000 },
    dynamicCircuits: true,
  },
  noise: {},
  ownNoise: null,
  device,
};
const simulation = {
  estimate: () => ({ method: "test", why: "a test", seconds: 0.001, bytes: 1024 }),
  run: () => Promise.reject(new Error("Nothing runs here.")),
  bind: () => Promise.reject(new Error("Nothing runs here.")),
};
const order: JobOrder = {
  ...{ vendor: "test", apiVersion: "v1", backendName: "emu_two", name: null, dryRun: false, sessionId: null },
  workload: { kind: "sample", circuits: [{ qubitCount: 1, clbitCount: 0, operations: [] }], shots: 1 },
  ...{ echo: {}, original: {}, idempotencyKey: null },
};

let database: Database;
let nowMs = Date.UTC(2026, 10, 22, 23, 59);
const open = () =>
  openBackends({
    ...{ database, models: [model], simulation, clock: { now: () => new Date(nowMs) } },
    estimateElsewhere: () => Promise.reject(new Error("Programs are small here.")),
    averageQueueMs: async () => 0,
    queueLengths: async () => new Map(),
  });
const rows = async () =>
  (
    await sql<{ id: string; body: object }>`
      select id, body from backends.calibration_snapshot order by taken_at`.execute(database.kysely)
  ).rows;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test("each day has its calibration, without a restart, and what is written down stays as it is", async () => {
  const backends = await open();
  const [before] = await backends.list();
  const first = await backends.quote(order);
  expect(first.snapshotId).toBe(calibrationIdOf("emu_two", "2026-11-22"));
  expect(before?.spec.calibration?.id).toBe(first.snapshotId);
  expect(JSON.parse(first.workload)).toMatchObject({ calibrationId: first.snapshotId });
  const written = await rows();

  nowMs += 120_000;
  const second = await backends.quote(order);
  expect(second.snapshotId).toBe(calibrationIdOf("emu_two", "2026-11-23"));
  const [after] = await backends.list();
  expect(after?.spec.calibration).toMatchObject({ id: second.snapshotId, takenAt: new Date("2026-11-23T00:00:00Z") });
  expect(await rows()).toEqual([...written, expect.objectContaining({ id: second.snapshotId })]);
});

test("a job may name an older calibration, which is written down for it, and none that never was", async () => {
  const backends = await open();
  const named = (calibrationId: string): JobOrder => ({
    ...order,
    workload: { kind: "sweep", files: [], items: [], calibrationId },
  });
  const old = calibrationIdOf("emu_two", "2026-03-05");
  // The workload itself is none that could run; its calibration is looked for before.
  await expect(backends.quote(named(old))).rejects.not.toMatchObject({ code: "not_found" });
  expect((await rows()).map(({ id }) => id)).toContain(old);
  for (const never of [calibrationIdOf("emu_two", "2025-12-31"), calibrationIdOf("emu_two", "2027-01-01"), "x"]) {
    await expect(backends.quote(named(never))).rejects.toMatchObject({ code: "not_found" });
  }
});

test("servers that meet a new day at once write it down once", async () => {
  nowMs += 24 * 3_600_000;
  const opened = await Promise.all([open(), open(), open()]);
  const quotes = await Promise.all(opened.map((backends) => backends.quote(order)));
  expect(new Set(quotes.map(({ snapshotId }) => snapshotId)).size).toBe(1);
  expect((await rows()).filter(({ id }) => id === quotes[0]?.snapshotId)).toHaveLength(1);
  await transaction(database, (tx) => registerModels(tx, [model]));
});
