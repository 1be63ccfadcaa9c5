import { z } from "zod";
import { callerOf, withKey } from "./bearer.ts";
import type { ApiApp, ApiParts } from "./parts.ts";
import { backend, errorBody, info, whoAmI } from "./schemas.ts";
import { backendView } from "./views.ts";

/** What everybody may know, and who one is. */
export function serveOpen(app: ApiApp, { auth, backends, dialects, originOf, version }: ApiParts): void {
  app.route({
    method: "GET",
    url: "/info",
    schema: { tags: ["service"], summary: "What this service is and how SDKs reach it", response: { 200: info } },
    handler: async (request) => {
      const origin = originOf(request);
      return {
        name: "Naru",
        version,
        origin,
        backendCount: (await backends.list()).length,
        dialects: dialects.map((dialect) => ({
          vendor: dialect.vendor,
          prefixes: [...dialect.prefixes],
          environment: { ...dialect.environment(origin, "{key}") },
          quickstarts: dialect.quickstarts(origin, "{key}").map((quickstart) => ({ ...quickstart })),
        })),
      };
    },
  });

  app.route({
    method: "GET",
    url: "/backends",
    schema: { tags: ["service"], summary: "Every backend and its state", response: { 200: z.array(backend) } },
    handler: async () => (await backends.list()).map(backendView) as z.output<typeof backend>[],
  });

  app.route({
    method: "GET",
    url: "/whoami",
    schema: {
      tags: ["service"],
      summary: "Whose key this is",
      security: withKey,
      response: { 200: whoAmI, 401: errorBody },
    },
    handler: async (request) => {
      const { organisationId, projectId, projectName, personId, keyId, keyName } = await callerOf(auth, request);
      return { organisationId, projectId, projectName, personId, keyId, keyName };
    },
  });
}
