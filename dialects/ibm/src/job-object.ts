import type { Job, JsonObject } from "@naru/dialect";
import { readEcho } from "./echo.ts";
import { failureNumberOf } from "./errors.ts";

/** IBM's word for each state. A new state does not compile until it has one. */
const wireStatus = {
  held: "Queued",
  queued: "Queued",
  running: "Running",
  succeeded: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
} as const satisfies Record<Job["state"], string>;

/** A job in IBM's words, without its parameters. */
export function writeJob(job: Job): JsonObject {
  const echo = readEcho(job);
  const state = writeState(job);
  const seconds = secondsOf(job);
  return {
    id: job.id,
    backend: job.backendName,
    state,
    status: state.status ?? null,
    program: { id: job.program },
    created: job.submittedAt.toISOString(),
    ...(isFinal(job) && { ended: job.finishedAt.toISOString() }),
    runtime: echo.runtime,
    tags: job.tags,
    session_id: job.sessionId,
    private: job.isPrivate,
    user_id: job.personId,
    ...(echo.cost !== null && { cost: echo.cost }),
    ...(echo.calibrationId !== null && { calibration_id: echo.calibrationId }),
    estimated_running_time_seconds: job.estimate.seconds,
    usage: { quantum_seconds: seconds, seconds },
  };
}

/** A job that ran too long is Cancelled with IBM's number for it, which the client shows as an error. */
function writeState(job: Job): JsonObject {
  const status = wireStatus[job.state];
  switch (job.state) {
    case "held":
      return { status, reason: job.reason };
    case "failed":
      return {
        status: ranTooLong(job) ? "Cancelled" : status,
        reason: job.failure.message,
        reason_code: failureNumberOf(job.failure.code),
      };
    case "cancelled":
      return { status, reason: job.reason };
    default:
      return { status };
  }
}

type FinishedJob = Extract<Job, { readonly finishedAt: Date }>;

export const isFinal = (job: Job): job is FinishedJob =>
  job.state === "succeeded" || job.state === "failed" || job.state === "cancelled";

export const ranTooLong = (job: Job): boolean => job.state === "failed" && job.failure.code === "timeout";

/** When it began to run; null for a job that has not. */
export const startedAtOf = (job: Job): Date | null => ("startedAt" in job ? job.startedAt : null);

/** Time the backend was busy with a job. */
export const secondsOf = ({ executionMs }: Job): number => (executionMs ?? 0) / 1000;

/** The figures of a job, as `GET /jobs/{id}/metrics` tells them. */
export function writeMetrics(job: Job): JsonObject {
  const seconds = secondsOf(job);
  return {
    timestamps: {
      created: job.submittedAt.toISOString(),
      running: startedAtOf(job)?.toISOString() ?? null,
      finished: isFinal(job) ? job.finishedAt.toISOString() : null,
    },
    usage: {
      status: isFinal(job) ? "final" : "pending",
      quantum_seconds: seconds,
      seconds,
      qpu_charge_time_seconds: seconds,
    },
    bss: { seconds },
    executions: job.circuitCount * Math.max(1, job.shots),
    num_circuits: job.circuitCount,
    num_qubits: [job.qubitCount],
    circuit_depths: [job.estimate.resources.depth],
    qiskit_version: readEcho(job).qiskitVersion,
  };
}

/** What is known of how a job ran, in lines; null before it ended. */
export function writeLogs(job: Job): string | null {
  if (!isFinal(job)) return null;
  const { method, why } = job.estimate;
  const startedAt = startedAtOf(job);
  return [
    `${job.submittedAt.toISOString()} accepted by ${job.backendName}: ${job.circuitCount} circuits, ${job.shots} shots`,
    ...(startedAt === null ? [] : [`${startedAt.toISOString()} running: ${method}, because ${why}`]),
    `${job.finishedAt.toISOString()} ${endOf(job)}`,
    "",
  ].join("\n");
}

function endOf(job: FinishedJob): string {
  if (job.state === "failed") return `failed: ${job.failure.message}`;
  return job.state === "cancelled" ? `cancelled: ${job.reason}` : "completed";
}
