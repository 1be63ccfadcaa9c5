import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import { NaruError } from "@naru/base";
import type { FastifyInstance } from "fastify";
import type { Refuse } from "./refusals.ts";
import { pathOf } from "./web.ts";

/** The console as it was built; the same place beside the source and beside the compiled server. */
const publicDir = fileURLToPath(new URL("../../public", import.meta.url));

/**
 * Serves the console at the root of the origin. Its pages have addresses of their own, which are all answered with the
 * one document; what programs ask for and is not there is answered as an error.
 */
export function serveConsole(app: FastifyInstance, refuse: Refuse): void {
  const document = join(publicDir, "index.html");
  if (existsSync(publicDir)) {
    app.register(fastifyStatic, { root: publicDir, schemaHide: true, maxAge: 0, immutable: false });
  }
  app.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === "GET" && (request.headers.accept ?? "").includes("text/html");
    if (!isPage || request.url.startsWith("/naru/")) {
      const error = new NaruError("not_found", `There is nothing at ${request.method} ${pathOf(request)}.`);
      return refuse(error, request, reply);
    }
    if (!existsSync(document)) return reply.type("text/html; charset=utf-8").send(notBuilt);
    return reply.header("cache-control", "no-cache").sendFile("index.html");
  });
}

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Naru</title>
<h1>Naru runs</h1>
<p>The service works; its console has not been built. Build it with <code>npm run console</code> and load this page again.</p>
<p lang="ko">서비스는 작동하고 있지만 콘솔이 아직 빌드되지 않았습니다. <code>npm run console</code>을 실행한 뒤 새로 고치십시오.</p>
<p><a href="/docs/api">API</a> · <a href="/openapi.json">openapi.json</a></p>
`;
