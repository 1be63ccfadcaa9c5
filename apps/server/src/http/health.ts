import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import type { Database } from "../db/index.ts";
import type { Metrics } from "./metrics.ts";

export interface HealthParts {
  readonly database: Database;
  readonly metrics: Metrics;
  /** Whether jobs can run; true where this process runs none. */
  isWorkerReady(): boolean;
}

/** For those who watch over the service: does it live, can it work, how is it doing. */
export function serveHealth(app: FastifyInstance, { database, metrics, isWorkerReady }: HealthParts): void {
  const schema = { hide: true };
  app.get("/healthz", { schema }, async () => ({ status: "ok" }));
  app.get("/readyz", { schema }, async (_, reply) => {
    const isDatabaseReady = await sql`select 1`.execute(database.kysely).then(
      () => true,
      () => false,
    );
    const parts = { database: isDatabaseReady, worker: isWorkerReady() };
    const isReady = Object.values(parts).every(Boolean);
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? "ready" : "not ready", parts });
  });
  app.get("/metrics", { schema }, async (_, reply) => {
    return reply.header("content-type", metrics.contentType).send(await metrics.text());
  });
}
