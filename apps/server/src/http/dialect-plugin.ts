import type { Cloud, Dialect } from "@naru/dialect";
import type { FastifyInstance } from "fastify";
import type { Log } from "../config/index.ts";
import { bodyLimitBytes, bugAnswer, programLimitBytes, readFrameworkError } from "./errors.ts";
import { sendWebResponse, toWebRequest } from "./web.ts";

/**
 * Serves one vendor's API under its prefixes. Bodies are handed over unread, whatever their type says, since SDKs send
 * JSON without a content type and a content type without a body; what is refused here is refused in the vendor's words.
 */
export function serveDialect(app: FastifyInstance, dialect: Dialect, cloud: Cloud, log: Log): void {
  const answer = dialect.serve(cloud);
  app.register(async (plugin) => {
    plugin.removeAllContentTypeParsers();
    plugin.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
    plugin.setErrorHandler((error, request, reply) => {
      const known = readFrameworkError(error);
      if (!known) log.error({ requestId: request.id, error }, "a request met a bug");
      return sendWebResponse(reply, dialect.refuse(known ?? bugAnswer(request.id)));
    });
    for (const prefix of dialect.prefixes) {
      for (const url of [prefix, `${prefix}/*`]) {
        for (const [method, bodyLimit] of [
          ["POST", programLimitBytes],
          [["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"], bodyLimitBytes],
        ] as const) {
          plugin.route({
            method: [method].flat(),
            url,
            bodyLimit,
            schema: { hide: true },
            handler: async (request, reply) => sendWebResponse(reply, await answer(toWebRequest(request))),
          });
        }
      }
    }
  });
}
