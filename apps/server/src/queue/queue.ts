import type { WorkloadEstimate } from "@naru/backends";
import type { JobId, ProjectId, SessionId } from "@naru/base";
import type { Clock } from "../config/index.ts";
import type { Database, Queries, Transaction } from "../db/index.ts";
import { catchUpSeconds, weightAt } from "./decay.ts";
import { costSeconds, type Lane, laneOf } from "./lanes.ts";
import { strikeDead } from "./liveness.ts";
import {
  type Claim,
  type ClaimLimits,
  claimEntries,
  insertEntry,
  type Lease,
  type LostLease,
  putSessionsFirst,
  releaseLost,
  removeLeased,
  removeWaiting,
  renewLeases,
  returnUnused,
} from "./store.ts";

/**
 * What the rest of the service knows of the queue. Every method runs in the caller's transaction, so that a job's state
 * and its place in the queue change together or not at all.
 */
export interface JobQueue {
  add(tx: Transaction, job: NewEntry): Promise<void>;
  /** From now on, what waits of these sessions goes before what else waits for the same backend. */
  putFirst(tx: Transaction, sessionIds: readonly SessionId[]): Promise<void>;
  /** Leases the jobs whose turn it is. */
  claim(tx: Transaction, lane: Lane, workerId: string, limits: ClaimLimits): Promise<Claim[]>;
  /** Takes finished jobs out. Returns those whose lease still held: only their results count. */
  complete(tx: Transaction, settled: readonly { lease: Lease; runSeconds: number }[]): Promise<Set<JobId>>;
  /** Takes waiting jobs out; returns those that were still waiting. */
  cancel(tx: Transaction, jobIds: readonly JobId[]): Promise<Set<JobId>>;
  /** Hands back leases that were never worked on. Returns the jobs that wait again. */
  giveBack(tx: Transaction, leases: readonly Lease[]): Promise<Set<JobId>>;
  /** Ends the leases of jobs that a worker lost while it worked on them; the attempt counts. */
  fail(tx: Transaction, leases: readonly Lease[]): Promise<LostLease[]>;
  /**
   * Ends the leases of workers that died, of those that have been silent for too long, and those of this worker that it
   * does not hold: a claim whose answer was lost, or a run whose end could not be written.
   */
  recover(tx: Transaction, self: string, held: readonly Lease[]): Promise<LostLease[]>;
  /** Says that these leases are alive. */
  heartbeat(queries: Queries, leases: readonly Lease[]): Promise<void>;
}

export interface NewEntry {
  readonly jobId: JobId;
  readonly projectId: ProjectId;
  readonly backendName: string;
  /** Higher goes first inside a project. */
  readonly priority: number;
  /** Before what else waits for the same backend. */
  readonly goesFirst: boolean;
  readonly estimate: WorkloadEstimate;
}

export interface QueueRules {
  /** How often a job is tried before it fails. */
  readonly maxAttempts: number;
  /** A lease without a heartbeat for this long is over, whatever its worker's session says. */
  readonly silentMs: number;
  /** A lease this old that its own worker does not hold was forgotten; a younger one may be on its way to it. */
  readonly forgottenMs: number;
}

export const defaultRules: QueueRules = { maxAttempts: 3, silentMs: 60_000, forgottenMs: 15_000 };

export function openQueue(kind: Database["kind"], clock: Clock, rules: QueueRules = defaultRules): JobQueue {
  return {
    add: (tx, { estimate, ...job }) =>
      insertEntry(tx, { ...job, lane: laneOf(estimate), costSeconds: costSeconds(estimate.seconds) }),
    putFirst: putSessionsFirst,
    claim: (tx, lane, workerId, limits) =>
      claimEntries(tx, lane, workerId, limits, weightAt(clock.now().getTime()), catchUpSeconds),
    complete: (tx, settled) =>
      removeLeased(
        tx,
        settled.map(({ lease, runSeconds }) => ({ lease, costSeconds: costSeconds(runSeconds) })),
      ),
    cancel: removeWaiting,
    giveBack: returnUnused,
    fail: (tx, leases) =>
      releaseLost(tx, { leases, workerIds: [], silentSince: null, forgotten: null, maxAttempts: rules.maxAttempts }),
    async recover(tx, self, held) {
      const workerIds = await strikeDead(tx, self, kind);
      const before = (ms: number) => new Date(clock.now().getTime() - ms);
      const forgotten = { workerId: self, held, since: before(rules.forgottenMs) };
      const { maxAttempts } = rules;
      return releaseLost(tx, { leases: [], workerIds, silentSince: before(rules.silentMs), forgotten, maxAttempts });
    },
    heartbeat: renewLeases,
  };
}
