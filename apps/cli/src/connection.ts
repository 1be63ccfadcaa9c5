import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { NaruClient } from "@naru/sdk";
import { UsageError } from "./exit-codes.ts";
import type { Shell } from "./shell.ts";

export interface ConnectionOptions {
  readonly url?: string;
  readonly key?: string;
  readonly data?: string;
}

export interface Connection {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly key: string | undefined;
  /** Whether somebody named the address; otherwise it is where `naru serve` listens by default. */
  readonly isChosen: boolean;
}

/**
 * Where the service is and with which key to ask: the options, else NARU_URL and NARU_KEY, else the server of this
 * machine and the demo key that its first start left in the data folder. That key is only ever sent to this machine.
 * Throws UsageError for an address that is none.
 */
export function connectionFrom(options: ConnectionOptions, shell: Pick<Shell, "env" | "cwd">): Connection {
  const given = options.url ?? (shell.env.NARU_URL || undefined);
  const local = shell.env.NARU_TLS_CERT ? "https://localhost" : "http://127.0.0.1";
  const origin = given === undefined ? `${local}:${shell.env.NARU_PORT || "8787"}` : originOf(given);
  const key = options.key ?? (shell.env.NARU_KEY || undefined);
  return { origin, key: key ?? demoKey(origin, dataFolder(options.data, shell)), isChosen: given !== undefined };
}

export const clientOf = (connection: Connection): NaruClient =>
  new NaruClient({ origin: connection.origin, key: connection.key });

/** The folder of the service's data: the option, else NARU_DATA, else `.naru` here. */
export const dataFolder = (option: string | undefined, shell: Pick<Shell, "env" | "cwd">): string =>
  resolve(shell.cwd, option ?? (shell.env.NARU_DATA || ".naru"));

/** Whether a host name means this machine, so that nothing leaves it. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

function originOf(address: string): string {
  const url = URL.parse(address.includes("://") ? address : `http://${address}`);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:") || url.host === "") {
    throw new UsageError(`"${address}" is not an address of a service. It should look like http://127.0.0.1:8787.`);
  }
  return url.origin;
}

function demoKey(origin: string, folder: string): string | undefined {
  const file = join(folder, "demo-key");
  if (!isLoopback(new URL(origin).hostname) || !existsSync(file)) return undefined;
  try {
    return readFileSync(file, "utf8").trim() || undefined;
  } catch {
    return undefined; // another user's folder: ask without a key, and the service says what is missing
  }
}
