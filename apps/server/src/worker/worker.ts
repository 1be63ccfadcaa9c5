import { randomUUID } from "node:crypto";
import type { BackendModel } from "@naru/backends";
import { type JobId, messageOf } from "@naru/base";
import type { Log } from "../config/index.ts";
import type { Database } from "../db/index.ts";
import type { LeasedJob, WorkerJobs } from "../jobs/index.ts";
import type { Bus } from "../live/index.ts";
import { type Lane, type Lease, signIn, smallBytes } from "../queue/index.ts";
import { openDispatcher } from "./dispatcher.ts";
import { endingOf } from "./endings.ts";
import { Pool } from "./pool.ts";
import { openSettler } from "./settler.ts";

export interface WorkerParts {
  readonly database: Database;
  readonly jobs: WorkerJobs;
  readonly bus: Bus;
  readonly models: readonly BackendModel[];
  readonly log: Log;
  /** Told of each job that ended here. */
  onEnded?(backendName: string, state: string): void;
}

export interface WorkerOptions {
  /** Threads for small jobs; large ones get as many threads, one job at a time. */
  readonly threads: number;
  /** Memory for all running jobs together. */
  readonly maxBytes: number;
  /** Written into each result, so that it can be reproduced. */
  readonly version: string;
  /** A job that runs longer is stopped. */
  readonly maxSeconds: number;
  /** How often leases are renewed and the database is looked at without a hint. */
  readonly lookEveryMs: number;
}

/** Jobs that run when the service stops get this long to end by themselves. */
const graceMs = 1_000;
/** How long stopping waits for a database that does not take the last endings. */
const flushMs = 5_000;
/** How long a request to stop is remembered for a job that is not here: it may be on its way from the queue. */
const rememberMs = 30_000;

export interface JobWorker {
  readonly id: string;
  readonly isReady: boolean;
  /** Jobs here, waiting for a thread or running. */
  jobCount(lane: Lane): number;
  /** Takes no more jobs, lets short ones end and hands the others back. */
  stop(): Promise<void>;
}

/** What the large lane may take, so that all lanes together stay below the limit. */
export const largeBytes = (options: Pick<WorkerOptions, "threads" | "maxBytes">): number =>
  options.maxBytes - options.threads * smallBytes;

/** Runs jobs of every project until it is stopped. */
export async function startWorker(parts: WorkerParts, options: WorkerOptions): Promise<JobWorker> {
  const { jobs, bus, log } = parts;
  const id = randomUUID();
  const presence = await signIn(parts.database, id, options.threads, log);
  const settler = openSettler((endings) => jobs.finish(endings), log);
  const handBack: LeasedJob[] = [];
  const stopSoon = new Set<JobId>();

  const stopJob = (jobId: JobId) => opened.some(({ pool }) => pool.stop(jobId, "cancel"));
  function onCancel(jobId: JobId): void {
    if (stopJob(jobId)) return;
    stopSoon.add(jobId);
    setTimeout(() => stopSoon.delete(jobId), rememberMs).unref();
  }
  /** The leases that this worker knows it has: only they are renewed. */
  const held = (): Lease[] =>
    [...opened.flatMap(({ pool }) => pool.jobs()), ...settler.jobs(), ...handBack].map((job) => job.lease);

  const openLane = (lane: Lane) => {
    const size = lane === "small" ? options.threads : 1;
    const engine = { threads: lane === "small" ? 1 : options.threads, maxBytes: largeBytes(options) };
    const pool: Pool = new Pool(
      { lane, models: parts.models, size, engine, log },
      {
        ended(job, taskEnding, stopReason, done) {
          if (taskEnding.state === "failed" && taskEnding.error.stack !== null) {
            log.error({ jobId: job.lease.jobId, error: taskEnding.error.stack }, "a simulation failed");
          }
          const ending = endingOf(job, taskEnding, stopReason, done, options);
          if (!ending) return void handBack.push(job);
          settler.add(ending);
          parts.onEnded?.(job.backendName, ending.state);
        },
        lost(job) {
          const reason = "its thread died";
          jobs
            .lose([job.lease], reason)
            .catch((error) => log.error({ reason: messageOf(error) }, "a lost job waits for the watchdog"));
        },
        room: () => dispatcher.onRoom(),
      },
    );
    const dispatcher = openDispatcher({
      room: () => pool.room(),
      claim: (limits) => jobs.start(lane, id, limits),
      add: (claimed) => {
        pool.add(claimed);
        for (const { lease, isCancelRequested } of claimed) {
          if (isCancelRequested || stopSoon.delete(lease.jobId)) pool.stop(lease.jobId, "cancel");
        }
      },
      log,
    });
    return { lane, pool, dispatcher };
  };
  const opened = [openLane("small"), openLane("large")];
  const wake = (only?: Lane) => {
    for (const { lane, dispatcher } of opened) if (only === undefined || only === lane) dispatcher.wake();
  };
  const unsubscribe = bus.subscribe((event) => {
    if (event.kind === "queued") wake(event.lane);
    if (event.kind === "gap") wake();
    if (event.kind === "cancel") onCancel(event.jobId);
  });

  /** What is done now and then; none waits for the success of those before. */
  const duties: readonly (() => Promise<unknown>)[] = [
    () => jobs.heartbeat(held()),
    () => jobs.saveProgress(opened.flatMap(({ pool }) => pool.progress())),
    async () => {
      const here = opened.flatMap(({ pool }) => pool.jobs());
      for (const jobId of await jobs.cancelRequests(here.map((job) => job.lease.jobId))) stopJob(jobId);
    },
    async () => {
      for (const { pool } of opened) pool.stopLongerThan(options.maxSeconds);
    },
    () => jobs.recover(id, held()),
    () => jobs.tendSessions(),
  ];
  let isLooking = false;
  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    for (const duty of duties) await attempt(duty, "the worker could not look into the database; it tries again");
    isLooking = false;
    wake();
  }
  async function attempt(work: () => Promise<unknown>, otherwise: string): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn({ reason: messageOf(error) }, otherwise);
    }
  }
  const timer = setInterval(look, options.lookEveryMs);
  for (const { lane, pool } of opened) if (lane === "small") pool.warmUp();
  await look();

  return {
    id,
    get isReady() {
      return opened.some(({ pool }) => pool.isReady);
    },
    jobCount: (lane) => opened.find((one) => one.lane === lane)?.pool.jobs().length ?? 0,
    async stop() {
      unsubscribe();
      clearInterval(timer);
      await Promise.all(opened.map(({ dispatcher }) => dispatcher.stop()));
      const unstarted = (await Promise.all(opened.map(({ pool }) => pool.drain(graceMs)))).flat();
      await settler.flush(flushMs);
      const leases = [...unstarted, ...handBack].map((job) => job.lease);
      await attempt(() => jobs.giveBack(leases), "jobs could not be handed back; others find them");
      await Promise.all(opened.map(({ pool }) => pool.close()));
      await attempt(() => presence.stop(), "the worker could not sign off; others see that it is gone");
    },
  };
}
