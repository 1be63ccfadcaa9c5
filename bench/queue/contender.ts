import type { JobId, ProjectId } from "@naru/base";

/** A job whose row exists and which has yet to be queued. */
export interface BenchJob {
  readonly jobId: JobId;
  readonly projectId: ProjectId;
  /** Higher goes first. */
  readonly priority: number;
}

/** Jobs that were claimed and how to say that they are done. */
export interface Taken {
  readonly jobIds: readonly JobId[];
  complete(): Promise<void>;
}

/** A queue on the bench's database. */
export interface Contender {
  readonly name: string;
  /** Queues the jobs in one transaction, where the service writes the jobs themselves, and tells sleeping workers. */
  enqueue(jobs: readonly BenchJob[]): Promise<void>;
  /** Leases at most `limit` jobs, whose turn it is. */
  claim(limit: number): Promise<Taken>;
}

/** A contender that can be filled at once, and whose workers sleep until there is news. */
export interface FullContender extends Contender {
  /** Makes these jobs and no others wait: inserted in bulk, the table's statistics fresh. */
  fill(jobs: readonly BenchJob[]): Promise<void>;
  /** Starts a worker that hears of jobs through the database, as another process would. Resolves to what stops it. */
  watch(onJob: () => void): Promise<() => Promise<void>>;
}
