import { messageOf } from "@naru/base";
import type { Log } from "../config/index.ts";
import type { Ending } from "../jobs/index.ts";

/** Settles endings in the order they come, many in one transaction when many come at once. */
export interface Settler {
  add(ending: Ending): void;
  /** Resolves once everything added so far is settled. */
  flush(): Promise<void>;
}

/** As many as one transaction settles; larger ones would hold the locks of the shares for long. */
const batchSize = 100;
const firstRetryMs = 100;
const longestRetryMs = 5_000;

/**
 * `finish` settles a batch. While the database is away, endings are kept and tried again: should the lease run out
 * meanwhile, the ending no longer counts and the job runs elsewhere, so nothing is settled twice.
 */
export function openSettler(finish: (endings: readonly Ending[]) => Promise<void>, log: Log): Settler {
  const waiting: Ending[] = [];
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    await null; // endings of the same moment go together
    while (waiting.length > 0) await settle(waiting.splice(0, batchSize));
  }

  async function settle(batch: readonly Ending[]): Promise<void> {
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(2 * waitMs, longestRetryMs)) {
      try {
        return await finish(batch);
      } catch (error) {
        log.error({ reason: messageOf(error), jobs: batch.length }, "finished jobs could not be settled yet");
        if (isRefused(error)) return settleApart(batch, error);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  /** The database refuses something in the batch: find out what, and let that job fail alone. */
  async function settleApart(batch: readonly Ending[], error: unknown): Promise<void> {
    const [only] = batch;
    if (batch.length > 1) for (const ending of batch) await settle([ending]);
    else if (only && only.state !== "failed") await settle([refusedEnding(only)]);
    else log.error({ jobId: only?.job.lease.jobId, reason: messageOf(error) }, "a failed job could not be settled");
  }

  return {
    add(ending) {
      waiting.push(ending);
      working ??= work().finally(() => {
        working = null;
      });
    },
    async flush() {
      while (working) await working;
    },
  };
}

const refusedEnding = ({ job, runSeconds }: Ending): Ending => ({
  job,
  runSeconds,
  state: "failed",
  failure: { code: "internal", message: "The result of this job could not be stored.", blame: "system" },
});

/** Whether PostgreSQL refused the data itself (classes 22 and 23), so that trying again cannot help. */
function isRefused(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" && /^2[23]/.test(code);
}
