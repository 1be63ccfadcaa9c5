import type { JobId, PersonId } from "@naru/base";
import type { Caller } from "@naru/dialect";
import type { Backends } from "../backends/index.ts";
import type { Log, Platform } from "../config/index.ts";
import type { Database, Transaction } from "../db/index.ts";
import type { Bus, Finals } from "../live/index.ts";
import type { Forecast, JobQueue } from "../queue/index.ts";
import type { UploadService } from "../uploads/index.ts";
import type { Attempts } from "./attempts.ts";
import type { ObjectTexts } from "./payload.ts";
import type { JobScope } from "./store.ts";

/** What the jobs stand on. */
export interface JobParts {
  readonly database: Database;
  readonly queue: JobQueue;
  readonly forecast: Forecast;
  readonly backends: Backends;
  readonly ledger: JobLedger;
  readonly objects: ObjectTexts;
  readonly uploads: Pick<UploadService, "requireComplete" | "lockComplete" | "load">;
  readonly bus: Bus;
  readonly finals: Finals;
  readonly attempts: Attempts;
  readonly platform: Platform;
  readonly log: Log;
  /** Which request this is done for, for the audit; null outside of requests. */
  requestId(): string | null;
  /** Makes the seeds of jobs that name none predictable: same seed, same order of submissions, same counts. */
  readonly seed: number | null;
}

/** A caller who sees his project's jobs, or only those that came through one vendor's API. */
export type ScopedCaller = Caller & Pick<JobScope, "vendor">;

export const actorOf = (caller: { readonly personId: PersonId }): string => `person:${caller.personId}`;

/** Changes that nobody asked for in person. */
export const systemActor = "system:worker";

/** The part of the ledger that jobs use. Zero is an amount like any other. */
export interface JobLedger {
  /** Sets credits aside on the caller's accounts. Throws `insufficient_credit`. */
  hold(tx: Transaction, order: { jobId: JobId; caller: Caller; amountMicrocredits: number }): Promise<void>;
  /** Spends what a finished job cost and gives back the rest of its hold. */
  settle(tx: Transaction, jobs: readonly { jobId: JobId; amountMicrocredits: number }[]): Promise<void>;
}
