import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { type Account, handOver } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { endOf, startProgram } from "./programs.ts";
import { initdbArguments } from "./settings.ts";

/** What it takes to work on a cluster. */
export interface Tools {
  readonly binaries: Binaries;
  readonly account: Account | null;
}

/** The major version whose servers can read the cluster, or null where there is none. */
export function clusterVersion(cluster: string): string | null {
  const file = join(cluster, "PG_VERSION");
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}

/**
 * Makes a cluster at a path where there is none. It is made beside and then renamed, so that a path that exists is a
 * whole cluster; what a killed process left half-made is thrown away. Only one process at a time may do this.
 */
export async function makeCluster(tools: Tools, cluster: string, logFile: string, isEphemeral = false): Promise<void> {
  const unfinished = `${cluster}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  handOver(tools.account, unfinished);
  const output = openSync(logFile, "a");
  try {
    // A small log segment spares an ephemeral cluster writing 16 MB of zeros.
    const further = isEphemeral ? ["--no-sync", "--wal-segsize=1"] : [];
    const initdb = startProgram({
      ...tools,
      program: "initdb",
      cluster: unfinished,
      arguments: [...initdbArguments, ...further],
      output,
    });
    const status = await endOf(initdb);
    if (status !== 0) throw new Error(`PostgreSQL's initdb failed (${status ?? "killed"}); see the end of ${logFile}.`);
  } finally {
    closeSync(output);
  }
  renameSync(unfinished, cluster);
}

/** Copies a cluster whose server does not run, to a path where there is nothing, for this account. */
export function copyCluster(from: string, to: string, account: Account | null): void {
  cpSync(from, to, { recursive: true });
  // The copy has the modes that new folders have here, and PostgreSQL insists on a closed one.
  chmodSync(to, 0o700);
  handOver(account, to);
}
