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
}

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
  readonly shots: number;
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
  /** 1 … 1000. */
  readonly limit: number;
  /** Continue after a page: the `next` of the page before. */
  readonly after?: string;
}

export interface JobPage {
  /** Newest first. */
  readonly jobs: readonly Job[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

/** A backend as it stands now. */
export interface BackendStatus {
  readonly spec: BackendSpec;
  readonly state: "online" | "maintenance" | "calibration" | "offline" | "retired";
  /** Expected wait of a job submitted now; 0 when idle. */
  readonly averageQueueMs: number;
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
  };
  readonly echo: JsonObject;
}

/** A group of jobs that a user opened on one backend. */
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
