import type { ChildProcess } from "node:child_process";
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { connectionOptions, type ServerAddress } from "../postgres-pool.ts";
import type { Tools } from "./cluster.ts";
import { startProgram } from "./programs.ts";
import { databaseName, serverArguments, socketPort, superuser } from "./settings.ts";

/** A cluster and how its server is to run. */
export interface ServerPlan extends Tools {
  readonly cluster: string;
  readonly socketDirectory: string;
  readonly logFile: string;
  readonly isEphemeral: boolean;
}

/** Recovery after a crash reads at most `max_wal_size` of log: minutes on a slow disk. */
const startTimeoutMs = 10 * 60_000;
/** How long a dead server may seem alive: until its parent, which may be gone too, takes note of its end. */
const deadServerMs = 15_000;
const deadServerRetryMs = 250;
const stopTimeoutMs = 15_000;
const longestLogBytes = 10 * 2 ** 20;

export const addressOf = (plan: Pick<ServerPlan, "socketDirectory">): ServerAddress => ({
  socketDirectory: plan.socketDirectory,
  port: socketPort,
  user: superuser,
  database: databaseName,
});

/** Attaches to a server that is running on this cluster, one that outlived its parent, say; or else starts one. */
export async function attachOrStart(plan: ServerPlan): Promise<"attached" | "started"> {
  for (let waitedMs = 0; ; waitedMs += deadServerRetryMs) {
    if (await answers(plan)) return "attached";
    const failure = await start(plan);
    if (failure === null) return "started";
    if (!failure.seemsToRun || waitedMs >= deadServerMs) {
      throw new Error(`PostgreSQL did not start. Its last words, in ${plan.logFile}:\n${failure.words}`);
    }
    await sleep(deadServerRetryMs);
  }
}

interface Failure {
  readonly words: string;
  /** It found the mark of another server, which may be dead already. */
  readonly seemsToRun: boolean;
}

async function start(plan: ServerPlan): Promise<Failure | null> {
  if (existsSync(plan.logFile) && statSync(plan.logFile).size > longestLogBytes) {
    renameSync(plan.logFile, `${plan.logFile}.1`);
  }
  const output = openSync(plan.logFile, "a+");
  try {
    const logStart = fstatSync(output).size;
    const server = startProgram({
      ...plan,
      program: "postgres",
      arguments: serverArguments(plan.socketDirectory, plan.isEphemeral),
      output,
    });
    const end = watch(server);
    for (let waitedMs = 0, stepMs = 5; waitedMs < startTimeoutMs; waitedMs += stepMs) {
      if (await answers(plan)) {
        server.unref();
        return null;
      }
      if (end.error !== null) throw end.error;
      if (end.hasEnded) {
        const words = readFrom(output, logStart).trim();
        return { words, seemsToRun: /lock file .* already exists|shared memory block .* still in use/.test(words) };
      }
      stepMs = Math.min(2 * stepMs, 100);
      await sleep(stepMs);
    }
    server.kill("SIGINT");
    return { words: `It did not answer within ${startTimeoutMs / 60_000} minutes.`, seemsToRun: false };
  } finally {
    closeSync(output);
  }
}

function watch(child: ChildProcess): { hasEnded: boolean; error: Error | null } {
  const end = { hasEnded: false, error: null as Error | null };
  child.once("error", (error) => {
    end.error = error;
  });
  child.once("exit", () => {
    end.hasEnded = true;
  });
  return end;
}

function readFrom(file: number, start: number): string {
  const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - start));
  return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, start));
}

/** Whether a server answers on the socket; one that is still starting up or already shutting down does not. */
async function answers(plan: ServerPlan): Promise<boolean> {
  if (!existsSync(join(plan.socketDirectory, `.s.PGSQL.${socketPort}`))) return false;
  const client = new pg.Client(connectionOptions(addressOf(plan), "naru: is anybody there"));
  client.on("error", () => {}); // reported by connect as well
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/**
 * Stops the server of this cluster, whoever started it, and waits until it is gone. In order: what was committed is on
 * the disk and the next start needs no recovery. An ephemeral one is dropped at once.
 */
export async function stopServer(plan: ServerPlan): Promise<void> {
  const pidFile = join(plan.cluster, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  const send = (signal: NodeJS.Signals) => {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };
  send(plan.isEphemeral ? "SIGQUIT" : "SIGINT");
  const stepMs = 5;
  for (let waitedMs = 0; existsSync(pidFile) && isAlive(pid); waitedMs += stepMs) {
    if (waitedMs === stopTimeoutMs) send("SIGQUIT");
    if (waitedMs > 2 * stopTimeoutMs)
      throw new Error(`PostgreSQL (process ${pid}) does not stop; see ${plan.logFile}.`);
    await sleep(stepMs);
  }
  // Its folder, if it has one of its own beside the temporary files, is not needed any more.
  if (dirname(plan.socketDirectory) !== dirname(plan.cluster))
    rmSync(plan.socketDirectory, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
