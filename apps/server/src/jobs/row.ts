import type { WorkloadEstimate } from "@naru/backends";
import type { JobId, PersonId, ProjectId, SessionId } from "@naru/base";
import type { Job, JobFacts, JobFailure, JobState, JsonObject } from "@naru/dialect";
import { sql } from "kysely";

/** A row of `jobs.job`, as far as callers may see it. */
export interface JobRow {
  readonly id: JobId;
  readonly project_id: ProjectId;
  readonly person_id: PersonId;
  readonly vendor: string;
  readonly api_version: string;
  readonly backend_name: string;
  readonly session_id: SessionId | null;
  readonly name: string | null;
  readonly dry_run: boolean;
  readonly shots: number;
  readonly circuit_count: number;
  readonly qubit_count: number;
  readonly echo: JsonObject;
  readonly estimate: WorkloadEstimate;
  readonly cost_microcredits: number;
  readonly state: JobState;
  readonly reason: string | null;
  readonly failure: JobFailure | null;
  readonly progress: number;
  readonly execution_ms: number | null;
  readonly submitted_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly tags: readonly string[];
  readonly program: string | null;
  readonly is_private: boolean;
}

export const jobColumns = sql.raw(
  `id, project_id, person_id, vendor, api_version, backend_name, session_id, name, dry_run, shots, circuit_count,
  qubit_count, echo, estimate, cost_microcredits, state, reason, failure, progress, execution_ms, submitted_at,
  started_at, finished_at, tags, program, is_private`
    .split(/,\s*/)
    .map((column) => `j.${column}`)
    .join(", "),
);

/** A row as the domain sees it. `expectedWaitMs` is the forecast of the job's lane, for jobs that have not started. */
export function jobOf(row: JobRow, expectedWaitMs: number | null): Job {
  const facts: JobFacts = {
    id: row.id,
    projectId: row.project_id,
    personId: row.person_id,
    vendor: row.vendor,
    apiVersion: row.api_version,
    backendName: row.backend_name,
    sessionId: row.session_id,
    name: row.name,
    dryRun: row.dry_run,
    shots: row.shots,
    circuitCount: row.circuit_count,
    qubitCount: row.qubit_count,
    echo: row.echo,
    estimate: row.estimate,
    costMicrocredits: row.cost_microcredits,
    executionMs: row.execution_ms,
    submittedAt: row.submitted_at,
    tags: row.tags,
    program: row.program,
    isPrivate: row.is_private,
    expectedWaitMs: row.state === "queued" || row.state === "held" ? expectedWaitMs : null,
  };
  const startedAt = row.started_at;
  const finishedAt = row.finished_at ?? row.submitted_at;
  switch (row.state) {
    case "held":
      return { ...facts, state: "held", reason: row.reason ?? "" };
    case "queued":
      return { ...facts, state: "queued" };
    case "running":
      return { ...facts, state: "running", startedAt: startedAt ?? row.submitted_at, progress: row.progress };
    case "succeeded":
      return { ...facts, state: "succeeded", startedAt: startedAt ?? row.submitted_at, finishedAt };
    case "failed":
      return { ...facts, state: "failed", failure: row.failure ?? unknownFailure, startedAt, finishedAt };
    case "cancelled":
      return { ...facts, state: "cancelled", reason: row.reason ?? "", startedAt, finishedAt };
  }
}

const unknownFailure: JobFailure = {
  code: "internal",
  message: "The reason was not recorded.",
  blame: "system",
};
