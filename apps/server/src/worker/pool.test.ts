import { randomUUID } from "node:crypto";
import type { JobId, ProjectId } from "@naru/base";
import { afterEach, expect, test } from "vitest";
import { silentLog } from "../config/index.ts";
import type { LeasedJob } from "../jobs/index.ts";
import type { Lane } from "../queue/index.ts";
import { Pool } from "./pool.ts";

/**
 * A thread that does what its jobs say: the workload is one word. `quick` ends at once; `slow` runs until it is told to
 * stop; `deaf` runs for ever and never looks; `die` takes the thread with it; `fail` fails.
 */
const body = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort, workerData } from "node:worker_threads";
  const words = new Int32Array(workerData.shared);
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  let work = Promise.resolve();
  parentPort.on("message", (message) => { work = work.then(() => handle(message)); });
  parentPort.postMessage({ kind: "ready" });
  async function handle(message) {
    if (message.kind === "close") return parentPort.close();
    for (const { taskId, slot, workload } of message.tasks) {
      Atomics.store(words, 0, taskId);
      const end = (ending) => parentPort.postMessage({ kind: "ended", ending: { taskId, runSeconds: 0, ...ending } });
      if (workload === "die") process.exit(1);
      if (workload === "deaf") for (;;) ;
      parentPort.postMessage({ kind: "progress", taskId, done: 0.25 });
      while (workload === "slow" && Atomics.load(words, slot) === 0) await sleep(1);
      if (Atomics.load(words, slot) !== 0) end({ state: "stopped" });
      else if (workload === "fail") end({ state: "failed", error: { code: null, message: "no", details: {}, stack: "here" } });
      else end({ state: "succeeded", outcome: workload, executionMs: 1 });
      Atomics.store(words, 0, 0);
    }
  }`)}`,
);

const pools: Pool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function aPool(size: number, lane: Lane = "small") {
  const ended: string[] = [];
  const lost: string[] = [];
  const pool = new Pool(
    { lane, models: [], size, engine: { threads: 1, maxBytes: 1 }, log: silentLog, body },
    {
      ended: (job, ending, reason) => ended.push([job.workload, ending.state, reason].filter(Boolean).join(" ")),
      lost: (job) => lost.push(job.workload),
      room() {},
    },
  );
  pools.push(pool);
  return { pool, ended, lost };
}

function aJob(workload: string, seconds = 0.001): LeasedJob {
  const resources = { qubits: 1, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };
  return {
    lease: { jobId: randomUUID() as JobId, workerId: "a worker", attempt: 1 },
    projectId: randomUUID() as ProjectId,
    backendName: "test",
    dryRun: false,
    seed: 1,
    estimate: { seconds, bytes: 0, resources, method: "test", why: "" },
    priceMicrocredits: 0,
    workload,
    isCancelRequested: false,
    model: null,
    maxSeconds: null,
  };
}

test("jobs run and end, many in a row, on as many threads as are needed", async () => {
  const { pool, ended } = aPool(2);
  pool.add(Array.from({ length: 100 }, () => aJob("quick")));
  await expect.poll(() => ended.length, { timeout: 20_000 }).toBe(100);
  expect(new Set(ended)).toEqual(new Set(["quick succeeded"]));
  expect(pool.threadCount).toBeLessThanOrEqual(2);
  expect(pool.jobs()).toEqual([]);
});

test("a thread that dies loses the job it was at and no other", async () => {
  const { pool, ended, lost } = aPool(1);
  pool.add([aJob("quick"), aJob("die"), aJob("quick"), aJob("fail"), aJob("quick")]);
  await expect.poll(() => ended.length, { timeout: 20_000 }).toBe(4);
  expect(lost).toEqual(["die"]);
  expect(ended).toEqual(["quick succeeded", "quick succeeded", "fail failed", "quick succeeded"]);
});

test("a running job stops when it is told to, a waiting one at once", async () => {
  const { pool, ended } = aPool(1);
  const [running, waiting] = [aJob("slow"), aJob("slow")];
  pool.add([running, waiting]);
  await expect.poll(() => pool.progress(), { timeout: 20_000 }).toEqual([{ jobId: running.lease.jobId, done: 0.25 }]);
  expect(pool.stop(waiting.lease.jobId, "cancel")).toBe(true);
  expect(pool.stop(running.lease.jobId, "cancel")).toBe(true);
  expect(pool.stop(randomUUID() as JobId, "cancel")).toBe(false);
  await expect.poll(() => ended, { timeout: 20_000 }).toEqual(["slow stopped cancel", "slow stopped cancel"]);
});

test("a job that waits in a thread's batch is stopped at once, not when the one before it ends", async () => {
  const { pool, ended } = aPool(1);
  const [running, waiting, next] = [aJob("slow"), aJob("fail"), aJob("quick")];
  pool.add([running, waiting, next]);
  await expect.poll(() => pool.progress(), { timeout: 20_000 }).toHaveLength(1);
  pool.stop(waiting.lease.jobId, "cancel");
  expect(ended).toEqual(["fail stopped cancel"]);
  expect(pool.jobs()).toEqual([running, next]);
  pool.stop(running.lease.jobId, "cancel");
  await expect.poll(() => ended.length, { timeout: 20_000 }).toBe(3);
  expect(ended).toEqual(["fail stopped cancel", "slow stopped cancel", "quick succeeded"]);
});

test("a job that does not stop is ended with its thread, and the next one gets a new thread", async () => {
  const { pool, ended, lost } = aPool(1);
  const deaf = aJob("deaf");
  pool.add([deaf, aJob("quick")]);
  await expect.poll(() => pool.progress(), { timeout: 20_000 }).toHaveLength(1);
  pool.stop(deaf.lease.jobId, "cancel");
  await expect.poll(() => ended, { timeout: 20_000 }).toEqual(["deaf stopped cancel", "quick succeeded"]);
  expect(lost).toEqual([]);
});

test("what runs longer than it may is stopped", async () => {
  const { pool, ended } = aPool(1);
  pool.add([aJob("slow")]);
  await expect.poll(() => pool.progress(), { timeout: 20_000 }).toHaveLength(1);
  pool.stopLongerThan(3600);
  await expect
    .poll(() => {
      pool.stopLongerThan(0);
      return ended;
    })
    .toEqual(["slow stopped timeout"]);
});

test("a pool that is drained lets quick jobs end, gives back the others, and takes no more", async () => {
  const { pool, ended } = aPool(1);
  const jobs = [aJob("slow"), ...Array.from({ length: 30 }, () => aJob("quick"))];
  pool.add(jobs);
  await expect.poll(() => pool.progress(), { timeout: 20_000 }).toHaveLength(1);
  const unstarted = await pool.drain(10);
  expect(pool.room().jobs).toBe(0);
  expect(unstarted.length + ended.length).toBe(jobs.length);
  expect(ended).toContain("slow stopped hand-back");
  expect(ended.every((line) => line.endsWith("hand-back"))).toBe(true);
});

test("the large lane takes one job at a time; the small one as much work as it can do soon", async () => {
  const large = aPool(1, "large").pool;
  expect(large.room().jobs).toBe(1);
  large.add([aJob("slow", 100)]);
  expect(large.room().jobs).toBe(0);

  const small = aPool(2).pool;
  const before = small.room();
  small.add([aJob("slow", 0.3), aJob("slow", 0.3)]);
  const after = small.room();
  expect(after.jobs).toBe(before.jobs - 2);
  expect(after.seconds).toBeCloseTo(before.seconds - 0.6, 10);
  small.add([aJob("slow", 1)]);
  expect(small.room().jobs).toBe(0);
  await Promise.all([large.drain(0), small.drain(0)]);
});
