import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { usePackingHost } from "@naru/workload";
import { openAuth } from "./auth/index.ts";
import { openBackends } from "./backends/index.ts";
import {
  isLoopback,
  type Log,
  nodePacking,
  readSettings,
  readTls,
  type Settings,
  silentLog,
  systemPlatform,
} from "./config/index.ts";
import { openDatabase } from "./db/index.ts";
import { dialects } from "./dialects.ts";
import { currentRequest, currentRequestId, openLog, openMetrics, startHttp } from "./http/index.ts";
import { Attempts, namedObjects, openJobs } from "./jobs/index.ts";
import { openLedger } from "./ledger/index.ts";
import { openBus, openFinals } from "./live/index.ts";
import { type ObjectHash, openDiskObjects } from "./objects/index.ts";
import { bootstrap } from "./projects/index.ts";
import { defaultRules, openForecast, openQueue } from "./queue/index.ts";
import { namedParts, openUploads } from "./uploads/index.ts";
import { largeBytes, openEstimator, startWorker } from "./worker/index.ts";

/** Everything may be left out; what is missing comes from the environment, and else from the standard settings. */
export interface ServerOptions {
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly dataDir?: string;
  /** A fresh database that is gone when the server stops. */
  readonly ephemeral?: boolean;
  /** Same seed, same order of submissions, same counts. */
  readonly seed?: number;
  /** Threads that run jobs; 0 runs none here. */
  readonly workers?: number;
  readonly databaseUrl?: string;
  /** Host names that belong to one vendor's API, as in `NARU_HOSTS`. */
  readonly hosts?: string;
  /** The origin at which callers reach the service through a proxy, as in `NARU_PUBLIC_URL`. */
  readonly publicUrl?: string;
  /** PEM files, as in `NARU_TLS_CERT` and `NARU_TLS_KEY`: HTTPS in place of HTTP. */
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** Listen where other machines can reach it. A host that is given here in so many words is meant. */
  readonly allowRemote?: boolean;
  /** Where to log, or how much to standard error. */
  readonly log?: Log | Settings["logLevel"];
  /** How often workers look into the database without a hint, and how long a lease may be silent; for tests. */
  readonly lookEveryMs?: number;
  readonly silentMs?: number;
}

export interface RunningServer {
  readonly origin: string;
  /** A key of the demo project; null when other machines can reach the server. */
  readonly key: string | null;
  /** The folder of what is kept; of an ephemeral server, one that goes with it. */
  readonly dataDir: string;
  /** Answers what is in progress, lets short jobs end and hands the others back, and closes the database. */
  stop(): Promise<void>;
}

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };
const lookEveryMs = 5_000;
/** A job that runs longer is stopped. */
const maxJobSeconds = 3_600;
/** The first large program waits for no thread, unless it comes before this; what is needed sooner starts first. */
const warmUpAfterMs = 2_000;
const sweepEveryMs = 3_600_000;
const orphanAgeMs = 24 * 3_600_000;

/** Opens the database, hands every part what it uses, starts the workers, and answers requests. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const settings = settingsOf(options);
  const log =
    typeof options.log === "object"
      ? options.log
      : settings.logLevel === "silent"
        ? silentLog
        : openLog(settings.logLevel);
  const platform = systemPlatform;
  // Before anything is opened, as what is wrong with it is the operator's to mend.
  const tls = readTls(settings);
  if (tls && tls.expiresAt < platform.clock.now())
    log.warn({ expiresAt: tls.expiresAt }, "the certificate has expired");
  const threads = settings.workers ?? availableParallelism();
  const closing: (() => Promise<unknown> | unknown)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };

  try {
    const database = await openDatabase(settings, log);
    closing.push(() => database.close());
    const bus = await openBus(database, log);
    closing.push(() => bus.stop());
    const finals = openFinals(bus);
    const auth = await openAuth({ database, platform, log });
    closing.push(() => auth.close());
    const { key } = await bootstrap(
      { database, platform, auth },
      { isLoopback: isLoopback(settings.host), dataDir: database.dataDir },
    );

    usePackingHost(nodePacking);
    const host = nodeHost();
    const limits = { threads: Math.max(1, threads), maxBytes: settings.maxBytes ?? host.memoryBytes };
    const engine = await Engine.create(host, { threads: limits.threads, maxBytes: largeBytes(limits) });
    closing.push(() => engine.close());
    const models = dialects.flatMap((dialect) => dialect.backends);
    const estimator = openEstimator({ models, engine: { threads: limits.threads, maxBytes: largeBytes(limits) } });
    closing.push(() => estimator.close());
    const forecast = openForecast(database, platform.clock);
    const backends = await openBackends({
      database,
      models,
      simulation: engine,
      estimateElsewhere: estimator.estimate,
      clock: platform.clock,
      averageQueueMs: async () => (await forecast.expectedWaitMs("small")) ?? 0,
      queueLengths: () => forecast.queueLengths(),
    });
    const objects = await openDiskObjects(join(database.dataDir, "objects"));
    const bytesOf = async (name: string) => {
      const content = await objects.get(name as ObjectHash);
      if (content === null) throw new Error(`The object ${name} is missing from the store.`);
      return content;
    };
    const uploads = openUploads({
      ...{ database, platform },
      objects: { put: (content) => objects.put(content), get: bytesOf },
    });
    const attempts = new Attempts({ database, platform, log, request: currentRequest });
    const jobs = openJobs({
      uploads,
      attempts,
      database,
      queue: openQueue(database.kind, platform.clock, {
        ...defaultRules,
        silentMs: options.silentMs ?? defaultRules.silentMs,
      }),
      forecast,
      backends,
      ledger: openLedger(platform),
      objects: {
        put: (text) => objects.put(text),
        get: async (name) => Buffer.from(await bytesOf(name)).toString("utf8"),
      },
      bus,
      finals,
      platform,
      log,
      requestId: currentRequestId,
      seed: settings.seed,
    });
    const sweep = setInterval(() => {
      const olderThan = new Date(platform.clock.now().getTime() - orphanAgeMs);
      const isNamed = async (hashes: readonly string[]) =>
        new Set([...(await namedObjects(database.kysely, hashes)), ...(await namedParts(database.kysely, hashes))]);
      uploads
        .sweep()
        .then(() => objects.sweep(olderThan, isNamed))
        .catch((error) => log.warn({ error }, "unused objects could not be swept"));
      attempts.sweep().catch((error) => log.warn({ error }, "old submissions could not be swept"));
    }, sweepEveryMs);
    closing.push(() => clearInterval(sweep));

    const metrics = openMetrics({ database, forecast, version });
    closing.push(() => metrics.close());
    const worker =
      threads === 0
        ? null
        : await startWorker(
            { database, jobs, bus, models, log, onEnded: metrics.countEnded },
            { ...limits, version, maxSeconds: maxJobSeconds, lookEveryMs: options.lookEveryMs ?? lookEveryMs },
          );
    if (worker) closing.push(() => worker.stop());

    const warmUp = setTimeout(() => estimator.warmUp(), warmUpAfterMs);
    closing.push(() => clearTimeout(warmUp));

    const isWorkerReady = () => worker?.isReady ?? true;
    const http = await startHttp(
      { database, auth, backends, jobs, uploads, bus, dialects, version, log, metrics, isWorkerReady },
      { ...settings, tls },
    );
    // Held requests are woken first, so that closing does not wait for them.
    closing.push(async () => {
      finals.stop();
      await http.stop();
    });
    log.info({ origin: http.origin, database: database.kind, threads, version }, "ready");
    return { origin: http.origin, key, dataDir: database.dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function settingsOf(options: ServerOptions): Settings {
  const { host, port, dataDir, ephemeral, seed, workers, databaseUrl, hosts, publicUrl, tlsCert, tlsKey } = options;
  return readSettings(process.env, {
    ...{ host, port, dataDir, ephemeral, seed, workers, databaseUrl, hosts, publicUrl, tlsCert, tlsKey },
    allowRemote: options.allowRemote ?? (host === undefined ? undefined : true),
    logLevel: typeof options.log === "string" ? options.log : undefined,
  });
}
