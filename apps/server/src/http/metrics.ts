import { sql } from "kysely";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Database } from "../db/index.ts";
import type { Forecast } from "../queue/index.ts";

/** Figures for Prometheus. Each server has a registry of its own, so that two in one process do not meet. */
export interface Metrics {
  observeRequest(method: string, route: string, status: number, seconds: number): void;
  /** A job that ended here. */
  countEnded(backend: string, state: string): void;
  /** The text that Prometheus reads. */
  text(): Promise<string>;
  readonly contentType: string;
  close(): void;
}

export interface MetricsParts {
  readonly database: Database;
  readonly forecast: Forecast;
  readonly version: string;
}

export function openMetrics({ database, forecast, version }: MetricsParts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ registers, name: "naru_info", help: "The version that runs.", labelNames: ["version"] }).set(
    { version },
    1,
  );
  const requests = new Histogram({
    registers,
    name: "naru_http_request_seconds",
    help: "Time to answer a request.",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  });
  const ended = new Counter({
    registers,
    name: "naru_jobs_ended_total",
    help: "Jobs that ended in this process.",
    labelNames: ["backend", "state"],
  });
  const lanes = new Gauge({
    registers,
    name: "naru_queue_jobs",
    help: "Jobs in the queue, by lane, waiting or leased to a worker.",
    labelNames: ["lane", "place"],
  });
  const jobs = new Gauge({
    registers,
    name: "naru_jobs",
    help: "Jobs that have not ended.",
    labelNames: ["backend", "state"],
  });
  const up = new Gauge({ registers, name: "naru_database_up", help: "Whether the database answers." });
  const ping = new Gauge({ registers, name: "naru_database_ping_seconds", help: "Time of the smallest query." });

  async function look(): Promise<void> {
    const startedMs = performance.now();
    const { rows } = await sql<{ backend_name: string; state: string; count: number }>`
      select backend_name, state, count(*)::int as count from jobs.job
      where state in ('held', 'queued', 'running') group by 1, 2`.execute(database.kysely);
    jobs.reset();
    for (const { backend_name: backend, state, count } of rows) jobs.set({ backend, state }, count);
    for (const { lane, waiting, leased } of await forecast.depths()) {
      lanes.set({ lane, place: "waiting" }, waiting);
      lanes.set({ lane, place: "leased" }, leased);
    }
    const pingedMs = performance.now();
    await sql`select 1`.execute(database.kysely);
    ping.set((performance.now() - pingedMs) / 1000);
    scrape.set((performance.now() - startedMs) / 1000);
  }
  const scrape = new Gauge({
    registers,
    name: "naru_scrape_seconds",
    help: "Time to gather the figures of the queue.",
  });

  return {
    observeRequest: (method, route, status, seconds) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    countEnded: (backend, state) => ended.inc({ backend, state }),
    async text() {
      try {
        await look();
        up.set(1);
      } catch {
        // The figures of the process are worth most when the database is away.
        up.set(0);
      }
      return registry.metrics();
    },
    contentType: registry.contentType,
    close: () => registry.clear(),
  };
}
