import type { JobId, ProjectId } from "@naru/base";
import type { WorkloadEstimate } from "@naru/backends";
import { transaction } from "../db/index.ts";
import type { ClaimLimits, Lane, Lease } from "../queue/index.ts";
import { auditSteps } from "./audit.ts";
import { type JobParts, systemActor } from "./parts.ts";
import { loadProgram } from "./payload.ts";
import { activateSessions } from "./session-store.ts";
import { auditSessions } from "./sessions.ts";
import { type MadeStep, moveJobs, readRunnable } from "./store.ts";

/** A job under a lease, with all that is needed to run it. */
export interface LeasedJob {
  readonly lease: Lease;
  readonly projectId: ProjectId;
  readonly backendName: string;
  readonly dryRun: boolean;
  readonly seed: number;
  readonly estimate: WorkloadEstimate;
  readonly priceMicrocredits: number;
  /** The workload's JSON, unread: threads read it, so that this one stays free. */
  readonly workload: string;
  readonly isCancelRequested: boolean;
}

/** Leases the jobs whose turn it is and marks them running. */
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
  await startSessions(parts, moved);
  const rowOf = new Map<JobId, (typeof rows)[number]>(rows.map((row) => [row.id, row]));
  const jobs: LeasedJob[] = [];
  for (const { jobId, attempt } of claims) {
    const row = rowOf.get(jobId);
    if (!row) continue; // removed in the same moment; its entry went with the row
    const stored = { workload: row.workload, original: row.original, objectHash: row.object_hash };
    jobs.push({
      lease: { jobId, workerId, attempt },
      projectId: row.project_id,
      backendName: row.backend_name,
      dryRun: row.dry_run,
      seed: row.seed,
      estimate: row.estimate,
      priceMicrocredits: row.price_microcredits,
      workload: (await loadProgram(parts.objects, stored)).workload,
      isCancelRequested: row.cancel_requested_at !== null,
    });
  }
  return jobs;
}

/**
 * The first job that runs starts its session's clock. In a transaction of its own: whoever ends a session locks it before
 * its jobs, and here the jobs were locked first.
 */
async function startSessions(parts: JobParts, moved: readonly MadeStep[]): Promise<void> {
  const ids = [...new Set(moved.map(({ sessionId }) => sessionId))].filter((id) => id !== null);
  if (ids.length === 0) return;
  await transaction(parts.database, async (tx) => {
    const steps = await activateSessions(tx, ids, parts.platform.clock.now());
    await auditSessions(parts, tx, steps, "active", systemActor, "its first job started");
  });
}
