import { mkdirSync } from "node:fs";
import { messageOf } from "@naru/base";
import pg from "pg";
import type { Log } from "../../config/index.ts";
import type { Database } from "../database.ts";
import { fileLock } from "../file-lock.ts";
import { namePrefix, openServer } from "../open-server.ts";
import { connectionOptions } from "../postgres-pool.ts";
import { serverAccount } from "./account.ts";
import { type Binaries, linkLibraries, readableBinaries } from "./binaries.ts";
import { clusterVersion, makeCluster } from "./cluster.ts";
import { binaryPlaces, placesIn, socketPlace } from "./places.ts";
import { addressOf, attachOrStart, type ServerPlan, stopServer } from "./server.ts";

/** Longer than the longest start, which is what another process may be busy with. */
const lockTimeoutMs = 11 * 60_000;

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly binaries: Binaries;
  readonly maxConnections: number;
  readonly log: Log;
}

/**
 * Opens the database in a data folder: makes the cluster when there is none, starts its server or attaches to one that
 * runs, whoever started it. Several processes may have it open; the last one to close it stops the server.
 */
export async function openEmbedded({ dataDir, binaries, maxConnections, log }: EmbeddedOptions): Promise<Database> {
  const startedMs = performance.now();
  const account = serverAccount();
  // Others may pass through (the server's account has to), but not look around.
  mkdirSync(dataDir, { recursive: true, mode: account === null ? 0o700 : 0o711 });
  const places = placesIn(dataDir);
  linkLibraries(binaries);
  const tools = { binaries: readableBinaries(binaries, account, binaryPlaces(dataDir)), account };

  const lock = await lockOpening(places.lock, log);
  try {
    const version = clusterVersion(places.cluster);
    const ours = binaries.version.split(".")[0];
    if (version === null) {
      log.info({ folder: places.cluster }, "making a database; this happens once");
      await makeCluster(tools, places.cluster, places.log);
    } else if (version !== ours) {
      throw new Error(
        `${places.cluster} was made by PostgreSQL ${version}, and this is ${ours}. Start the Naru that made it, export the data, and import it into a new data folder.`,
      );
    }
    const plan: ServerPlan = {
      ...tools,
      cluster: places.cluster,
      socketDirectory: socketPlace(dataDir, account),
      logFile: places.log,
      isEphemeral: false,
    };
    const how = await attachOrStart(plan);
    const database = await openServer({
      address: addressOf(plan),
      kind: "embedded",
      maxConnections,
      log,
      stop: (name) => stopUnlessUsed(plan, places.lock, name, log),
    });
    log.info({ how, ms: Math.round(performance.now() - startedMs) }, "the embedded PostgreSQL is ready");
    return database;
  } finally {
    lock.release();
  }
}

async function lockOpening(path: string, log: Log) {
  const lock = await fileLock(path, lockTimeoutMs, () =>
    log.info({}, "waiting for another process to open the database"),
  );
  if (lock === null)
    throw new Error(`Another process has been opening or closing the database for too long (${path}).`);
  return lock;
}

/**
 * Stops the server when no other process of ours is connected. Under the lock, so that none is just connecting. If
 * that cannot be found out, the server is left running: the next start attaches to it.
 */
async function stopUnlessUsed(plan: ServerPlan, lockPath: string, name: string, log: Log): Promise<void> {
  const lock = await lockOpening(lockPath, log);
  try {
    const client = new pg.Client(connectionOptions(addressOf(plan), name));
    client.on("error", () => {}); // reported by the calls as well
    try {
      await client.connect();
      const others = await client.query(
        "select 1 from pg_stat_activity where starts_with(application_name, $1) and application_name <> $2 limit 1",
        [namePrefix, name],
      );
      await client.end();
      if (others.rows.length > 0) {
        log.info({}, "the embedded PostgreSQL keeps running for the other processes that use it");
        return;
      }
    } catch (error) {
      log.warn({ reason: messageOf(error) }, "the embedded PostgreSQL could not be asked who uses it");
      return;
    }
    await stopServer(plan);
  } finally {
    lock.release();
  }
}
