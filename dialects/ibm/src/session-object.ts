import type { JsonObject, Session } from "@naru/dialect";
import { maxSessionSeconds } from "./wire.ts";

/** IBM's word for each state; closing is active and takes no jobs. */
const wireState = {
  pending: "open",
  active: "active",
  inactive: "inactive",
  closing: "active",
  closed: "closed",
  cancelled: "closed",
} as const satisfies Record<Session["state"], string>;

/** How long a session keeps its place without a job, in seconds: IBM's figure. */
export const interactiveSeconds = 60;

/** A session in IBM's words. */
export function writeSession(session: Session, now: Date): JsonObject {
  const { createdAt, activatedAt, endedAt } = session;
  const moment = (at: Date | null) => at?.toISOString() ?? null;
  const passed: [string, Date | null][] = [
    ["open", createdAt],
    ["active", activatedAt],
    ["closed", endedAt],
  ];
  const maxSeconds = session.limits.maxSeconds ?? maxSessionSeconds;
  return {
    id: session.id,
    backend_name: session.backendName,
    mode: session.mode === "batch" ? "batch" : "dedicated",
    max_ttl: maxSeconds,
    interactive_ttl: session.limits.idleSeconds ?? interactiveSeconds,
    active_ttl: maxSeconds,
    state: wireState[session.state],
    accepting_jobs: session.acceptsJobs,
    created_at: createdAt.toISOString(),
    started_at: moment(session.startedAt),
    activated_at: moment(activatedAt),
    closed_at: moment(endedAt),
    last_job_started: moment(session.lastJobStartedAt),
    last_job_completed: moment(session.lastJobFinishedAt),
    elapsed_time: elapsedSeconds(session, now),
    timestamps: passed.flatMap(([status, at]) => (at ? [{ status, timestamp: at.toISOString() }] : [])),
  };
}

/** Of a batch, the time of its jobs; of a session, the time since its first job began, until it lost its place. */
function elapsedSeconds(session: Session, now: Date): number {
  if (session.mode === "batch") return session.executionMs / 1000;
  const { startedAt, endedAt, lastJobFinishedAt, state } = session;
  if (!startedAt) return 0;
  const isOver = state === "inactive" || state === "closed" || state === "cancelled";
  const until = isOver ? (lastJobFinishedAt ?? endedAt ?? now) : now;
  return Math.max(0, until.getTime() - startedAt.getTime()) / 1000;
}
