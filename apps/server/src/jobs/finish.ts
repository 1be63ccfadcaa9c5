import type { JobFailure, JobState } from "@naru/dialect";
import { transaction } from "../db/index.ts";
import type { Lease, LostLease } from "../queue/index.ts";
import { auditSteps } from "./audit.ts";
import { type JobParts, systemActor } from "./parts.ts";
import { storeText } from "./payload.ts";
import type { LeasedJob } from "./start.ts";
import { insertResults, type MadeStep, moveJobs, type Step } from "./store.ts";

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
}

function stepOf(ending: Ending): Step {
  const step = { jobId: ending.job.lease.jobId, costMicrocredits: costOf(ending) };
  switch (ending.state) {
    case "succeeded":
      return { ...step, executionMs: ending.executionMs, simulatorVersion: ending.version };
    case "failed":
      return { ...step, failure: ending.failure };
    case "cancelled":
      return { ...step, reason: ending.reason };
  }
}

/** A success costs its price, a failure nothing, and a cancelled run the part that was computed. */
function costOf(ending: Ending): number {
  if (ending.state === "succeeded") return ending.job.priceMicrocredits;
  return ending.state === "failed" ? 0 : Math.ceil(ending.job.priceMicrocredits * Math.min(1, ending.done));
}

/** Puts back jobs that were leased and never begun, as if nothing had happened. */
export async function giveBack(parts: JobParts, leases: readonly Lease[]): Promise<void> {
  if (leases.length === 0) return;
  await transaction(parts.database, async (tx) => {
    const waiting = await parts.queue.giveBack(tx, leases);
    await requeue(parts, tx, [...waiting], "given back by its worker");
  });
  parts.bus.publish({ kind: "queued" });
}

/** The worker lost these while it worked on them, through no fault of the jobs that anyone knows of. */
export function lose(parts: JobParts, leases: readonly Lease[], reason: string): Promise<void> {
  return endLost(parts, reason, (tx) => parts.queue.fail(tx, leases));
}

/** Finds the jobs of workers that died or fell silent. To be called at start and now and then. */
export function recover(parts: JobParts, workerId: string): Promise<void> {
  return endLost(parts, "its worker died", (tx) => parts.queue.recover(tx, workerId));
}

type Tx = Parameters<typeof moveJobs>[0];

/** Jobs with attempts left wait again; the others fail. */
async function endLost(parts: JobParts, reason: string, release: (tx: Tx) => Promise<LostLease[]>): Promise<void> {
  const at = parts.platform.clock.now();
  const { failed, again } = await transaction(parts.database, async (tx) => {
    const lost = await release(tx);
    const again = lost.filter(({ isQueuedAgain }) => isQueuedAgain).map(({ jobId }) => jobId);
    await requeue(parts, tx, again, reason);
    const last = lost.filter(({ isQueuedAgain }) => !isQueuedAgain);
    const failed = await moveJobs(
      tx,
      "failed",
      last.map(({ jobId, attempt }) => ({ jobId, failure: lostFailure(attempt) })),
      at,
    );
    await auditSteps(tx, failed, "failed", { actor: systemActor, reason, requestId: null });
    await parts.ledger.settle(
      tx,
      failed.map(({ jobId }) => ({ jobId, amountMicrocredits: 0 })),
    );
    return { failed, again };
  });
  if (again.length > 0) {
    parts.log.warn({ jobs: again.length, reason }, "jobs wait again");
    parts.bus.publish({ kind: "queued" });
  }
  parts.bus.publish(
    ...failed.map(({ jobId, projectId }) => ({ kind: "job", jobId, projectId, state: "failed", progress: 0 }) as const),
  );
}

async function requeue(parts: JobParts, tx: Tx, jobIds: readonly Lease["jobId"][], reason: string): Promise<void> {
  const steps = jobIds.map((jobId) => ({ jobId }));
  const made = await moveJobs(tx, "queued", steps, parts.platform.clock.now());
  await auditSteps(tx, made, "queued", { actor: systemActor, reason, requestId: null });
}

const lostFailure = (attempt: number): JobFailure => ({
  code: "internal",
  message: `The job was started ${attempt} times and its worker was lost each time. It was not charged. Submit it again; if it fails again, tell the operator its id.`,
  blame: "system",
});
