import type { BackendSpec, WorkloadEstimate } from "@naru/backends";
import type { ErrorCode, JobId, KeyId, OrganisationId, PersonId, ProjectId, SessionId } from "@naru/base";
import type { Workload } from "@naru/workload";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Who asks: one key of one person in one project. Everything a dialect sees is scoped by it. */
export interface Caller {
  readonly organisationId: OrganisationId;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly personId: PersonId;
  readonly keyId: KeyId;
  readonly keyName: string;
}

/** Longest name of a job, in characters, through whichever door it comes. */
export const maxJobNameLength = 500;

/** What a user asks for, translated once from the vendor's words. */
export interface JobOrder {
  readonly vendor: string;
  /** The vendor API version it came through, such as `v0.4`. */
  readonly apiVersion: string;
  readonly backendName: string;
  readonly workload: Workload;
  /** Up to `maxJobNameLength` characters. */
  readonly name: string | null;
  /** Compile and price, but do not run. */
  readonly dryRun: boolean;
  readonly sessionId: SessionId | null;
  /**
   * The caller's own fields and whatever else the dialect needs to write the job back in the vendor's words. It is kept
   * and returned as it is; nothing but the dialect looks inside.
   */
  readonly echo: JsonObject;
  /** The request as received, so that it can be cloned, or passed to the vendor's real cloud, without loss. */
  readonly original: JsonObject;
  /** A repeat with the same key and the same body gets the first job; with another body it is refused. */
  readonly idempotencyKey: string | null;
  /** What the user sorts jobs by: up to `maxTags`, each of up to `maxTagLength` characters. None if absent. */
  readonly tags?: readonly string[];
  /** Which of the vendor's programs is asked for, such as IBM's `sampler`, where it has several. */
  readonly program?: string;
  /** Whether the program is never shown again, and the result once only. */
  readonly isPrivate?: boolean;
  /** Ends the job after so long a run; what the region allows if absent or longer. */
  readonly maxSeconds?: number;
}

/** The most jobs that one call waits for. */
export const maxWaitedJobs = 1000;

export const maxTags = 100;
export const maxTagLength = 100;

export const jobStates = ["held", "queued", "running", "succeeded", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** One order, from submission to settlement. The program and the result are fetched apart; they can be large. */
export type Job = JobFacts &
  (
    | { readonly state: "held"; readonly reason: string }
    | { readonly state: "queued" }
    | { readonly state: "running"; readonly startedAt: Date; readonly progress: number }
    | { readonly state: "succeeded"; readonly startedAt: Date; readonly finishedAt: Date }
    | {
        readonly state: "failed";
        readonly failure: JobFailure;
        readonly startedAt: Date | null;
        readonly finishedAt: Date;
      }
    | {
        readonly state: "cancelled";
        readonly reason: string;
        readonly startedAt: Date | null;
        readonly finishedAt: Date;
      }
  );

export interface JobFacts
  extends Pick<JobOrder, "vendor" | "apiVersion" | "backendName" | "name" | "dryRun" | "sessionId" | "echo"> {
  /** A UUID whose last 16 bits are zero, so that numbered parts (a vendor's child jobs) have ids of their own. */
  readonly id: JobId;
  readonly projectId: ProjectId;
  readonly personId: PersonId;
  readonly submittedAt: Date;
  readonly tags: readonly string[];
  readonly program: string | null;
  readonly isPrivate: boolean;
  /** The most of any circuit; 0 where exact values are asked for. */
  readonly shots: number;
  /** Each set of parameter values counts as one. */
  readonly circuitCount: number;
  /** The widest circuit. */
  readonly qubitCount: number;
  /** From the estimate at submission. */
  readonly estimate: WorkloadEstimate;
  /** Time the backend was busy; null until it ran. */
  readonly executionMs: number | null;
  /** What was captured so far; zero on built-in backends. */
  readonly costMicrocredits: number;
  /** Expected wait until it starts, for those that have not; null when there is no history to say. */
  readonly expectedWaitMs: number | null;
}

export interface JobFailure {
  readonly code: ErrorCode;
  /** What happened and what to do, as the user reads it. */
  readonly message: string;
  readonly blame: "user" | "system" | "vendor";
}

export interface JobQuery {
  readonly ids?: readonly string[];
  readonly states?: readonly JobState[];
  readonly backendNames?: readonly string[];
  readonly sessionId?: SessionId;
  readonly personId?: PersonId;
  /** Those that have all of these tags. */
  readonly tags?: readonly string[];
  readonly programs?: readonly string[];
  /** Inclusive. */
  readonly submittedFrom?: Date;
  /** Exclusive. */
  readonly submittedBefore?: Date;
  /** Newest first if absent. */
  readonly oldestFirst?: boolean;
  /** How many to leave out at the beginning; not together with `after`. */
  readonly skip?: number;
  /** Whether the number of all jobs that match is wanted. */
  readonly counted?: boolean;
  /** 1 … 1000. */
  readonly limit: number;
  /** Continue after a page: the `next` of the page before. */
  readonly after?: string;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  /** How many match, on all pages together; present if asked for. */
  readonly count?: number;
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

/** A backend as it stands now. */
export interface BackendStatus {
  readonly spec: BackendSpec;
  readonly state: "online" | "maintenance" | "calibration" | "offline" | "retired";
  /** Expected wait of a job submitted now; 0 when idle. */
  readonly averageQueueMs: number;
  /** Everybody's jobs that wait for it. */
  readonly queueLength: number;
  readonly updatedAt: Date;
}

/** What an order would cost and how long it would take, without submitting it. */
export interface OrderEstimate extends WorkloadEstimate {
  readonly costMicrocredits: number;
  readonly expectedWaitMs: number;
}

export interface SessionOrder {
  readonly vendor: string;
  readonly backendName: string;
  readonly mode: "session" | "batch";
  readonly limits: {
    readonly maxJobs: number | null;
    readonly maxSeconds: number | null;
    readonly maxMicrocredits: number | null;
    /**
     * Of a session (not a batch) that has begun: how long it keeps its place before the queue while none of its jobs
     * waits or runs. Null or absent for ever.
     */
    readonly idleSeconds?: number | null;
  };
  readonly echo: JsonObject;
}

/**
 * A group of jobs that a user opened on one backend. Its time (`maxSeconds`) runs from its first job's start; when it is
 * over, what waits is cancelled. While a session is active its jobs go before others on its backend; idle for too long it
 * becomes inactive, until its next job starts. A batch only groups.
 */
export interface Session extends SessionOrder {
  readonly id: SessionId;
  readonly organisationId: OrganisationId;
  readonly projectId: ProjectId;
  readonly createdBy: PersonId;
  readonly state: "pending" | "active" | "inactive" | "closing" | "closed" | "cancelled";
  readonly createdAt: Date;
  /** When its first job started. */
  readonly startedAt: Date | null;
  readonly expiresAt: Date | null;
  /** False once it is closed to new jobs; those it has may still run. */
  readonly acceptsJobs: boolean;
  /** When it last became active. */
  readonly activatedAt: Date | null;
  readonly lastJobStartedAt: Date | null;
  readonly lastJobFinishedAt: Date | null;
  readonly endedAt: Date | null;
  readonly endedBy: PersonId | null;
  readonly jobCount: number;
  readonly executionMs: number;
}

export interface UsageQuery {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly groupBy: "project" | "person" | "job";
  readonly step: "day" | "week" | "month";
}

/** Use of the caller's project, from the ledger and the jobs; empty steps are left out. */
export interface UsageStep {
  readonly from: Date;
  readonly groups: readonly {
    readonly id: string;
    readonly name: string;
    readonly jobCount: number;
    readonly executionMs: number;
    readonly microcredits: number;
  }[];
}
