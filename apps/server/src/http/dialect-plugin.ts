import { AsyncLocalStorage } from "node:async_hooks";
import type { Cloud, Dialect } from "@naru/dialect";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Log } from "../config/index.ts";
import { bodyLimitBytes, bugAnswer, partLimitBytes, programLimitBytes } from "./errors.ts";
import type { OriginOf } from "./origin.ts";
import { sendWebResponse, toWebRequest } from "./web.ts";

/**
 * Serves one vendor's API under its prefixes, and on hosts of its own, where there are some, also under those that it
 * has there alone. Bodies are handed over unread, whatever their type says, since SDKs send
 * JSON without a content type and a content type without a body. What the dialect reports as a bug is logged, and
 * answered in the vendor's words with the request id by which the operator finds it.
 */
export function serveDialect(
  app: FastifyInstance,
  parts: {
    readonly dialect: Dialect;
    readonly cloud: Cloud;
    readonly log: Log;
    readonly hasHosts: boolean;
    readonly originOf: OriginOf;
  },
): void {
  const { dialect, cloud, log, hasHosts, originOf } = parts;
  const calls = new AsyncLocalStorage<{ readonly requestId: string; metBug: boolean }>();
  const answer = dialect.serve(cloud, (error) => {
    const call = calls.getStore();
    log.error({ requestId: call?.requestId, error }, "a request met a bug");
    if (call) call.metBug = true;
  });
  async function answerCall(request: FastifyRequest): Promise<Response> {
    const call = { requestId: request.id, metBug: false };
    const response = await calls.run(call, () => answer(toWebRequest(request, originOf(request))));
    return call.metBug ? dialect.refuse(bugAnswer(request.id)) : response;
  }
  app.register(async (plugin) => {
    plugin.removeAllContentTypeParsers();
    plugin.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
    // Only who has a key makes us read more than an ordinary body.
    plugin.addHook("onRequest", async (request) => {
      if ((request.method === "POST" || request.method === "PUT") && declaredBytes(request) > bodyLimitBytes)
        await cloud.authenticate(secretOf(request));
    });
    const { vendor, prefixes, hostPrefixes = [] } = dialect;
    const places = [
      ...prefixes.map((prefix) => ({ prefix, constraints: {} })),
      ...(hasHosts ? [...prefixes, ...hostPrefixes] : []).map((prefix) => ({ prefix, constraints: { vendor } })),
    ];
    for (const { prefix, constraints } of places) {
      for (const url of [prefix, `${prefix}/*`]) {
        for (const [method, bodyLimit] of [
          ["POST", programLimitBytes],
          ["PUT", partLimitBytes],
          [["GET", "HEAD", "PATCH", "DELETE", "OPTIONS"], bodyLimitBytes],
        ] as const) {
          plugin.route({
            method: [method].flat(),
            url,
            constraints,
            bodyLimit,
            schema: { hide: true },
            handler: async (request, reply) => sendWebResponse(reply, await answerCall(request)),
          });
        }
      }
    }
  });
}

/** How long the body will be; of one that comes in pieces, nobody knows. */
function declaredBytes({ headers }: FastifyRequest): number {
  return headers["transfer-encoding"] === undefined ? Number(headers["content-length"] ?? 0) : Number.POSITIVE_INFINITY;
}

/** The key, in any of the ways in which vendors' clients send theirs. */
function secretOf({ headers }: FastifyRequest): string | null {
  const own = headers["x-auth-token"];
  if (typeof own === "string" && own !== "") return own.trim();
  return /^(?:apiKey|Bearer)\s+(\S+)\s*$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}
