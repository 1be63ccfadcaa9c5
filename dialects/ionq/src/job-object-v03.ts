import { partId } from "@naru/base";
import type { Job, JsonObject } from "@naru/dialect";
import { type CircuitFacts, type Echo, readEcho } from "./echo.ts";
import { childIds, hasResults, isMulti, statusOf, writeJobFailure } from "./job-object.ts";

/** A job as `GET /v0.3/jobs/{id}` gives it. Times are seconds since 1970; lengths of time are milliseconds. */
export function writeJobV03(job: Job): JsonObject {
  const echo = readEcho(job);
  const multi = isMulti(echo);
  const [first] = echo.circuits;
  return {
    id: job.id,
    name: job.name,
    ...common(job, echo.circuits, job.id),
    metadata: echo.metadata ?? {},
    noise: echo.noise,
    settings: echo.settings,
    ...(multi ? { children: childIds(job, echo) } : registersOf(first)),
  };
}

/** The child job of one circuit. */
export function writeChildV03(job: Job, index: number, echo: Echo = readEcho(job)): JsonObject {
  const facts = echo.circuits[index];
  const id = partId(job.id, index);
  return {
    id,
    name: facts?.name ?? null,
    ...common(job, facts ? [facts] : [], id),
    parent: job.id,
    metadata: {},
    noise: echo.noise,
    settings: echo.settings,
    ...registersOf(facts),
  };
}

/**
 * What qiskit-ionq 0.5 requires of a job: `qubits`, `circuits`, `execution_time`. A `failure` or `results_url` that does
 * not apply is left out: cirq-ionq looks into a failure that is there, and pennylane-ionq fetches any URL at once.
 */
function common(job: Job, circuits: readonly CircuitFacts[], id: string): JsonObject {
  const failure = writeJobFailure(job);
  return {
    status: statusOf(job, "v0.3"),
    type: "circuit",
    target: job.backendName,
    qubits: circuits.reduce((most, { qubits }) => Math.max(most, qubits), 0),
    circuits: circuits.length,
    shots: job.shots,
    gate_counts: {
      "1q": circuits.reduce((sum, { oneQubitGates }) => sum + oneQubitGates, 0),
      "2q": circuits.reduce((sum, { twoQubitGates }) => sum + twoQubitGates, 0),
    },
    cost_usd: 0,
    dry_run: job.dryRun,
    submitted_by: job.personId,
    project_id: job.projectId,
    request: epochSeconds(job.submittedAt),
    predicted_execution_time: Math.round(job.estimate.seconds * 1000),
    execution_time: Math.round(job.executionMs ?? 0),
    ...("startedAt" in job && job.startedAt && { start: epochSeconds(job.startedAt) }),
    ...("finishedAt" in job && { response: epochSeconds(job.finishedAt) }),
    ...(failure && { failure }),
    ...(hasResults(job) && { results_url: `/v0.3/jobs/${id}/results` }),
  };
}

/** qiskit-ionq keeps its map from classical bits to qubits here; without one it takes the qubits in order. */
const registersOf = (facts: CircuitFacts | undefined): JsonObject =>
  facts?.registers ? { registers: facts.registers } : {};

export const epochSeconds = (moment: Date): number => Math.floor(moment.getTime() / 1000);
