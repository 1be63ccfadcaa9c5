import { messageOf } from "@naru/base";
import type { JobFailure, JobState } from "@naru/dialect";
import { type Transaction, transaction } from "../db/index.ts";
import type { Lease, LostLease } from "../queue/index.ts";
import { auditSteps } from "./audit.ts";
import type { LeasedJob } from "./leased-job.ts";
import { type JobParts, systemActor } from "./parts.ts";
import { storeText } from "./payload.ts";
import { endClosedSessions } from "./sessions.ts";
import { insertResults, lockCancelRequests, type MadeStep, moveJobs, type Step } from "./store.ts";

/** How a run ended. `runSeconds` is how long it took a thread, whatever came of it. */
export type Ending = { readonly job: LeasedJob; readonly runSeconds: number } & (
  | { readonly state: "succeeded"; readonly outcome: string; readonly executionMs: number; readonly version: string }
  | { readonly state: "failed"; readonly failure: JobFailure }
  /** `done` is the part of the run that was computed, 0 … 1. */
  | { readonly state: "cancelled"; readonly reason: string; readonly done: number }
);

/**
 * Settles runs that ended: results first, then states, captures, shares and audit, in one transaction. An ending counts
 * only if its lease still holds; otherwise somebody else has the job by now, and nothing of this ending is kept.
 */
export async function finish(parts: JobParts, endings: readonly Ending[]): Promise<void> {
  const results = await Promise.all(
    endings
      .filter((ending) => ending.state === "succeeded")
      .map(async ({ job, outcome }) => ({
        jobId: job.lease.jobId,
        bytes: Buffer.byteLength(outcome),
        ...(await storeText(parts.objects, outcome)),
      })),
  );
  const at = parts.platform.clock.now();
  const made = await transaction(parts.database, async (tx) => {
    const settled = endings.map(({ job, runSeconds }) => ({ lease: job.lease, runSeconds }));
    const held = await parts.queue.complete(tx, settled);
    const counting = endings.filter(({ job }) => held.has(job.lease.jobId));
    await insertResults(
      tx,
      results.filter((result) => held.has(result.jobId)),
    );
    const made: (MadeStep & { to: JobState })[] = [];
    for (const to of ["succeeded", "failed", "cancelled"] as const) {
      const ended = counting.filter((ending) => ending.state === to);
      if (ended.length === 0) continue;
      const steps = await moveJobs(tx, to, ended.map(stepOf), at);
      await auditSteps(tx, steps, to, { actor: systemActor, reason: null, requestId: null });
      made.push(...steps.map((step) => ({ ...step, to })));
    }
    await parts.ledger.settle(
      tx,
      counting.map((ending) => ({ jobId: ending.job.lease.jobId, amountMicrocredits: costOf(ending) })),
    );
    return made;
  });
  parts.bus.publish(
    ...made.map(({ jobId, projectId, to }) => ({ kind: "job", jobId, projectId, state: to, progress: 1 }) as const),
  );
  await endSessionsOf(parts, made);
}

/**
 * In a transaction of its own: whoever ends a session locks it before its jobs, and here the jobs were locked first. What
 * fails here is done at the next look.
 */
async function endSessionsOf(parts: JobParts, made: readonly MadeStep[]): Promise<void> {
  const ids = [...new Set(made.map(({ sessionId }) => sessionId))].filter((id) => id !== null);
  if (ids.length === 0) return;
  await endClosedSessions(parts, ids).catch((error) =>
    parts.log.warn({ reason: messageOf(error) }, "sessions could not be ended yet"),
  );
}

function stepOf(ending: Ending): Step {
  const step = { jobId: ending.job.lease.jobId, costMicrocredits: costOf(ending) };
  switch (ending.state) {
    case "succeeded":
      return { ...step, executionMs: ending.executionMs, simulatorVersion: ending.version };
    case "failed":
      return { ...step, ...timeOf(ending), failure: ending.failure };
    case "cancelled":
      return { ...step, ...timeOf(ending), reason: ending.reason };
  }
}

/** The backend was busy for all of a run that gave nothing; a job that never began has no such time. */
const timeOf = ({ runSeconds }: Ending): Pick<Step, "executionMs"> =>
  runSeconds > 0 ? { executionMs: runSeconds * 1000 } : {};

/** A success costs its price, a failure nothing, and a cancelled run the part that was computed. */
function costOf(ending: Ending): number {
  if (ending.state === "succeeded") return ending.job.priceMicrocredits;
  return ending.state === "failed" ? 0 : Math.ceil(ending.job.priceMicrocredits * Math.min(1, ending.done));
}

/** Puts back jobs that were leased and never begun, as if nothing had happened. */
export async function giveBack(parts: JobParts, leases: readonly Lease[]): Promise<void> {
  if (leases.length === 0) return;
  await endWithoutResult(parts, "given back by its worker", async (tx) => {
    const waiting = await parts.queue.giveBack(tx, leases);
    return [...waiting].map((jobId) => ({ jobId, attempt: 0, isQueuedAgain: true }));
  });
}

/** The worker lost these while it worked on them, through no fault of the jobs that anyone knows of. */
export function lose(parts: JobParts, leases: readonly Lease[], reason: string): Promise<void> {
  return endWithoutResult(parts, reason, (tx) => parts.queue.fail(tx, leases));
}

/** Finds the jobs of workers that died or fell silent, and those that this worker does not know it has. */
export function recover(parts: JobParts, workerId: string, held: readonly Lease[]): Promise<void> {
  return endWithoutResult(parts, "its worker died or lost it", (tx) => parts.queue.recover(tx, workerId, held));
}

/** Jobs that were asked to stop are cancelled; of the others, those with attempts left wait again, the rest fail. */
async function endWithoutResult(
  parts: JobParts,
  reason: string,
  release: (tx: Transaction) => Promise<LostLease[]>,
): Promise<void> {
  const at = parts.platform.clock.now();
  const made = await transaction(parts.database, async (tx) => {
    const lost = await release(tx);
    if (lost.length === 0) return { queued: [], cancelled: [], failed: [] };
    const jobIds = lost.map(({ jobId }) => jobId);
    const asked = await lockCancelRequests(tx, jobIds);
    if (asked.size > 0) await parts.queue.cancel(tx, [...asked]);
    const others = lost.filter(({ jobId }) => !asked.has(jobId));
    const again = others.filter(({ isQueuedAgain }) => isQueuedAgain).map(({ jobId }) => ({ jobId }));
    const last = others.filter(({ isQueuedAgain }) => !isQueuedAgain);
    const failures = last.map(({ jobId, attempt }) => ({ jobId, failure: lostFailure(attempt) }));
    const moved = {
      queued: await moveJobs(tx, "queued", again, at),
      cancelled: await moveJobs(
        tx,
        "cancelled",
        [...asked].map((jobId) => ({ jobId })),
        at,
      ),
      failed: await moveJobs(tx, "failed", failures, at),
    };
    for (const to of ["queued", "cancelled", "failed"] as const) {
      await auditSteps(tx, moved[to], to, { actor: systemActor, reason, requestId: null });
    }
    const free = [...moved.cancelled, ...moved.failed].map(({ jobId }) => ({ jobId, amountMicrocredits: 0 }));
    await parts.ledger.settle(tx, free);
    return moved;
  });
  if (made.queued.length > 0) {
    parts.log.warn({ jobs: made.queued.length, reason }, "jobs wait again");
    parts.bus.publish({ kind: "queued" });
  }
  for (const state of ["cancelled", "failed"] as const) {
    parts.bus.publish(
      ...made[state].map(({ jobId, projectId }) => ({ kind: "job", jobId, projectId, state, progress: 0 }) as const),
    );
  }
}

const lostFailure = (attempt: number): JobFailure => ({
  code: "internal",
  message: `The job was started ${attempt} times and its worker was lost each time. It was not charged. Submit it again; if it fails again, tell the operator its id.`,
  blame: "system",
});
