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

  test("issues tokens that stand for a key for an hour", async () => {
    let now = Date.UTC(2026, 10, 22);
    cloud = memoryCloud({ backends: [scriptedBackend(spec)], now: () => new Date(now) });
    const { token, issuedAt, expiresAt } = await cloud.issueToken(cloud.keys.first);
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(expiresAt.getTime() - issuedAt.getTime()).toBe(3_600_000);
    expect(await cloud.authenticate(token)).toEqual(await cloud.authenticate(cloud.keys.first));
    await expect(cloud.issueToken(token)).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(cloud.issueToken("other")).rejects.toMatchObject({ code: "unauthenticated" });
    now += 3_600_000;
    await expect(cloud.authenticate(token)).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("lists by tags, program and time, from either end, and counts", async () => {
    const all = [["a"], ["a", "b"], ["b"], ["a", "b"]];
    const ids: string[] = [];
    for (const [k, tags] of all.entries()) {
      const program = k === 0 ? "estimator" : "sampler";
      ids.push((await cloud.submit(caller, order({ tags, program }))).id);
    }
    const list = async (query: object) => {
      const page = await cloud.jobs(caller, { limit: 10, ...query });
      return page.jobs.map(({ id }) => ids.indexOf(id));
    };
    expect(await list({ tags: ["a", "b"] })).toEqual([3, 1]);
    expect(await list({ programs: ["sampler"], oldestFirst: true })).toEqual([1, 2, 3]);
    expect(await list({ skip: 1, limit: 2 })).toEqual([2, 1]);
    expect(await list({ submittedBefore: new Date(0) })).toEqual([]);
    const page = await cloud.jobs(caller, { limit: 1, skip: 1, tags: ["b"], counted: true });
    expect(page.count).toBe(3);
    const rest = await cloud.jobs(caller, { limit: 5, tags: ["b"], after: page.next ?? "" });
    expect(rest.jobs.map(({ id }) => ids.indexOf(id))).toEqual([1]);
  });

  test("replaces the tags of a job", async () => {
    const { id } = await cloud.submit(caller, order({ tags: ["a"] }));
    expect((await cloud.retag(caller, id, ["b", "c"])).tags).toEqual(["b", "c"]);
    await expect(cloud.retag(stranger, id, [])).rejects.toThrow(NotFoundError);
  });

  test("shows a private job's result once and its program never", async () => {
    const { id } = await cloud.submit(caller, order({ isPrivate: true }));
    await cloud.job(caller, id, { waitMs: 1000 });
    await expect(cloud.order(caller, id)).rejects.toThrow(NotFoundError);
    await cloud.outcome(caller, id);
    await expect(cloud.outcome(caller, id)).rejects.toThrow(NotFoundError);
    expect(await cloud.job(caller, id)).toMatchObject({ state: "succeeded", isPrivate: true });
  });
});

describe("a session in memory", () => {
  let now: number;
  const open = (limits: object, mode: "session" | "batch" = "session") =>
    cloud.openSession(caller, {
      ...{ vendor: "test", backendName: "sim", mode, echo: {} },
      limits: { maxJobs: null, maxSeconds: null, maxMicrocredits: null, ...limits },
    });
  const run = async (sessionId: SessionId) => {
    const { id } = await cloud.submit(caller, order({ sessionId }));
    return cloud.job(caller, id, { waitMs: 1000 });
  };

  beforeEach(async () => {
    now = Date.UTC(2026, 10, 22);
    cloud = memoryCloud({ backends: [scriptedBackend(spec)], now: () => new Date(now) });
    caller = await cloud.authenticate(cloud.keys.first);
  });

  test("begins with its first job, idles, and wakes with the next", async () => {
    const { id } = await open({ idleSeconds: 60, maxSeconds: 600 });
    expect(await cloud.session(caller, id)).toMatchObject({ state: "pending", expiresAt: null, activatedAt: null });
    await run(id);
    expect(await cloud.session(caller, id)).toMatchObject({
      ...{
        state: "active",
        startedAt: new Date(now),
        lastJobStartedAt: new Date(now),
        lastJobFinishedAt: new Date(now),
      },
      expiresAt: new Date(now + 600_000),
    });
    now += 60_000;
    expect((await cloud.session(caller, id)).state).toBe("inactive");
    await run(id);
    expect(await cloud.session(caller, id)).toMatchObject({ state: "active", activatedAt: new Date(now), jobCount: 2 });
  });

  test("never idles as a batch", async () => {
    const { id } = await open({ idleSeconds: 60 }, "batch");
    await run(id);
    now += 3_600_000;
    expect((await cloud.session(caller, id)).state).toBe("active");
  });

  test("closes when its last job is through, and takes no more meanwhile", async () => {
    const { id } = await open({});
    cloud.pause();
    const job = await cloud.submit(caller, order({ sessionId: id }));
    expect(await cloud.closeSession(caller, id)).toMatchObject({ state: "closing", acceptsJobs: false });
    await expect(cloud.submit(caller, order({ sessionId: id }))).rejects.toThrow("has ended");
    await cloud.resume();
    expect((await cloud.job(caller, job.id)).state).toBe("succeeded");
    expect(await cloud.session(caller, id)).toMatchObject({ state: "closed", endedAt: new Date(now) });
  });

  test("cancels what waits when its time is over", async () => {
    const { id } = await open({ maxSeconds: 600 });
    await run(id);
    cloud.pause();
    const job = await cloud.submit(caller, order({ sessionId: id }));
    now += 600_000;
    expect((await cloud.session(caller, id)).state).toBe("closed");
    expect(await cloud.job(caller, job.id)).toMatchObject({ state: "cancelled", startedAt: null });
  });
});
