import { type KnownCall, type Method, open, type Route } from "@naru/dialect/http";
import { secretOf } from "./request.ts";

/** A route that needs a key. */
export const known = (method: Method, path: string, handle: (call: KnownCall) => Promise<Response>): Route =>
  open(method, path, async (call) =>
    handle({ ...call, caller: await call.cloud.authenticate(secretOf(call.request)) }),
  );
