import { type JobId, NotFoundError } from "@naru/base";
import type { Job } from "@naru/dialect";
import { type Transaction, transaction } from "../db/index.ts";
import { auditSteps } from "./audit.ts";
import { expectedWaitMs } from "./expected-wait.ts";
import { actorOf, type JobParts, type ScopedCaller } from "./parts.ts";
import { type JobRow, jobOf } from "./row.ts";
import { isFinal } from "./states.ts";
import { findJob, type MadeStep, markRemoved, moveJobs, requestCancel } from "./store.ts";

/** How long a request may be held while a running job stops; a simulation looks at its flag each 100 ms. */
const holdMs = 1_000;

/** Asks a job to stop. One that waits is cancelled at once, one that runs soon; a finished one stays as it is. */
export async function cancel(parts: JobParts, caller: ScopedCaller, id: JobId): Promise<Job> {
  const row = await stop(parts, caller, id, "cancelled by its owner");
  return jobOf(row, await expectedWaitMs(parts, row.estimate));
}

/**
 * Forgets a job, its program and its result; a running one is cancelled first. One that has not stopped by then is hidden
 * at once and forgotten when it ends. The ledger keeps its entries.
 */
export async function remove(parts: JobParts, caller: ScopedCaller, id: JobId): Promise<void> {
  await stop(parts, caller, id, "removed by its owner");
  await transaction(parts.database, (tx) => markRemoved(tx, id, parts.platform.clock.now()));
}

async function stop(parts: JobParts, caller: ScopedCaller, id: JobId, reason: string): Promise<JobRow> {
  const final = parts.finals.arm([id], holdMs);
  try {
    // A job that moves between waiting and running at this moment is asked again; it cannot keep that up.
    for (let tries = 0; tries < 3; tries++) {
      const step = await tryToStop(parts, caller, id, reason);
      announceCancelled(parts, step.cancelled);
      if (step.isStopping) {
        parts.bus.publish({ kind: "cancel", jobId: id });
        await final.done;
      }
      if (step.isSettled || step.isStopping) break;
    }
  } finally {
    final.cancel();
  }
  const row = await findJob(parts.database.kysely, caller, id);
  if (!row) throw new NotFoundError("job", id);
  return row;
}

function tryToStop(
  parts: JobParts,
  caller: ScopedCaller,
  id: JobId,
  reason: string,
): Promise<{ cancelled: MadeStep[]; isSettled: boolean; isStopping: boolean }> {
  return transaction(parts.database, async (tx) => {
    const row = await findJob(tx, caller, id);
    if (!row) throw new NotFoundError("job", id);
    if (isFinal(row.state)) return { cancelled: [], isSettled: true, isStopping: false };
    const cancelled = await cancelWaiting(parts, tx, [id], { actor: actorOf(caller), reason });
    if (cancelled.length > 0) return { cancelled, isSettled: true, isStopping: false };
    const isStopping = await requestCancel(tx, id, reason, parts.platform.clock.now());
    return { cancelled, isSettled: false, isStopping };
  });
}

/** Cancels those of these jobs that wait or are held. Their holds are released. */
export async function cancelWaiting(
  parts: JobParts,
  tx: Transaction,
  ids: readonly JobId[],
  why: { readonly actor: string; readonly reason: string },
): Promise<MadeStep[]> {
  // First out of the queue, so that nobody can lease them meanwhile; held jobs are not in it.
  const taken = await parts.queue.cancel(tx, ids);
  const at = parts.platform.clock.now();
  const step = (jobId: JobId) => ({ jobId, reason: why.reason });
  const waiting = ids.filter((id) => taken.has(id)).map(step);
  const held = ids.filter((id) => !taken.has(id)).map(step);
  const made = [
    ...(await moveJobs(tx, "cancelled", waiting, at, ["queued"])),
    ...(await moveJobs(tx, "cancelled", held, at, ["held"])),
  ];
  await auditSteps(tx, made, "cancelled", { ...why, requestId: parts.requestId() });
  const nothing = made.map(({ jobId }) => ({ jobId, amountMicrocredits: 0 }));
  await parts.ledger.settle(tx, nothing);
  return made;
}

export function announceCancelled(parts: JobParts, made: readonly MadeStep[]): void {
  parts.bus.publish(
    ...made.map(
      ({ jobId, projectId }) => ({ kind: "job", jobId, projectId, state: "cancelled", progress: 0 }) as const,
    ),
  );
}
