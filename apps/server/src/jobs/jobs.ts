import type { JobId, SessionId } from "@naru/base";
import type {
  Caller,
  Job,
  JobOrder,
  JobPage,
  JobQuery,
  OrderEstimate,
  Session,
  SessionOrder,
  UsageQuery,
  UsageStep,
} from "@naru/dialect";
import type { Outcome } from "@naru/workload";
import type { Queries } from "../db/index.ts";
import type { ClaimLimits, Lane, Lease } from "../queue/index.ts";
import { cancel, remove } from "./cancel.ts";
import { type Ending, finish, giveBack, lose, recover } from "./finish.ts";
import type { LeasedJob } from "./leased-job.ts";
import type { JobParts, ScopedCaller } from "./parts.ts";
import { job, jobSoon, jobs, order, outcome, waitForAny, waitForJob } from "./read.ts";
import { type ReadParts, RowReads } from "./row-reads.ts";
import { closeSession, endSession, findSession, listSessions, openSession, tendSessions } from "./sessions.ts";
import { start } from "./start.ts";
import { readCancelRequests, saveProgress } from "./store.ts";
import { estimate, submit } from "./submit.ts";
import { retag } from "./tags.ts";
import { readUsage } from "./usage.ts";

/** What those who call for a person may ask of the jobs. Everything is scoped by the caller. */
export interface Jobs {
  submit(caller: Caller, order: JobOrder): Promise<Job>;
  estimate(caller: Caller, order: JobOrder): Promise<OrderEstimate>;
  job(caller: ScopedCaller, id: JobId): Promise<Job>;
  /** Holds the answer until the job is final, at most `waitMs`. */
  waitForJob(caller: ScopedCaller, id: JobId, waitMs: number): Promise<Job>;
  /** As in `Cloud`. */
  waitForAny(caller: ScopedCaller, ids: readonly JobId[], waitMs: number): Promise<readonly Job[]>;
  /** Holds the answer only for a job that is expected to end in about `waitMs`. */
  jobSoon(caller: ScopedCaller, id: JobId, waitMs: number): Promise<Job>;
  jobs(caller: ScopedCaller, query: JobQuery): Promise<JobPage>;
  outcome(caller: ScopedCaller, id: JobId): Promise<Outcome>;
  order(caller: ScopedCaller, id: JobId): Promise<JobOrder>;
  cancel(caller: ScopedCaller, id: JobId): Promise<Job>;
  remove(caller: ScopedCaller, id: JobId): Promise<void>;
  retag(caller: ScopedCaller, id: JobId, tags: readonly string[]): Promise<Job>;
  openSession(caller: Caller, order: SessionOrder): Promise<Session>;
  session(caller: Caller, id: SessionId): Promise<Session>;
  sessions(caller: Caller, query: { readonly active?: boolean }): Promise<readonly Session[]>;
  closeSession(caller: Caller, id: SessionId): Promise<Session>;
  endSession(caller: Caller, id: SessionId): Promise<Session>;
  usage(caller: Caller, query: UsageQuery): Promise<readonly UsageStep[]>;
}

/** What a worker may ask of the jobs. Nothing here is scoped: a worker runs everybody's. */
export interface WorkerJobs {
  start(lane: Lane, workerId: string, limits: ClaimLimits): Promise<LeasedJob[]>;
  finish(endings: readonly Ending[]): Promise<void>;
  giveBack(leases: readonly Lease[]): Promise<void>;
  /** Its worker lost these while they ran. */
  lose(leases: readonly Lease[], reason: string): Promise<void>;
  /** Looks for the jobs of dead workers, and for those of this worker that it does not hold. */
  recover(workerId: string, held: readonly Lease[]): Promise<void>;
  /** Says that these leases are alive. */
  heartbeat(leases: readonly Lease[]): Promise<void>;
  saveProgress(progress: readonly { readonly jobId: JobId; readonly done: number }[]): Promise<void>;
  /** Of these running jobs, the ones that are to stop. */
  cancelRequests(ids: readonly JobId[]): Promise<readonly JobId[]>;
  /** Does to sessions what time does: ends them, lets them idle. */
  tendSessions(): Promise<void>;
}

export function openJobs(stand: JobParts): Jobs & WorkerJobs {
  const queries: Queries = stand.database.kysely;
  const parts: ReadParts = { ...stand, rows: new RowReads(queries) };
  return {
    submit: (caller, placed) => submit(parts, caller, placed),
    estimate: (caller, placed) => estimate(parts, caller, placed),
    job: (caller, id) => job(parts, caller, id),
    waitForJob: (caller, id, waitMs) => waitForJob(parts, caller, id, waitMs),
    waitForAny: (caller, ids, waitMs) => waitForAny(parts, caller, ids, waitMs),
    jobSoon: (caller, id, waitMs) => jobSoon(parts, caller, id, waitMs),
    jobs: (caller, query) => jobs(parts, caller, query),
    outcome: (caller, id) => outcome(parts, caller, id),
    order: (caller, id) => order(parts, caller, id),
    cancel: (caller, id) => cancel(parts, caller, id),
    remove: (caller, id) => remove(parts, caller, id),
    openSession: (caller, placed) => openSession(parts, caller, placed),
    session: (caller, id) => findSession(parts, caller, id),
    sessions: (caller, query) => listSessions(parts, caller, query),
    retag: (caller, id, tags) => retag(parts, caller, id, tags),
    closeSession: (caller, id) => closeSession(parts, caller, id),
    endSession: (caller, id) => endSession(parts, caller, id),
    usage: (caller, query) => readUsage(queries, caller.projectId, query),
    start: (lane, workerId, limits) => start(parts, lane, workerId, limits),
    finish: (endings) => finish(parts, endings),
    giveBack: (leases) => giveBack(parts, leases),
    lose: (leases, reason) => lose(parts, leases, reason),
    recover: (workerId, held) => recover(parts, workerId, held),
    heartbeat: (leases) => parts.queue.heartbeat(queries, leases),
    saveProgress: (progress) => saveProgress(queries, progress),
    cancelRequests: (ids) => (ids.length === 0 ? Promise.resolve([]) : readCancelRequests(queries, ids)),
    tendSessions: () => tendSessions(parts),
  };
}
