import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "@naru/base";
import type { Log } from "../config/index.ts";
import type { Ending, LeasedJob } from "../jobs/index.ts";

/** Settles endings in the order they come, many in one transaction when many come at once. */
export interface Settler {
  add(ending: Ending): void;
  /** The jobs that ended and are not settled yet. */
  jobs(): LeasedJob[];
  /** Resolves once everything added so far is settled, and at the latest after so long; what is left then is given up. */
  flush(withinMs: number): Promise<void>;
}

/** As many as one transaction settles; larger ones would hold the locks of the shares for long. */
const batchSize = 100;
const firstRetryMs = 100;
const longestRetryMs = 5_000;

/**
 * `finish` settles a batch. While the database is away, endings are kept and tried again: should the lease run out
 * meanwhile, the ending no longer counts and the job runs elsewhere, so nothing is settled twice. Any other error is the
 * fault of one ending, which must not hold up the rest. An ending that is given up leaves its lease to the watchdog.
 */
export function openSettler(finish: (endings: readonly Ending[]) => Promise<void>, log: Log): Settler {
  const waiting: Ending[] = [];
  const unsettled = new Set<LeasedJob>();
  const givingUp = new AbortController();
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    await null; // endings of the same moment go together
    while (waiting.length > 0 && !givingUp.signal.aborted) {
      const batch = waiting.splice(0, batchSize);
      await settle(batch);
      for (const { job } of batch) unsettled.delete(job);
    }
  }

  async function settle(batch: readonly Ending[]): Promise<void> {
    for (let waitMs = firstRetryMs; !givingUp.signal.aborted; waitMs = Math.min(2 * waitMs, longestRetryMs)) {
      try {
        return await finish(batch);
      } catch (error) {
        log.error({ reason: messageOf(error), jobs: batch.length }, "finished jobs could not be settled yet");
        if (!isPassing(error)) return settleApart(batch, error);
        await sleep(waitMs, undefined, { signal: givingUp.signal }).catch(() => {});
      }
    }
  }

  /** Something in the batch cannot be settled: find out what, and let that job fail alone. */
  async function settleApart(batch: readonly Ending[], error: unknown): Promise<void> {
    const [only] = batch;
    if (batch.length > 1) for (const ending of batch) await settle([ending]);
    else if (only && only.state !== "failed") await settle([refusedEnding(only)]);
    else log.error({ jobId: only?.job.lease.jobId, reason: messageOf(error) }, "a failed job could not be settled");
  }

  return {
    add(ending) {
      waiting.push(ending);
      unsettled.add(ending.job);
      working ??= work().finally(() => {
        working = null;
      });
    },
    jobs: () => [...unsettled],
    async flush(withinMs) {
      const over = new AbortController();
      const limit = sleep(withinMs, undefined, { signal: over.signal }).then(
        () => givingUp.abort(),
        () => {},
      );
      const settled = (async () => {
        while (working) await working;
      })();
      await Promise.race([settled, limit]);
      over.abort();
      if (unsettled.size > 0) log.warn({ jobs: unsettled.size }, "finished jobs could not be settled; they run again");
    },
  };
}

const refusedEnding = ({ job, runSeconds }: Ending): Ending => ({
  job,
  runSeconds,
  state: "failed",
  failure: { code: "internal", message: "The result of this job could not be stored.", blame: "system" },
});

/**
 * Whether the same batch may be settled later: the connection was lost or refused (classes 08 and 57, errors of the
 * socket, node-postgres without a code), or two transactions stood in each other's way (40).
 */
function isPassing(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  if (typeof code !== "string") return /connect/i.test(messageOf(error));
  return /^(08|57|40)...$|^ECONN|^EPIPE$|^ETIMEDOUT$|^EAI_AGAIN$/.test(code) || syscall === "connect";
}
