import type { Job, JobState, JsonObject } from "@naru/dialect";
import { readEcho } from "./echo.ts";
import type { Spelling } from "./media.ts";
import { identityOf, solvers } from "./solvers/index.ts";

/** The vendor's word for each state. */
export const wireStatus = {
  held: "PENDING",
  queued: "PENDING",
  running: "IN_PROGRESS",
  succeeded: "COMPLETED",
  failed: "FAILED",
  cancelled: "CANCELLED",
} as const satisfies Record<JobState, string>;

export const isFinal = ({ state }: Job): boolean =>
  state === "succeeded" || state === "failed" || state === "cancelled";

/** A problem as it stands, without its answer. */
export function writeProblem(job: Job, spelling: Spelling): JsonObject {
  const { type, label } = readEcho(job);
  return {
    id: job.id,
    type,
    solver: writeSolver(job, spelling),
    status: wireStatus[job.state],
    submitted_on: job.submittedAt.toISOString(),
    solved_on: "finishedAt" in job ? job.finishedAt.toISOString() : null,
    ...(label !== null && { label }),
    ...(job.state === "failed" && { error_message: job.failure.message }),
  };
}

/** What the owner is told of a problem beside its status. */
export function writeMessages(job: Job): JsonObject[] {
  const message = (timestamp: Date, text: string, severity: "INFO" | "ERROR"): JsonObject => ({
    timestamp: timestamp.toISOString(),
    message: text,
    severity,
  });
  switch (job.state) {
    case "held":
      return [message(job.submittedAt, job.reason, "INFO")];
    case "failed":
      return [message(job.finishedAt, job.failure.message, "ERROR")];
    case "cancelled":
      return [message(job.finishedAt, job.reason, "INFO")];
    default:
      return [];
  }
}

/**
 * The `metadata` of a problem's information. Whose key submitted it is told to itself; others are told what the key is
 * called.
 */
export function writeMetadata(job: Job, spelling: Spelling, caller: { keyId: string; secret: string }): JsonObject {
  const { id: _, error_message: _1, ...problem } = writeProblem(job, spelling);
  const { keyId, keyName } = readEcho(job);
  return {
    submitted_by: keyId === caller.keyId ? caller.secret : keyName,
    ...problem,
    messages: writeMessages(job),
  };
}

function writeSolver({ backendName }: Job, spelling: Spelling): JsonObject | string {
  const solver = solvers.find(({ name }) => name === backendName);
  if (spelling === "v2") return backendName;
  return solver ? identityOf(solver) : { name: backendName };
}
