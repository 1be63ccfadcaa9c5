import { type JobId, messageOf } from "@naru/base";
import type { JobFailure } from "@naru/dialect";
import { transaction } from "../db/index.ts";
import type { ClaimLimits, Lane, Lease } from "../queue/index.ts";
import { auditSteps } from "./audit.ts";
import { type Ending, finish } from "./finish.ts";
import type { LeasedJob } from "./leased-job.ts";
import { type JobParts, systemActor } from "./parts.ts";
import { loadProgram } from "./payload.ts";
import { activateSessions } from "./session-store.ts";
import { auditSessions } from "./sessions.ts";
import { type MadeStep, moveJobs, type RunnableRow, readRunnable } from "./store.ts";

/**
 * Leases the jobs whose turn it is and marks them running. Once they are leased, every one of them is returned or ended:
 * a job that cannot be handed over must not take the others with it.
 */
export async function start(parts: JobParts, lane: Lane, workerId: string, limits: ClaimLimits): Promise<LeasedJob[]> {
  const at = parts.platform.clock.now();
  const { claims, rows, moved } = await transaction(parts.database, async (tx) => {
    const claims = await parts.queue.claim(tx, lane, workerId, limits);
    if (claims.length === 0) return { claims, rows: [], moved: [] };
    const moved = await moveJobs(tx, "running", claims, at);
    await auditSteps(tx, moved, "running", { actor: systemActor, reason: null, requestId: null });
    const rows = await readRunnable(
      tx,
      claims.map((claim) => claim.jobId),
    );
    return { claims, rows, moved };
  });
  parts.bus.publish(
    ...moved.map(({ jobId, projectId }) => ({ kind: "job", jobId, projectId, state: "running", progress: 0 }) as const),
  );
  await startSessions(parts, moved).catch((error) =>
    parts.log.warn({ reason: messageOf(error) }, "sessions could not be begun; their next job begins them"),
  );
  const rowOf = new Map<JobId, RunnableRow>(rows.map((row) => [row.id, row]));
  const opened = await Promise.all(
    claims.map(({ jobId, attempt }) => openJob(parts, { jobId, workerId, attempt }, rowOf.get(jobId))),
  );
  const unfit = opened.filter((one) => one !== null && "state" in one);
  if (unfit.length > 0) {
    await finish(parts, unfit).catch((error) =>
      parts.log.error(
        { reason: messageOf(error) },
        "jobs without a program could not be ended; the watchdog finds them",
      ),
    );
  }
  return opened.filter((one) => one !== null && "lease" in one);
}

/** The job with its program, or its end when there is none; null when the row is gone, and the queue's entry with it. */
async function openJob(
  parts: JobParts,
  lease: Lease,
  row: RunnableRow | undefined,
): Promise<LeasedJob | Ending | null> {
  if (!row) return null;
  const job: LeasedJob = {
    lease,
    projectId: row.project_id,
    backendName: row.backend_name,
    dryRun: row.dry_run,
    seed: row.seed,
    estimate: row.estimate,
    priceMicrocredits: row.price_microcredits,
    workload: "",
    model: null,
    isCancelRequested: row.cancel_requested_at !== null,
    maxSeconds: row.max_seconds,
  };
  try {
    if (row.workload === null && row.object_hash === null) throw new Error("The job has no program.");
    const stored = { workload: row.workload, original: row.original, objectHash: row.object_hash };
    const { workload } = await loadProgram(parts.objects, stored);
    const { model_hashes: objectHashes, model_bytes: bytes } = row;
    const model = objectHashes === null || bytes === null ? null : await parts.uploads.load({ objectHashes, bytes });
    return { ...job, workload, model };
  } catch (error) {
    parts.log.error({ jobId: lease.jobId, reason: messageOf(error) }, "a program could not be loaded");
    return { job, runSeconds: 0, state: "failed", failure: unreadable };
  }
}

const unreadable: JobFailure = {
  code: "internal",
  message: "The program of this job could not be read back. It was not charged. Submit it again.",
  blame: "system",
};

/**
 * The first job that runs starts its session's clock; one that comes after a pause makes it active again. In a transaction of its own: whoever ends a session locks it before
 * its jobs, and here the jobs were locked first.
 */
async function startSessions(parts: JobParts, moved: readonly MadeStep[]): Promise<void> {
  const ids = [...new Set(moved.map(({ sessionId }) => sessionId))].filter((id) => id !== null);
  if (ids.length === 0) return;
  await transaction(parts.database, async (tx) => {
    const steps = await activateSessions(tx, ids, parts.platform.clock.now());
    await auditSessions(parts, tx, steps, "active", systemActor, "its job started");
    const active = steps.filter(({ mode }) => mode === "session").map(({ id }) => id);
    if (active.length > 0) await parts.queue.putFirst(tx, active);
  });
}
