import { type KnownCall, type Method, open, type Route } from "@naru/dialect/http";
import { secretOf } from "./request.ts";

/** Where everything is, at the root of an origin: the client adds it to the address that it was given. */
const base = "/api/v1";

/** A route, which needs a key as all of IQM's do. */
export const known = (method: Method, path: string, handle: (call: KnownCall) => Promise<Response>): Route =>
  open(method, `${base}${path}`, async (call) =>
    handle({ ...call, caller: await call.cloud.authenticate(secretOf(call.request)) }),
  );
