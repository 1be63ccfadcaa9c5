import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "@naru/base";
import pg from "pg";
import type { Log } from "../../config/index.ts";
import type { Database } from "../database.ts";
import { fileLock } from "../file-lock.ts";
import { namePrefix, openServer } from "../open-server.ts";
import { connectionOptions } from "../postgres-pool.ts";
import { serverAccount } from "./account.ts";
import { type Binaries, linkLibraries, readableBinaries } from "./binaries.ts";
import { clusterVersion, makeCluster, type Tools } from "./cluster.ts";
import { binaryPlaces, type Places, placesIn, socketPlace } from "./places.ts";
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

  return alone(places.lock, log, async () => {
    await requireCluster(tools, places, log);
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
      revive: () => alone(places.lock, log, () => revive(plan, log)),
      stop: (name) => alone(places.lock, log, () => stopUnlessUsed(plan, name, log)),
    });
    log.info({ how, ms: Math.round(performance.now() - startedMs) }, "the embedded PostgreSQL is ready");
    return database;
  });
}

/** Runs `work` while no other process opens, revives or closes the database of this folder. */
async function alone<Result>(lockFile: string, log: Log, work: () => Promise<Result>): Promise<Result> {
  const sayWaiting = () => log.debug({}, "waiting for another process that opens or closes the database");
  const lock = await fileLock(lockFile, lockTimeoutMs, sayWaiting);
  if (lock === null)
    throw new Error(`Another process has been opening or closing the database for too long (${lockFile}).`);
  return work().finally(() => lock.release());
}

/** Makes the cluster when there is none; refuses one that another version of PostgreSQL made. */
async function requireCluster(tools: Tools, { cluster, log: logFile }: Places, log: Log): Promise<void> {
  const version = clusterVersion(cluster);
  const ours = tools.binaries.version.split(".")[0];
  if (version === null) {
    log.info({ folder: cluster }, "making a database; this happens once");
    await makeCluster(tools, cluster, logFile);
  } else if (version !== ours) {
    throw new Error(
      `${cluster} was made by PostgreSQL ${version}, and this is ${ours}. Start the Naru that made it, export the data, and import it into a new data folder.`,
    );
  }
}

async function revive(plan: ServerPlan, log: Log): Promise<void> {
  if ((await attachOrStart(plan)) === "started") log.warn({}, "the embedded PostgreSQL had died and runs again");
}

/**
 * Stops the server when no other process of ours is connected. If that cannot be found out, the server is left running:
 * the next start attaches to it.
 */
async function stopUnlessUsed(plan: ServerPlan, name: string, log: Log): Promise<void> {
  try {
    if (await isUsedByOthers(plan, name)) {
      log.info({}, "the embedded PostgreSQL keeps running for the other processes that use it");
      return;
    }
  } catch (error) {
    log.warn({ reason: messageOf(error) }, "the embedded PostgreSQL could not be asked who uses it");
    return;
  }
  await stopServer(plan);
}

/** How long the server may take to notice that a connection was closed. */
const farewellMs = 300;
const farewellStepMs = 20;

async function isUsedByOthers(plan: ServerPlan, name: string): Promise<boolean> {
  const client = new pg.Client(connectionOptions(addressOf(plan), name));
  client.on("error", () => {}); // reported by the calls as well
  await client.connect();
  try {
    for (let waitedMs = 0; waitedMs <= farewellMs; waitedMs += farewellStepMs) {
      const others = await client.query(
        "select 1 from pg_stat_activity where starts_with(application_name, $1) and application_name <> $2 limit 1",
        [namePrefix, name],
      );
      if (others.rows.length === 0) return false;
      await sleep(farewellStepMs);
    }
    return true;
  } finally {
    await client.end();
  }
}
