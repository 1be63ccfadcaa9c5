import { isUuid, NotFoundError, type SessionId } from "@naru/base";
import { check, type KnownCall, type Route, shortened } from "@naru/dialect/http";
import { checkCrn } from "./crn.ts";
import { readBody } from "./request.ts";
import { noContent, runtime } from "./router.ts";
import { findBackend } from "./serve-backends.ts";
import { interactiveSeconds, writeSession } from "./session-object.ts";
import { maxSessionSeconds, WireSessionChange, WireSessionOrder } from "./wire.ts";

export const sessionRoutes: readonly Route[] = [
  ...runtime("POST", "/sessions", async ({ cloud, caller, request }) => {
    const wire = check(WireSessionOrder, (await readBody(request)).value);
    checkCrn(caller, wire.instance ?? null);
    const { status } = await findBackend(cloud, wire.backend);
    const mode = wire.mode === "batch" ? "batch" : "session";
    const session = await cloud.openSession(caller, {
      vendor: "ibm",
      backendName: status.spec.name,
      mode,
      limits: {
        maxJobs: null,
        maxSeconds: wire.max_ttl ?? maxSessionSeconds,
        maxMicrocredits: null,
        idleSeconds: mode === "session" ? interactiveSeconds : null,
      },
      echo: {},
    });
    return Response.json(writeSession(session, new Date()), { status: 201 });
  }),
  ...runtime("GET", "/sessions/{id}", async (call) => {
    const session = await find(call);
    return Response.json(writeSession(session, new Date()));
  }),
  ...runtime("PATCH", "/sessions/{id}", async (call) => {
    check(WireSessionChange, (await readBody(call.request)).value);
    const { id } = await find(call);
    return Response.json(writeSession(await call.cloud.closeSession(call.caller, id), new Date()));
  }),
  ...runtime("DELETE", "/sessions/{id}/close", async (call) => {
    const { id } = await find(call);
    await call.cloud.endSession(call.caller, id);
    return noContent();
  }),
];

/** The session that a route names. Those of other vendors are not found here. */
async function find({ cloud, caller, params }: KnownCall) {
  const id = params.id ?? "";
  if (!isUuid(id)) throw new NotFoundError("session", shortened(id));
  const session = await cloud.session(caller, id as SessionId);
  if (session.vendor !== "ibm") throw new NotFoundError("session", id);
  return session;
}
