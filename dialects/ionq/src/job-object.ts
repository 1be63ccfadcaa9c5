import { type JobId, partId } from "@naru/base";
import type { Job, JsonObject } from "@naru/dialect";
import { type CircuitFacts, type Echo, readEcho } from "./echo.ts";
import { writeFailure } from "./errors.ts";
import { formats } from "./formats.ts";

/** IonQ's word for each state, in v0.4. Never `running`: qiskit-ionq raises. */
const wireStatus = {
  held: "submitted",
  queued: "ready",
  running: "started",
  succeeded: "completed",
  failed: "failed",
  cancelled: "canceled",
} as const satisfies Record<Job["state"], string>;

/** The state of a job in IonQ's words. v0.3 has a word of its own for a running one. */
export const statusOf = (job: Job, apiVersion: "v0.4" | "v0.3" = "v0.4"): string =>
  apiVersion === "v0.3" && job.state === "running" ? "running" : wireStatus[job.state];

/** Whether IonQ shows this job as a parent with one child job for each circuit. */
export const isMulti = (echo: Echo): boolean => echo.type === "ionq.multi-circuit.v1";

/** Ids of the children, in the order of the circuits. They are parts of the job: no row of their own stands behind them. */
export const childIds = (job: Job, echo: Echo): string[] => echo.circuits.map((_, k) => partId(job.id, k));

/** A job as `GET /v0.4/jobs/{id}` gives it: all fields that ionq-core requires, whatever the state. */
export function writeJob(job: Job): JsonObject {
  const echo = readEcho(job);
  const multi = isMulti(echo);
  return {
    id: job.id,
    type: echo.type,
    ...common(job, echo),
    parent_job_id: null,
    child_job_ids: multi ? childIds(job, echo) : null,
    metadata: echo.metadata,
    name: job.name,
    output: job.state === "succeeded" && !multi ? writeOutput(job) : {},
    stats: writeStats(job, echo.circuits),
    results: hasResults(job) ? (multi ? writeParentResults(job.id) : writeResults(job.id, echo)) : null,
  };
}

/** The child job of one circuit: its own name, size and results, and the parent's fate. */
export function writeChild(job: Job, index: number, echo: Echo = readEcho(job)): JsonObject {
  const facts = echo.circuits[index];
  const id = partId(job.id, index);
  return {
    id,
    type: "ionq.circuit.v1",
    ...common(job, echo),
    parent_job_id: job.id,
    child_job_ids: null,
    metadata: null,
    name: facts?.name ?? null,
    output: job.state === "succeeded" ? writeOutput(job) : {},
    stats: writeStats(job, facts ? [facts] : []),
    results: hasResults(job) ? writeResults(id, echo) : null,
  };
}

export const hasResults = (job: Job): boolean => job.state === "succeeded" && !job.dryRun;

function common(job: Job, echo: Echo): JsonObject {
  return {
    status: wireStatus[job.state],
    backend: job.backendName,
    dry_run: job.dryRun,
    submitter_id: job.personId,
    project_id: job.projectId,
    session_id: job.sessionId,
    submitted_at: job.submittedAt.toISOString(),
    started_at: "startedAt" in job ? (job.startedAt?.toISOString() ?? null) : null,
    completed_at: "finishedAt" in job ? job.finishedAt.toISOString() : null,
    predicted_wait_time_ms: Math.round(job.expectedWaitMs ?? 0),
    predicted_execution_duration_ms: Math.round(job.estimate.seconds * 1000),
    execution_duration_ms: job.executionMs === null ? null : Math.round(job.executionMs),
    shots: job.shots,
    noise: echo.noise,
    settings: echo.settings,
    failure: writeJobFailure(job),
  };
}

/**
 * Null unless the job failed or was cancelled. A cancelled job needs an object: cirq-ionq 1.7 evaluates
 * `'error' in failure` and dies with a TypeError on null.
 */
export function writeJobFailure(job: Job): JsonObject | null {
  if (job.state === "failed") return writeFailure(job.failure);
  if (job.state !== "cancelled") return null;
  return writeFailure({ code: "cancelled", message: job.reason || "The job was cancelled." });
}

function writeStats(job: Job, circuits: readonly CircuitFacts[]): JsonObject {
  if (job.state !== "succeeded") return {};
  return {
    qubits: circuits.reduce((most, { qubits }) => Math.max(most, qubits), 0),
    circuits: circuits.length,
    gate_counts: {
      "1q": circuits.reduce((sum, { oneQubitGates }) => sum + oneQubitGates, 0),
      "2q": circuits.reduce((sum, { twoQubitGates }) => sum + twoQubitGates, 0),
    },
  };
}

/** Only QPUs compile to native gates; a simulator runs the circuit as it is. */
function writeOutput(job: Job): JsonObject {
  if (!job.backendName.startsWith("qpu.")) return {};
  return { compilation: { compiled_circuits: { [formats.native]: descriptor(formats.native) } } };
}

/** Results of one circuit: the names that today's SDKs look for, and the format identifiers. */
function writeResults(id: string, echo: Echo): JsonObject {
  const withUrl = (name: string, format: string) => ({
    url: `/v0.4/jobs/${id}/results/${name}`,
    ...descriptor(format),
  });
  if (echo.type === "ionq.qasm3.v1") {
    return Object.fromEntries(
      [...(echo.shotsKept ? [formats.shotsV2] : []), formats.probabilitiesV2, formats.histogramV2].map((format) => [
        format,
        descriptor(format),
      ]),
    );
  }
  return {
    probabilities: withUrl("probabilities", formats.probabilities),
    [formats.probabilities]: descriptor(formats.probabilities),
    [formats.probabilitiesV2]: descriptor(formats.probabilitiesV2),
    ...(echo.sampled && {
      histogram: withUrl("histogram", formats.histogram),
      [formats.histogram]: descriptor(formats.histogram),
      [formats.histogramV2]: descriptor(formats.histogramV2),
    }),
    ...(echo.shotsKept && {
      shots: withUrl("shots", formats.shots),
      [formats.shots]: descriptor(formats.shots),
      [formats.shotsV2]: descriptor(formats.shotsV2),
    }),
  };
}

function writeParentResults(id: JobId): JsonObject {
  const url = `/v0.4/jobs/${id}/results/probabilities/aggregated`;
  return {
    probabilities: { url, ...descriptor(formats.aggregate) },
    [formats.aggregate]: descriptor(formats.aggregate),
  };
}

/** Artifacts are named by their format: a job has at most one of each. */
const descriptor = (format: string) => ({ id: format, format, media_type: "application/json" });
