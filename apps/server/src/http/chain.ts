import type { FastifyInstance } from "fastify";
import type { Log } from "../config/index.ts";
import type { Metrics } from "./metrics.ts";
import { inRequest } from "./request-context.ts";
import { pathOf } from "./web.ts";

interface ChainParts {
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What happens to every request, in this order, whichever API it is for. */
const chain: readonly ((app: FastifyInstance, parts: ChainParts) => void)[] = [
  /** The id is told to the caller, and known to all that is done for it. */
  (app) => {
    app.addHook("onRequest", async (request, reply) => {
      reply.header("x-request-id", request.id);
    });
    // After the body is read: what runs before that would not carry the context over.
    app.addHook("preValidation", (request, reply, done) => inRequest(request.id, reply.raw, done));
  },

  /** A line for each request: what was asked and how it went, never a header or a body. */
  (app, { log }) => {
    app.addHook("onResponse", async (request, reply) => {
      const facts = {
        requestId: request.id,
        method: request.method,
        path: pathOf(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      };
      if (reply.statusCode >= 500) log.warn(facts, "request failed");
      else log.debug(facts, "request");
    });
  },

  (app, { metrics }) => {
    app.addHook("onResponse", async (request, reply) => {
      const route = request.routeOptions.url ?? "none";
      metrics.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    });
  },

  /** The console is a page of this origin alone: no other site frames it, and it loads nothing from elsewhere. */
  (app) => {
    app.addHook("onSend", async (request, reply) => {
      for (const [name, value] of Object.entries(securityHeaders)) {
        if (!reply.hasHeader(name)) reply.header(name, value);
      }
      if (!reply.hasHeader("content-security-policy") && !request.url.startsWith("/docs/api")) {
        reply.header("content-security-policy", contentSecurityPolicy);
      }
    });
  },
];

const securityHeaders = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

export function installChain(app: FastifyInstance, parts: ChainParts): void {
  for (const link of chain) link(app, parts);
}
