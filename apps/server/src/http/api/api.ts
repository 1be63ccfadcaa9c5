import type { FastifyInstance, FastifyPluginCallback, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { Dialect } from "@naru/dialect";
import type { Auth } from "../../auth/index.ts";
import type { Backends } from "../../backends/index.ts";
import type { Log } from "../../config/index.ts";
import type { Database } from "../../db/index.ts";
import type { Jobs } from "../../jobs/index.ts";
import type { Bus } from "../../live/index.ts";
import { bugAnswer, readFrameworkError, statusOf, writeErrorBody } from "../errors.ts";
import { openEventStreams } from "./events.ts";
import { serveJobs } from "./jobs.ts";
import { serveKeys } from "./keys.ts";
import { serveOpen } from "./open.ts";

export interface ApiParts {
  readonly database: Database;
  readonly auth: Auth;
  readonly backends: Backends;
  readonly jobs: Jobs;
  readonly bus: Bus;
  readonly dialects: readonly Dialect[];
  readonly version: string;
  readonly log: Log;
}

/** An app whose routes have Zod schemas. */
export type ApiApp = FastifyInstance<
  RawServerDefault,
  import("node:http").IncomingMessage,
  import("node:http").ServerResponse,
  import("fastify").FastifyBaseLogger,
  ZodTypeProvider
>;

/** Serves Naru's own API under `/naru/v1`. */
export function serveApi(app: FastifyInstance, parts: ApiParts): void {
  const streams = openEventStreams(parts.bus);
  app.addHook("preClose", async () => streams.close());
  const plugin: FastifyPluginCallback = (scope, _, done) => {
    scope.setValidatorCompiler(validatorCompiler);
    scope.setSerializerCompiler(serializerCompiler);
    scope.setErrorHandler((error, request, reply) => {
      const known = readFrameworkError(error);
      if (!known) parts.log.error({ requestId: request.id, error }, "a request met a bug");
      const answer = known ?? bugAnswer(request.id);
      reply.code(statusOf[answer.code]).send(writeErrorBody(answer));
    });
    const typed = scope.withTypeProvider<ZodTypeProvider>();
    serveOpen(typed, parts);
    serveJobs(typed, parts, streams);
    serveKeys(typed, parts);
    done();
  };
  app.register(plugin, { prefix: "/naru/v1" });
}
