import type { BackendStatus, Job } from "@naru/dialect";
import type { BackendView, JobView, KeyView } from "@naru/sdk";
import type { ApiKey } from "../../auth/index.ts";

/* The domain in the words of Naru's own API. */

const text = (moment: Date | null): string | null => moment?.toISOString() ?? null;

export function backendView({ spec, state, averageQueueMs, queueLength, updatedAt }: BackendStatus): BackendView {
  const { name, vendor, kind, description, qubitCount, nativeGates, connectivity, noiseModels, dynamicCircuits } = spec;
  const { limits, calibration } = spec;
  return {
    ...{ name, vendor, kind, description, qubitCount, nativeGates, connectivity, noiseModels, dynamicCircuits, limits },
    calibration: calibration ? { ...calibration, takenAt: calibration.takenAt.toISOString() } : null,
    state,
    averageQueueMs,
    queueLength,
    updatedAt: updatedAt.toISOString(),
  };
}

export function jobView(job: Job): JobView {
  const { id, name, state, vendor, apiVersion, shots, circuitCount, qubitCount, dryRun, sessionId, estimate } = job;
  const { executionMs, expectedWaitMs, costMicrocredits, tags, program, isPrivate } = job;
  return {
    ...{ id, name, state, vendor, apiVersion, shots, circuitCount, qubitCount, dryRun, sessionId, estimate },
    ...{ executionMs, expectedWaitMs, costMicrocredits, tags, program, isPrivate },
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
