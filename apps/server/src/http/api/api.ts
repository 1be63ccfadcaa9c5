import type { FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { bugAnswer, readFrameworkError, statusOf, writeErrorBody } from "../errors.ts";
import { openEventStreams } from "./events.ts";
import { serveJobs } from "./jobs.ts";
import { serveKeys } from "./keys.ts";
import { serveOpen } from "./open.ts";
import type { ApiParts } from "./parts.ts";

/** Serves Naru's own API under `/naru/v1`. */
export function serveApi(app: FastifyInstance, parts: ApiParts): void {
  const streams = openEventStreams(parts.bus);
  app.addHook("preClose", async () => streams.close());
  app.register(
    async (scope) => {
      scope.setValidatorCompiler(validatorCompiler);
      scope.setSerializerCompiler(serializerCompiler);
      scope.setErrorHandler((error, request, reply) => {
        const known = readFrameworkError(error);
        if (!known) parts.log.error({ requestId: request.id, error }, "a request met a bug");
        const answer = known ?? bugAnswer(request.id);
        return reply.code(statusOf[answer.code]).send(writeErrorBody(answer));
      });
      const typed = scope.withTypeProvider<ZodTypeProvider>();
      serveOpen(typed, parts);
      serveJobs(typed, parts, streams);
      serveKeys(typed, parts);
    },
    { prefix: "/naru/v1" },
  );
}
