import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { type Account, canReach } from "./account.ts";
import type { Binaries } from "./binaries.ts";

export interface Call {
  readonly binaries: Binaries;
  readonly account: Account | null;
  readonly program: "initdb" | "postgres";
  /** The cluster to work on; it exists and belongs to the account. */
  readonly cluster: string;
  readonly arguments: readonly string[];
  /** Open file that takes what the program prints. A pipe would break when this process dies before the server. */
  readonly output: number;
}

/** The number under which the program finds the cluster's folder when it is handed over open. */
const clusterHandle = 3;

/**
 * Starts one of PostgreSQL's programs, in a session of its own: an interrupt typed at the terminal is for this process,
 * which then stops the server in order.
 *
 * A cluster below a folder that is closed to the account (root's home, say) is handed over as an open folder and named
 * by its handle, which Linux lets anybody enter who could enter the folder itself.
 */
export function startProgram(call: Call): ChildProcess {
  const { account, cluster } = call;
  const isClosed = account !== null && !canReach(account, cluster);
  if (isClosed && process.platform !== "linux") {
    throw new Error(
      `The account "${account.name}", under which PostgreSQL has to run, cannot reach ${cluster}. Choose another data folder with NARU_DATA, or start Naru as an ordinary user.`,
    );
  }
  const handle = isClosed ? openSync(cluster, "r") : null;
  try {
    return spawn(
      join(call.binaries.directory, "bin", call.program),
      ["-D", handle === null ? cluster : `/proc/self/fd/${clusterHandle}`, ...call.arguments],
      {
        cwd: "/",
        env: { LC_ALL: "C", TZ: "UTC", PATH: process.env.PATH ?? "/usr/bin:/bin" },
        detached: true,
        stdio: ["ignore", call.output, call.output, ...(handle === null ? [] : [handle])],
        ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
      },
    );
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

/** How a program ended: its exit status, or null when a signal or the system ended it. */
export const endOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
