import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { messageOf } from "@naru/base";
import type { Log } from "../../config/index.ts";
import type { Database } from "../database.ts";
import { openServer } from "../open-server.ts";
import { serverAccount } from "./account.ts";
import { type Binaries, linkLibraries, readableBinaries } from "./binaries.ts";
import { clusterVersion, copyCluster, makeCluster, type Tools } from "./cluster.ts";
import { binaryPlaces, placesIn, socketPlace, templatePlace } from "./places.ts";
import { addressOf, attachOrStart, type ServerPlan, stopServer } from "./server.ts";

/** A running server in a folder that goes with it. */
export interface EphemeralServer {
  readonly plan: ServerPlan;
  /** Stops the server and removes the folder. */
  drop(): Promise<void>;
}

/**
 * Starts a server on a fresh cluster in `folder`, an empty one; or attaches to the one that runs there already. A process
 * beside it waits for `ownerPid` to end, however that happens, and then stops the server and removes the folder.
 */
export async function startEphemeral(
  binaries: Binaries,
  folder: string,
  ownerPid: number,
  log: Log,
): Promise<EphemeralServer> {
  const account = serverAccount();
  linkLibraries(binaries);
  chmodSync(folder, account === null ? 0o700 : 0o711);
  const tools = { binaries: readableBinaries(binaries, account, binaryPlaces(folder)), account };
  const places = placesIn(folder);
  const isFresh = clusterVersion(places.cluster) === null;
  if (isFresh) await freshCluster(tools, places.cluster, places.log, log);
  const plan: ServerPlan = {
    ...tools,
    cluster: places.cluster,
    socketDirectory: socketPlace(folder, account),
    logFile: places.log,
    isEphemeral: true,
  };
  if (isFresh) {
    const guard = ["-c", guardScript, "naru-guard", String(ownerPid), folder];
    spawn("/bin/sh", guard, { detached: true, stdio: "ignore", cwd: "/" }).unref();
  }
  await attachOrStart(plan);
  return {
    plan,
    async drop() {
      await stopServer(plan);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Opens an ephemeral database of this process. Closing it removes every trace; so does the end of the process. */
export async function openEphemeral(
  binaries: Binaries,
  maxConnections: number,
  log: Log,
): Promise<{ database: Database; folder: string }> {
  const startedMs = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "naru-"));
  const { plan, drop } = await startEphemeral(binaries, folder, process.pid, log);
  const address = addressOf(plan);
  const database = await openServer({ address, kind: "embedded", maxConnections, log, stop: drop });
  log.info({ ms: Math.round(performance.now() - startedMs) }, "the ephemeral PostgreSQL is ready");
  return { database, folder };
}

/**
 * $1 is the process to outlive, $2 the folder. The folder's going says that the owner has cleaned up itself. A process
 * that has ended but that nobody waits for (in a container without an init, say) still has its number on Linux.
 */
const guardScript = `
lives() {
  kill -0 "$1" 2>/dev/null || return 1
  [ -r "/proc/$1/status" ] || return 0
  ! grep -q '^State:.Z' "/proc/$1/status"
}
while lives "$1"; do
  [ -d "$2" ] || exit 0
  sleep 1
done
[ -f "$2/pg/postmaster.pid" ] && kill -QUIT "$(head -n 1 "$2/pg/postmaster.pid")"
sleep 1
rm -rf "$2"
`;

/**
 * A cluster as initdb makes it, copied from one that was kept: 0.1 s instead of 0.7 s. When the copy cannot be kept or
 * read (a home that is not writable, say), it is made anew each time.
 */
async function freshCluster(tools: Tools, cluster: string, logFile: string, log: Log): Promise<void> {
  const template = templatePlace(tools.binaries.version);
  try {
    if (existsSync(template)) {
      copyCluster(template, cluster, tools.account);
      return;
    }
  } catch (error) {
    log.warn({ template, reason: messageOf(error) }, "the kept cluster could not be used");
    rmSync(cluster, { recursive: true, force: true });
  }
  await makeCluster(tools, cluster, logFile, true);
  const unfinished = `${template}.${process.pid}`;
  try {
    mkdirSync(dirname(template), { recursive: true });
    copyCluster(cluster, unfinished, null);
    renameSync(unfinished, template);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(template)) log.debug({ template, reason: messageOf(error) }, "the cluster could not be kept");
  }
}
