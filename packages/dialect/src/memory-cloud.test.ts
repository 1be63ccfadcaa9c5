import type { BackendSpec } from "@naru/backends";
import { CancelledError, NotFoundError, type SessionId } from "@naru/base";
import { sampleOf } from "@naru/workload";
import { beforeEach, describe, expect, test } from "vitest";
import type { Caller, JobOrder } from "./job.ts";
import { type MemoryCloud, memoryCloud } from "./memory-cloud.ts";
import { scriptedBackend } from "./scripted-backend.ts";

const spec: BackendSpec = {
  name: "sim",
  vendor: "test",
  kind: "simulator",
  description: { ko: "시험", en: "test" },
  qubitCount: 4,
  nativeGates: [],
  connectivity: "all",
  noiseModels: [],
  limits: { shots: 1000, circuits: 2, gates: 10 },
  dynamicCircuits: true,
};

const order = (change: Partial<JobOrder> = {}): JobOrder => ({
  ...{ vendor: "test", apiVersion: "1", backendName: "sim", name: null, dryRun: false, sessionId: null },
  workload: { kind: "sample", circuits: [{ qubitCount: 2, clbitCount: 0, operations: [] }], shots: 3 },
  ...{ echo: { kept: true }, original: {}, idempotencyKey: null },
  ...change,
});

let cloud: MemoryCloud;
let caller: Caller;
let stranger: Caller;

beforeEach(async () => {
  cloud = memoryCloud({ backends: [scriptedBackend(spec)] });
  caller = await cloud.authenticate(cloud.keys.first);
  stranger = await cloud.authenticate(cloud.keys.second);
});

describe("a cloud in memory", () => {
  test("knows its keys and no other", async () => {
    for (const secret of [null, "", "other"]) await expect(cloud.authenticate(secret)).rejects.toThrow("API key");
    expect((await cloud.authenticate(cloud.keys.colleague)).projectId).toBe(caller.projectId);
    expect(stranger.projectId).not.toBe(caller.projectId);
  });

  test("runs a job while a look at it is held, and keeps its result", async () => {
    const { id } = await cloud.submit(caller, order());
    expect(await cloud.job(caller, id, { waitMs: 1000 })).toMatchObject({ state: "succeeded", echo: { kept: true } });
    expect(sampleOf(await cloud.outcome(caller, id)).circuits[0]?.counts).toEqual(new Map([["00", 3]]));
  });

  test("gives a dry run compiled circuits and no counts", async () => {
    const { id } = await cloud.submit(caller, order({ dryRun: true }));
    await cloud.job(caller, id, { waitMs: 1000 });
    const [circuit] = sampleOf(await cloud.outcome(caller, id)).circuits;
    expect(circuit).toMatchObject({ counts: new Map(), compiled: { qubitCount: 2 } });
  });

  test("refuses at submit what the backend cannot run", async () => {
    const wide = { kind: "sample" as const, circuits: [{ qubitCount: 5, clbitCount: 0, operations: [] }], shots: 1 };
    await expect(cloud.submit(caller, order({ workload: wide }))).rejects.toMatchObject({ code: "too_large" });
    await expect(cloud.estimate(caller, order({ workload: wide }))).rejects.toMatchObject({ code: "too_large" });
    expect(cloud.orders).toEqual([]);
  });

  test("keeps the jobs of two projects apart, in every method", async () => {
    const { id } = await cloud.submit(caller, order());
    for (const method of ["job", "outcome", "order", "cancel", "remove"] as const) {
      await expect(cloud[method](stranger, id), method).rejects.toThrow(NotFoundError);
    }
    expect((await cloud.jobs(stranger, { limit: 10 })).jobs).toEqual([]);
  });

  test("cancels what waits, leaves what has finished, and forgets what is removed", async () => {
    cloud.pause();
    const waiting = await cloud.submit(caller, order());
    expect((await cloud.cancel(caller, waiting.id)).state).toBe("cancelled");
    await cloud.resume();
    const done = await cloud.submit(caller, order());
    await cloud.job(caller, done.id, { waitMs: 1000 });
    expect((await cloud.cancel(caller, done.id)).state).toBe("succeeded");
    await cloud.remove(caller, done.id);
    await expect(cloud.job(caller, done.id)).rejects.toThrow(NotFoundError);
  });

  test("stops what runs", async () => {
    const running = Promise.withResolvers<void>();
    const backend = scriptedBackend(spec);
    const slow = {
      ...backend,
      run: async (...[, { stop }]: Parameters<typeof backend.run>) => {
        running.resolve();
        while (!stop.aborted) await Promise.resolve();
        throw new CancelledError();
      },
    };
    cloud = memoryCloud({ backends: [slow] });
    caller = await cloud.authenticate(cloud.keys.first);
    const { id } = await cloud.submit(caller, order());
    await running.promise;
    await cloud.cancel(caller, id);
    expect((await cloud.job(caller, id, { waitMs: 1000 })).state).toBe("cancelled");
  });

  test("tells a repeat from a mistake by the idempotency key", async () => {
    const first = await cloud.submit(caller, order({ idempotencyKey: "k" }));
    expect((await cloud.submit(caller, order({ idempotencyKey: "k" }))).id).toBe(first.id);
    const other = order({ idempotencyKey: "k", original: { changed: true } });
    await expect(cloud.submit(caller, other)).rejects.toMatchObject({ code: "idempotency_mismatch" });
    expect((await cloud.submit(stranger, order({ idempotencyKey: "k" }))).id).not.toBe(first.id);
  });

  test("ends a session with its waiting jobs, and lets in no more", async () => {
    cloud.pause();
    const limits = { maxJobs: 2, maxSeconds: 60, maxMicrocredits: null };
    const { id } = await cloud.openSession(caller, {
      vendor: "test",
      backendName: "sim",
      mode: "session",
      limits,
      echo: {},
    });
    const job = await cloud.submit(caller, order({ sessionId: id }));
    await cloud.submit(caller, order({ sessionId: id }));
    await expect(cloud.submit(caller, order({ sessionId: id }))).rejects.toMatchObject({ code: "forbidden" });
    await expect(cloud.endSession(stranger, id as SessionId)).rejects.toThrow(NotFoundError);
    expect((await cloud.endSession(caller, id)).state).toBe("closed");
    expect((await cloud.job(caller, job.id)).state).toBe("cancelled");
    await expect(cloud.submit(caller, order({ sessionId: id }))).rejects.toThrow("has ended");
    expect(await cloud.sessions(caller, { active: true })).toEqual([]);
  });

  test("counts use by step and group", async () => {
    for (let k = 0; k < 3; k++) await cloud.submit(caller, order());
    await cloud.resume();
    const all = { from: new Date(0), to: new Date(8.64e15), step: "month" } as const;
    const [step] = await cloud.usage(caller, { ...all, groupBy: "project" });
    expect(step?.groups).toEqual([expect.objectContaining({ name: "First project", jobCount: 3 })]);
    expect((await cloud.usage(caller, { ...all, groupBy: "job" }))[0]?.groups).toHaveLength(3);
    expect(await cloud.usage(stranger, { ...all, groupBy: "project" })).toEqual([]);
  });
});
