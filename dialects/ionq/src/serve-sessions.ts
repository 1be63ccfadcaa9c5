import { isUuid, microcreditsPerCredit, NotFoundError, type SessionId } from "@naru/base";
import type { JsonObject, Session } from "@naru/dialect";
import { check, type KnownCall, queryBoolean, type Route, shortened } from "@naru/dialect/http";
import { checkKept } from "./echo.ts";
import { backendNamed } from "./job.ts";
import { readBody } from "./request.ts";
import { known } from "./router.ts";
import { listJobs, readQuery } from "./serve-jobs.ts";
import { WireSessionOrder } from "./wire-v04.ts";

export const sessionRoutes: readonly Route[] = [
  known("POST", "/v0.4/sessions", async ({ cloud, caller, request }) => {
    const wire = check(WireSessionOrder, await readBody(request));
    const specs = (await cloud.backends()).map(({ spec }) => spec);
    checkKept((wire.settings ?? {}) as JsonObject, ["settings"]);
    const { job_count_limit: jobs, duration_limit_min: minutes, cost_limit: cost } = wire.settings ?? {};
    const session = await cloud.openSession(caller, {
      vendor: "ionq",
      backendName: backendNamed(wire.backend, specs).name,
      mode: "session",
      limits: {
        maxJobs: jobs ?? null,
        maxSeconds: minutes == null ? null : Math.ceil(minutes * 60),
        maxMicrocredits: cost == null ? null : Math.round(cost.value * microcreditsPerCredit),
      },
      echo: { settings: (wire.settings ?? {}) as JsonObject },
    });
    return Response.json(writeSession(session), { status: 201 });
  }),
  known("GET", "/v0.4/sessions", async ({ cloud, caller, query }) => {
    const sessions = await cloud.sessions(
      caller,
      query.has("active") ? { active: queryBoolean(query, "active") ?? false } : {},
    );
    return Response.json({ organization_id: caller.organisationId, sessions: sessions.map(writeSession) });
  }),
  known("GET", "/v0.4/sessions/{id}", async (call) =>
    Response.json(writeSession(await call.cloud.session(call.caller, sessionIdOf(call)))),
  ),
  known("POST", "/v0.4/sessions/{id}/end", async (call) =>
    Response.json(writeSession(await call.cloud.endSession(call.caller, sessionIdOf(call)))),
  ),
  known("GET", "/v0.4/sessions/{id}/jobs", async (call) => {
    const { id } = await call.cloud.session(call.caller, sessionIdOf(call));
    const query = await readQuery(call);
    return listJobs(call, { ...query, parentId: null, jobs: { ...query.jobs, sessionId: id } });
  }),
];

/** A session with both generations of names: ionq-core reads `status`, qiskit-ionq `state` and `usage_time` (ms). */
function writeSession(session: Session): JsonObject {
  const hasEnded = session.endedAt !== null || session.state === "closed" || session.state === "cancelled";
  const status = hasEnded ? "ended" : session.startedAt ? "started" : "created";
  const { settings } = session.echo as { settings?: JsonObject };
  return {
    id: session.id,
    created_at: session.createdAt.toISOString(),
    organization_id: session.organisationId,
    backend: session.backendName,
    project_id: session.projectId,
    creator_id: session.createdBy,
    ended_at: session.endedAt?.toISOString() ?? null,
    ender_id: session.endedBy,
    active: !hasEnded,
    status,
    state: status,
    usage_time: Math.round(session.executionMs),
    started_at: session.startedAt?.toISOString() ?? null,
    settings: { ...settings, ...(session.expiresAt && { expires_at: session.expiresAt.toISOString() }) },
  };
}

function sessionIdOf({ params }: KnownCall): SessionId {
  const id = params.id ?? "";
  if (!isUuid(id)) throw new NotFoundError("session", shortened(id));
  return id as SessionId;
}
