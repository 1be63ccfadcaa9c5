import { InvalidInputError, NaruError, NotFoundError } from "@naru/base";
import type { Caller, Cloud } from "@naru/dialect";
import { shortened } from "./check.ts";
import { answerError, writeBug, writeError } from "./errors.ts";
import { secretOf } from "./request.ts";

/** What every handler gets. */
export interface Call {
  readonly cloud: Cloud;
  readonly request: Request;
  /** Values of the route's `{names}`, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

/** A call by a known caller. */
export interface KnownCall extends Call {
  readonly caller: Caller;
}

export type Method = "GET" | "POST" | "DELETE";

/** Segments in braces are names of parameters. Of two routes that match, the first listed answers. */
export interface Route {
  readonly method: Method;
  readonly segments: readonly string[];
  handle(call: Call): Promise<Response>;
}

/** Where everything is, at the root of an origin: the client adds it to the address that it was given. */
const base = "/api/v1";

/** A route, which needs a key as all of IQM's do. */
export const known = (method: Method, path: string, handle: (call: KnownCall) => Promise<Response>): Route => ({
  method,
  segments: `${base}${path}`.split("/"),
  handle: async (call) => handle({ ...call, caller: await call.cloud.authenticate(secretOf(call.request)) }),
});

/** An answer whose JSON is written already. */
export const json = (text: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(text, { headers: { "content-type": "application/json", ...headers } });

/** Answers requests by the first route that matches. Never throws: bugs are told to `report` and answered as such. */
export function router(routes: readonly Route[], cloud: Cloud, report: (bug: unknown) => void) {
  return async (request: Request): Promise<Response> => {
    try {
      return await answer(routes, cloud, request);
    } catch (thrown) {
      if (thrown instanceof NaruError) return writeError(thrown);
      report(thrown);
      return writeBug();
    }
  };
}

async function answer(routes: readonly Route[], cloud: Cloud, request: Request): Promise<Response> {
  const { pathname, searchParams: query } = new URL(request.url);
  refuseNul(query);
  const segments = pathname.replace(/\/+$/, "").split("/");
  const matching = routes.flatMap((route) => {
    const params = paramsOf(route.segments, segments);
    return params ? [{ route, params }] : [];
  });
  const isHead = request.method === "HEAD";
  const chosen = matching.find(({ route }) => route.method === (isHead ? "GET" : request.method));
  if (chosen) {
    const response = await chosen.route.handle({ cloud, request, params: chosen.params, query });
    return isHead ? new Response(null, response) : response;
  }
  if (matching.length === 0) throw new NotFoundError("route", shortened(pathname));
  const allowed = [...new Set(matching.map(({ route }) => route.method))].join(", ");
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow: allowed } });
  return answerError(
    405,
    "invalid_input",
    `${request.method} is not offered at ${shortened(pathname)}; use ${allowed}.`,
    { headers: { allow: allowed } },
  );
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i] ?? "";
    if (part.startsWith("{")) {
      const value = decoded(segment);
      if (!value) return null;
      params[part.slice(1, -1)] = value;
    } else if (part !== segment) return null;
  }
  return params;
}

/** PostgreSQL keeps no NUL, so nothing that holds one can be found. */
function refuseNul(query: URLSearchParams): void {
  for (const [name, value] of query) {
    if (!name.includes("\0") && !value.includes("\0")) continue;
    throw new InvalidInputError("The query holds the NUL character (%00). Remove it.", { keys: [name] });
  }
}

/** Null for what is not well-formed percent encoding, and for what holds a NUL. */
function decoded(segment: string): string | null {
  try {
    const text = decodeURIComponent(segment);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}
