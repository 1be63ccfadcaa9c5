import type { Job, JsonObject } from "@naru/dialect";
import { readEcho } from "./echo.ts";
import { wireCode } from "./errors.ts";

/** IQM's word for each state. A new state does not compile until it has one. */
const wireStatus = {
  held: "waiting",
  queued: "waiting",
  running: "processing",
  succeeded: "completed",
  failed: "failed",
  cancelled: "cancelled",
} as const satisfies Record<Job["state"], string>;

/** What a job object tells beside the job itself. */
export interface Surroundings {
  /** The id of the machine; null for one that is no longer known. */
  readonly machineId: string | null;
  /** Jobs that wait for its machine, itself included. */
  readonly queueLength: number;
}

/** A job in IQM's words. */
export function writeJob(job: Job, { machineId, queueLength }: Surroundings): JsonObject {
  const { calibrationSetId, tag } = readEcho(job);
  return {
    id: job.id,
    type: "circuit",
    status: wireStatus[job.state],
    // The client shows it only while the job waits. Queues here are shared fairly, so it is the most it can be.
    queue_position: isWaiting(job) ? Math.max(0, queueLength - 1) : null,
    execution: writeProgress(job),
    compilation: { calibration_set_id: calibrationSetId },
    messages: job.state === "held" ? [{ source: server, message: job.reason }] : [],
    errors: writeErrors(job),
    timeline: writeTimeline(job),
    artifacts: job.state === "succeeded" ? [{ type: "measurements" }, { type: "measurement_counts" }] : [],
    qc: { id: machineId },
    runtime_ms: job.executionMs === null ? null : Math.round(job.executionMs),
    tag,
  };
}

const server = "iqm-server";
const station = "iqm-station-control";

type FinishedJob = Extract<Job, { readonly finishedAt: Date }>;

export const isFinal = (job: Job): job is FinishedJob =>
  job.state === "succeeded" || job.state === "failed" || job.state === "cancelled";

export const isWaiting = (job: Job): boolean => job.state === "held" || job.state === "queued";

function writeProgress(job: Job): JsonObject | null {
  const { circuitCount } = job;
  const done =
    job.state === "running" ? Math.floor(job.progress * circuitCount) : job.state === "succeeded" ? circuitCount : null;
  return done === null ? null : { progress: { Circuits: { value: done, max_value: circuitCount } } };
}

function writeErrors(job: Job): JsonObject[] {
  if (job.state !== "failed") return [];
  const { code, message, blame } = job.failure;
  return [{ message, error_code: wireCode({ code, details: {} }), source: blame === "user" ? server : station }];
}

function writeTimeline(job: Job): JsonObject[] {
  const at = (source: string, status: string, moment: Date) => ({ source, status, timestamp: moment.toISOString() });
  const startedAt = "startedAt" in job ? job.startedAt : null;
  return [
    at(server, "created", job.submittedAt),
    ...(startedAt ? [at(station, "execution_started", startedAt)] : []),
    ...(isFinal(job) ? [at(server, wireStatus[job.state], job.finishedAt)] : []),
  ];
}
