import { InvalidInputError, NaruError, NotFoundError } from "@naru/base";
import type { Cloud } from "../dialect.ts";
import type { Caller } from "../job.ts";
import { shortened } from "./check.ts";

/** What every handler gets. */
export interface Call {
  readonly cloud: Cloud;
  readonly request: Request;
  /** Values of the route's `{names}`, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Told of bugs that do not end the whole call. */
  readonly report: (bug: unknown) => void;
}

/** A call by a known caller. */
export interface KnownCall extends Call {
  readonly caller: Caller;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Segments in braces are names of parameters. Of two routes that match, the first listed answers. */
export interface Route {
  readonly method: Method;
  readonly segments: readonly string[];
  handle(call: Call): Promise<Response>;
}

/** A route that needs no key. */
export const open = (method: Method, path: string, handle: (call: Call) => Promise<Response>): Route => ({
  method,
  segments: path.split("/"),
  handle,
});

/** How a vendor spells what goes wrong. */
export interface ErrorWriter {
  writeError(error: NaruError): Response;
  /** The answer to a bug of ours: says nothing of its inside. */
  writeBug(): Response;
  /** 405: nothing answers to this method here. */
  writeNotOffered(message: string): Response;
}

/**
 * Answers requests by the first route that matches. HEAD is answered by GET's route, without a body; OPTIONS by the methods
 * that there are. Never throws: bugs are told to `report` and answered as such.
 */
export function router(
  routes: readonly Route[],
  errors: ErrorWriter,
  cloud: Cloud,
  report: (bug: unknown) => void = () => {},
): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      return await answer(routes, errors, { cloud, request, report });
    } catch (thrown) {
      if (thrown instanceof NaruError) return errors.writeError(thrown);
      report(thrown);
      return errors.writeBug();
    }
  };
}

async function answer(
  routes: readonly Route[],
  errors: ErrorWriter,
  call: Pick<Call, "cloud" | "request" | "report">,
): Promise<Response> {
  const { method, url } = call.request;
  const { pathname, searchParams: query } = new URL(url);
  refuseNul(query);
  const segments = pathname.replace(/\/+$/, "").split("/");
  const matching = routes.flatMap((route) => {
    const params = paramsOf(route.segments, segments);
    return params ? [{ route, params }] : [];
  });
  const isHead = method === "HEAD";
  const chosen = matching.find(({ route }) => route.method === (isHead ? "GET" : method));
  if (chosen) {
    const response = await chosen.route.handle({ ...call, params: chosen.params, query });
    return isHead ? new Response(null, response) : response;
  }
  if (matching.length === 0) throw new NotFoundError("route", shortened(pathname));
  const allowed = [...new Set(matching.map(({ route }) => route.method))].join(", ");
  if (method === "OPTIONS") return new Response(null, { status: 204, headers: { allow: allowed } });
  const refusal = errors.writeNotOffered(`${method} is not offered at ${shortened(pathname)}; use ${allowed}.`);
  refusal.headers.set("allow", allowed);
  return refusal;
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
