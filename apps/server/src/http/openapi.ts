import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform } from "fastify-type-provider-zod";

/** The description of Naru's own API at `/openapi.json`, and a page to read and try it at `/docs/api`. */
export function describeApi(app: FastifyInstance, version: string): void {
  app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Naru",
        version,
        description:
          "Naru's own API. The vendors' APIs, which their SDKs speak, are described by the vendors. Errors carry a stable code and a sentence that says what to do.",
      },
      components: { securitySchemes: { key: { type: "http", scheme: "bearer", description: "An API key, naru_…" } } },
      tags: [
        { name: "service", description: "The service and its backends" },
        { name: "jobs", description: "Programs, their states and results" },
        { name: "keys", description: "API keys" },
      ],
    },
    transform: (route) => (route.schema?.hide ? { schema: route.schema, url: route.url } : jsonSchemaTransform(route)),
  });
  app.register(fastifySwaggerUi, { routePrefix: "/docs/api", staticCSP: true, uiConfig: { deepLinking: true } });
  app.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
}
