import type { FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { openEventStreams } from "./events.ts";
import { serveJobs } from "./jobs.ts";
import { serveKeys } from "./keys.ts";
import { serveOpen } from "./open.ts";
import type { ApiParts } from "./parts.ts";

/** Serves Naru's own API under `/naru/v1`. */
export function serveApi(app: FastifyInstance, parts: ApiParts): void {
  const streams = openEventStreams(parts);
  app.addHook("preClose", async () => streams.close());
  app.register(
    async (scope) => {
      scope.setValidatorCompiler(validatorCompiler);
      scope.setSerializerCompiler(serializerCompiler);
      // Clients that always declare JSON do so on requests without a body too.
      const readJson = scope.getDefaultJsonParser("error", "error");
      scope.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) =>
        body === "" ? done(null, undefined) : readJson(request, body, done),
      );
      const typed = scope.withTypeProvider<ZodTypeProvider>();
      serveOpen(typed, parts);
      serveJobs(typed, parts, streams);
      serveKeys(typed, parts);
    },
    { prefix: "/naru/v1" },
  );
}
