import type { BackendStatus, Job } from "@naru/dialect";
import type { BackendView, CircuitResultView, JobView, KeyView, ResultView } from "@naru/sdk";
import { bitstringOf, type CircuitOutcome, type Distribution, type Outcome } from "@naru/workload";
import type { ApiKey } from "../../auth/index.ts";

/* The domain in the words of Naru's own API. */

const text = (moment: Date | null): string | null => moment?.toISOString() ?? null;

export function backendView({ spec, state, averageQueueMs, updatedAt }: BackendStatus): BackendView {
  const { name, vendor, kind, description, qubitCount, nativeGates, connectivity, noiseModels, dynamicCircuits } = spec;
  const { limits, calibration } = spec;
  return {
    ...{ name, vendor, kind, description, qubitCount, nativeGates, connectivity, noiseModels, dynamicCircuits, limits },
    calibration: calibration ? { ...calibration, takenAt: calibration.takenAt.toISOString() } : null,
    state,
    averageQueueMs,
    updatedAt: updatedAt.toISOString(),
  };
}

export function jobView(job: Job): JobView {
  const { id, name, state, vendor, apiVersion, shots, circuitCount, qubitCount, dryRun, sessionId, estimate } = job;
  const { executionMs, expectedWaitMs, costMicrocredits } = job;
  return {
    ...{ id, name, state, vendor, apiVersion, shots, circuitCount, qubitCount, dryRun, sessionId, estimate },
    ...{ executionMs, expectedWaitMs, costMicrocredits },
    backend: job.backendName,
    submittedAt: job.submittedAt.toISOString(),
    startedAt: text("startedAt" in job ? job.startedAt : null),
    finishedAt: text("finishedAt" in job ? job.finishedAt : null),
    progress: job.state === "running" ? job.progress : job.state === "succeeded" ? 1 : 0,
    reason: "reason" in job ? job.reason : null,
    failure: job.state === "failed" ? job.failure : null,
  };
}

export function keyView(key: ApiKey, currentKeyId: string): KeyView {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    createdAt: key.createdAt.toISOString(),
    expiresAt: text(key.expiresAt),
    lastUsedAt: text(key.lastUsedAt),
    revokedAt: text(key.revokedAt),
    isCurrent: key.id === currentKeyId,
  };
}

export const resultView = (jobId: string, outcome: Outcome, top: number): ResultView => ({
  jobId,
  seed: outcome.seed,
  circuits: outcome.circuits.map((circuit) => circuitView(circuit, top)),
});

function circuitView(circuit: CircuitOutcome, top: number): CircuitResultView {
  // A stable sort keeps outcomes of the same count in ascending order.
  const sorted = [...circuit.counts].sort(([, a], [, b]) => b - a);
  const listed = sorted.slice(0, top).map(([bits, count]) => ({ bits, count }));
  const { bitCount, shots, resources, method, seconds } = circuit;
  return {
    ...{ bitCount, shots, resources, seconds },
    counts: listed,
    seen: sorted.length,
    unlistedShots: sorted.slice(top).reduce((sum, [, count]) => sum + count, 0),
    probabilities: circuit.probabilities ? mostProbable(circuit.probabilities, bitCount, top) : null,
    method: method ?? null,
  };
}

function mostProbable({ outcomes, values }: Distribution, bitCount: number, top: number) {
  const order = Array.from(values, (_, k) => k).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  return order
    .slice(0, top)
    .map((k) => ({ bits: bitstringOf(outcomes[k] ?? 0, bitCount), probability: values[k] ?? 0 }));
}
