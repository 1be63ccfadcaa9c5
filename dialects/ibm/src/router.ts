import { type KnownCall, type Method, open, type Route } from "@naru/dialect/http";
import { checkCrn } from "./crn.ts";
import { secretOf } from "./request.ts";

/** A route that needs a key. Whoever names an instance, names his own. */
export const known = (method: Method, path: string, handle: (call: KnownCall) => Promise<Response>): Route =>
  open(method, path, async (call) => {
    const caller = await call.cloud.authenticate(secretOf(call.request));
    checkCrn(caller, call.request.headers.get("service-crn"));
    return handle({ ...call, caller });
  });

/** Where the runtime API is: everywhere, and on hosts bound to IBM. */
export const runtimeBases = ["/ibm/experimental", "/api/v1"] as const;

/** A route of the runtime API, which needs a key, under both of its bases. */
export const runtime = (method: Method, path: string, handle: (call: KnownCall) => Promise<Response>): Route[] =>
  runtimeBases.map((base) => known(method, `${base}${path}`, handle));

export const noContent = (): Response => new Response(null, { status: 204 });
