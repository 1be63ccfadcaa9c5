import { type KnownCall, type Method, open, type Route } from "@naru/dialect/http";
import { type Spelling, spellingOf } from "./media.ts";

/** What every handler of the solver API gets. */
export interface SapiCall extends KnownCall {
  /** The key that was shown. */
  readonly secret: string;
  /** How the answer is to be spelt. */
  readonly spelling: Spelling;
}

/** A route of the solver API, which needs a key. */
export const sapi = (method: Method, path: string, handle: (call: SapiCall) => Promise<Response>): Route =>
  open(method, `/sapi/v2${path}`, async (call) => {
    const secret = call.request.headers.get("x-auth-token")?.trim() || null;
    const caller = await call.cloud.authenticate(secret);
    return handle({ ...call, caller, secret: secret ?? "", spelling: spellingOf(call.request) });
  });
