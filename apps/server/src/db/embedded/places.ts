import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Account, canReach, handOver } from "./account.ts";
import { socketPort } from "./settings.ts";

/** Where the parts of an embedded database lie. */
export interface Places {
  /** The cluster: PostgreSQL's own files. */
  readonly cluster: string;
  readonly log: string;
  /** Held by the process that is opening or closing the database. */
  readonly lock: string;
}

export function placesIn(dataDir: string): Places {
  const data = resolve(dataDir);
  return { cluster: join(data, "pg"), log: join(data, "pg.log"), lock: join(data, "pg.lock") };
}

/** Folders where a copy of the programs may lie, the best first. */
export const binaryPlaces = (dataDir: string): string[] => [resolve(dataDir), "/var/cache/naru"];

/** Where a fresh cluster is kept for the next ephemeral database, so that it need not be made again. */
export function templatePlace(version: string, environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "naru", `postgresql-${version}-template`);
}

/** Bytes of a socket's path that every system takes: macOS allows 104 with the zero at the end, Linux 108. */
const longestSocketPath = 103;

/**
 * The folder of the server's socket, which only its account can enter. In the data folder where that works; a short one
 * beside the other temporary files when the path would be too long for a socket, or closed to the account.
 */
export function socketPlace(dataDir: string, account: Account | null): string {
  const data = resolve(dataDir);
  const inside = join(data, "run");
  const isShort = Buffer.byteLength(join(inside, `.s.PGSQL.${socketPort}`)) <= longestSocketPath;
  if (isShort && (account === null || canReach(account, data))) {
    mkdirSync(inside, { recursive: true, mode: 0o700 });
    handOver(account, inside);
    return inside;
  }
  const owner = account?.uid ?? process.getuid?.() ?? 0;
  const name = createHash("sha256").update(data).digest("hex").slice(0, 16);
  return privateFolder(join(shortTemporaryFolder(), `naru-${owner}-${name}`), account, owner);
}

/** `/tmp`, unless the system has a folder with as short a name for us: macOS's own is 50 characters deep. */
const shortTemporaryFolder = (): string => (Buffer.byteLength(tmpdir()) <= 20 ? tmpdir() : "/tmp");

/** Makes a folder that only its owner enters. In a folder open to all, somebody else may have made it first. */
function privateFolder(path: string, account: Account | null, owner: number): string {
  try {
    mkdirSync(path, { mode: 0o700 });
    handOver(account, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const { uid } = lstatSync(path);
  if (!lstatSync(path).isDirectory() || uid !== owner) {
    throw new Error(`${path} belongs to somebody else. Remove it, or choose a data folder with a shorter path.`);
  }
  chmodSync(path, 0o700);
  return path;
}
