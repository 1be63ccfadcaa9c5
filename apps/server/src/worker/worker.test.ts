import { randomUUID } from "node:crypto";
import type { JobId, ProjectId } from "@naru/base";
import { expect, test } from "vitest";
import { silentLog } from "../config/index.ts";
import { testDatabase } from "../db/testing.ts";
import type { Ending, LeasedJob, WorkerJobs } from "../jobs/index.ts";
import { openBus } from "../live/index.ts";
import type { Lease } from "../queue/index.ts";
import { startWorker } from "./worker.ts";

/** Jobs that a test hands out; nothing else happens unless the test says so. */
function theJobs(changes: Partial<WorkerJobs>): WorkerJobs {
  return {
    start: async () => [],
    finish: async () => {},
    giveBack: async () => {},
    lose: async () => {},
    recover: async () => {},
    heartbeat: async () => {},
    saveProgress: async () => {},
    cancelRequests: async () => [],
    tendSessions: async () => {},
    ...changes,
  };
}

function aJob(workerId: string): LeasedJob {
  const resources = { qubits: 1, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };
  return {
    lease: { jobId: randomUUID() as JobId, workerId, attempt: 1 },
    projectId: randomUUID() as ProjectId,
    backendName: "no such backend",
    dryRun: false,
    seed: 1,
    estimate: { seconds: 0.001, bytes: 0, resources, method: "test", why: "" },
    priceMicrocredits: 0,
    workload: "{}",
    isCancelRequested: false,
    model: null,
    maxSeconds: null,
  };
}

async function withWorker(
  jobs: WorkerJobs,
  work: (scene: { bus: Awaited<ReturnType<typeof openBus>>; id: string }) => Promise<void>,
): Promise<void> {
  const database = await testDatabase();
  const bus = await openBus(database, silentLog);
  const options = { threads: 1, maxBytes: 2 ** 30, version: "1", maxSeconds: 60, lookEveryMs: 20 };
  const worker = await startWorker({ database, jobs, bus, models: [], log: silentLog }, options);
  try {
    await work({ bus, id: worker.id });
  } finally {
    await worker.stop();
    await bus.stop();
    await database.close();
  }
}

test("a job that is cancelled while its claim is on its way stops when it arrives, without waiting for a look", async () => {
  const claimed = Promise.withResolvers<LeasedJob>();
  const asked = Promise.withResolvers<string>();
  const endings: Ending[] = [];
  const jobs = theJobs({
    async start(lane, workerId) {
      if (lane !== "small") return [];
      asked.resolve(workerId);
      return [await claimed.promise];
    },
    finish: async (batch) => void endings.push(...batch),
  });
  await withWorker(jobs, async ({ bus }) => {
    const job = aJob(await asked.promise);
    bus.publish({ kind: "cancel", jobId: job.lease.jobId });
    claimed.resolve(job);
    await expect.poll(() => endings[0]).toMatchObject({ state: "cancelled", job: { lease: job.lease } });
  });
});

test("a job stays held until its end is settled; whatever the worker has forgotten is not renewed", async () => {
  const settling = Promise.withResolvers<void>();
  const renewed: (readonly Lease[])[] = [];
  let heldAtRecovery: readonly Lease[] = [];
  let given: LeasedJob | null = null;
  const jobs = theJobs({
    async start(lane, workerId) {
      if (lane !== "small" || given) return [];
      given = aJob(workerId);
      return [given];
    },
    finish: () => settling.promise,
    heartbeat: async (leases) => void renewed.push(leases),
    recover: async (_, held) => {
      heldAtRecovery = held;
    },
  });
  await withWorker(jobs, async () => {
    await expect.poll(() => renewed.at(-1), { timeout: 20_000 }).toEqual([given?.lease]);
    await expect.poll(() => heldAtRecovery).toEqual([given?.lease]);
    settling.resolve();
    await expect.poll(() => renewed.at(-1)).toEqual([]);
    await expect.poll(() => heldAtRecovery).toEqual([]);
  });
});

test("a duty that fails does not keep the worker from the others", async () => {
  let recoveries = 0;
  const away = () => Promise.reject(new Error("a deadlock, for the test"));
  const jobs = theJobs({
    heartbeat: away,
    saveProgress: away,
    cancelRequests: away,
    recover: async () => void recoveries++,
  });
  await withWorker(jobs, async () => {
    await expect.poll(() => recoveries).toBeGreaterThan(1);
  });
});
