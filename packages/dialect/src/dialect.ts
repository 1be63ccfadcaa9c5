import type { BackendModel } from "@naru/backends";
import type { JobId, NaruError, SessionId } from "@naru/base";
import type { Outcome } from "@naru/workload";
import type {
  BackendStatus,
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
} from "./job.ts";
import type { Uploads } from "./upload.ts";

/** What a vendor's folder offers. */
export interface Dialect {
  /** Lower case, such as `ionq`; also the owner of its backends. */
  readonly vendor: string;
  /** Paths of the origin that are this vendor's, such as `/v0.4`. No two dialects overlap. */
  readonly prefixes: readonly string[];
  /** Paths that are this vendor's only on hosts that the operator gave to it, where other vendors' paths are not served. */
  readonly hostPrefixes?: readonly string[];
  /** The vendor's machines that we emulate, as data. */
  readonly backends: readonly BackendModel[];
  /**
   * The API as we serve it. The handler never throws: whatever happens is answered in the vendor's words. What was thrown
   * and is no NaruError is a bug: `report` is told, so that it can be logged.
   */
  serve(cloud: Cloud, report?: (bug: unknown) => void): (request: Request) => Promise<Response>;
  /** A refusal that happens before the handler is reached (a body too large, a rate limit), in the vendor's words. */
  refuse(error: NaruError): Response;
  /** Environment variables that point the vendor's own SDKs at `origin`, for `naru exec` and the printed lines. */
  environment(origin: string, key: string): Readonly<Record<string, string>>;
  /** Per SDK, the lines a user copies; shown at start and on the first page. */
  quickstarts(origin: string, key: string): readonly Quickstart[];
}

export interface Quickstart {
  /** Name of the SDK on its registry, such as `qiskit-ionq`. */
  readonly sdk: string;
  readonly install: string;
  readonly language: "python" | "shell";
  /** A whole program that runs as it is. */
  readonly code: string;
}

/** A JSON Web Token (RFC 7519) of three parts. */
export interface IssuedToken {
  readonly token: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/**
 * What a vendor's folder may ask of us. Errors are NaruErrors. Everything but `backends` is scoped by the caller:
 * another project's job is not found. In a dialect's tests, `memoryCloud` stands in: no database, no network.
 */
export interface Cloud extends Uploads {
  /** Who owns this secret. Throws UnauthenticatedError for none, unknown, revoked or expired. */
  authenticate(secret: string | null): Promise<Caller>;
  /** A signed token that stands for a key for a while, and that `authenticate` takes in its place. */
  issueToken(secret: string): Promise<IssuedToken>;
  /** This vendor's backends; open to everybody. */
  backends(): Promise<readonly BackendStatus[]>;
  /**
   * Accepts an order: when this returns, the job is durable. Of an order without an idempotency key, the service tells
   * whether its request repeats one that got no answer, and gives that one's job.
   */
  submit(caller: Caller, order: JobOrder): Promise<Job>;
  /** What `submit` would say and cost. */
  estimate(caller: Caller, order: JobOrder): Promise<OrderEstimate>;
  /** A job as it stands. With `waitMs`, the answer may be held that long for a short job to finish. */
  job(caller: Caller, id: JobId, options?: { readonly waitMs?: number }): Promise<Job>;
  /**
   * These jobs as they stand, in the order of `ids` and repeated like them, as soon as one of them is final, and at the
   * latest after `waitMs`. Throws NotFoundError if one of them is not there, InvalidInputError for more than
   * `maxWaitedJobs`. Thousands of held calls cost little.
   */
  waitForAny(caller: Caller, ids: readonly JobId[], waitMs: number): Promise<readonly Job[]>;
  jobs(caller: Caller, query: JobQuery): Promise<JobPage>;
  /**
   * The result of a job that succeeded; NotFoundError before. A dry run's has the compiled circuits and resources, no
   * counts and no probabilities. A private job's is there for the first who asks, and then no more.
   */
  outcome(caller: Caller, id: JobId): Promise<Outcome>;
  /** The order as it was accepted. */
  order(caller: Caller, id: JobId): Promise<JobOrder>;
  /** Asks a job to stop. A finished job stays as it is and is returned. */
  cancel(caller: Caller, id: JobId): Promise<Job>;
  /** Forgets a job, its program and its result; a running one is cancelled first. The ledger keeps its entries. */
  remove(caller: Caller, id: JobId): Promise<void>;
  openSession(caller: Caller, order: SessionOrder): Promise<Session>;
  session(caller: Caller, id: SessionId): Promise<Session>;
  sessions(caller: Caller, query: { readonly active?: boolean }): Promise<readonly Session[]>;
  /** Replaces the tags of a job. */
  retag(caller: Caller, id: JobId, tags: readonly string[]): Promise<Job>;
  /** Closes a session to new jobs; those it has still run, then it ends. Closing it again changes nothing. */
  closeSession(caller: Caller, id: SessionId): Promise<Session>;
  /** Ends a session: no new jobs; queued ones are cancelled. Ending it again changes nothing. */
  endSession(caller: Caller, id: SessionId): Promise<Session>;
  usage(caller: Caller, query: UsageQuery): Promise<readonly UsageStep[]>;
}
