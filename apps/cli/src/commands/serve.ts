import { existsSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { join, resolve } from "node:path";
import { messageOf } from "@naru/base";
import { NaruClient } from "@naru/sdk";
import type { RunningServer } from "@naru/server";
import { Command } from "commander";
import { environmentLines, ownName } from "../connect-lines.ts";
import { connectionFrom, dataFolder, isLoopback } from "../connection.ts";
import { UsageError } from "../exit-codes.ts";
import { startLocal } from "../local-server.ts";
import { readPort, readSeed, readWorkers } from "../numbers.ts";
import { ownFetch } from "../own-fetch.ts";
import { selfCheck } from "../self-check.ts";
import type { Shell } from "../shell.ts";
import { checkPlace, explainStartFailure } from "../start-failure.ts";
import { padEnd } from "../table.ts";
import { serveText, startFailureText } from "./serve-text.ts";

interface ServeOptions {
  readonly host?: string;
  readonly port?: number;
  readonly data?: string;
  readonly ephemeral?: boolean;
  readonly seed?: number;
  readonly workers?: number;
  readonly allowRemote?: boolean;
  readonly hosts?: string;
  readonly publicUrl?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly json?: boolean;
}

export const serveCommand = (shell: Shell): Command =>
  new Command("serve")
    .description("start the service: API, workers, console and database in one process")
    .option("--host <host>", "address to listen on (NARU_HOST, else 127.0.0.1)")
    .option("--port <port>", "port; 0 takes a free one (NARU_PORT, else 8787)", readPort)
    .option("--data <dir>", "folder for everything that is kept (NARU_DATA, else .naru)")
    .option("--ephemeral", "keep nothing: a database in memory, gone at the end")
    .option("--seed <n>", "same seed and same submissions, same counts", readSeed)
    .option("--workers <n>", "threads that simulate (NARU_WORKERS, else one per core)", readWorkers)
    .option("--allow-remote", "allow an address that other machines can reach")
    .option("--hosts <vendor=host,…>", "hosts that serve one vendor's API alone (NARU_HOSTS)")
    .option("--public-url <url>", "address of a TLS proxy before this service, told to SDKs (NARU_PUBLIC_URL)")
    .option("--tls-cert <file>", "speak HTTPS with the certificate in this PEM file (NARU_TLS_CERT)")
    .option("--tls-key <file>", "and its key in this one (NARU_TLS_KEY)")
    .option("--json", "print one line of JSON when ready, and nothing else")
    .addHelpText(
      "after",
      `
Examples:
  naru serve
  naru serve --port 9000 --data /srv/naru
  DATABASE_URL=postgres://naru@db/naru naru serve --host 0.0.0.0 --allow-remote
  naru serve --host 0.0.0.0 --allow-remote --tls-cert naru.pem --tls-key naru.key
  naru serve --public-url https://naru.example.kr`,
    )
    .action((options: ServeOptions) => serve(options, shell));

async function serve(options: ServeOptions, shell: Shell): Promise<void> {
  const text = serveText(shell.language);
  const { readSettings, readTls } = await import("@naru/server");
  const { host, port, ephemeral, seed, workers, hosts, publicUrl, tlsCert, tlsKey } = options;
  // Whether others may reach the address is asked below, in the user's language.
  const flags = { host, port, ephemeral, seed, workers, hosts, publicUrl, tlsCert, tlsKey, dataDir: options.data };
  const settings = readSettings(shell.env, { ...flags, allowRemote: true });
  const mayBeRemote = options.allowRemote ?? readSettings({ ...shell.env, NARU_HOST: "" }).allowRemote;
  if (!isLoopback(settings.host) && !mayBeRemote) {
    throw new UsageError(startFailureText(shell.language).remoteRefused(settings.host, settings.tlsCert !== null));
  }
  const tls = readTls(settings);
  if (!options.json) shell.err(shell.paint("dim", text.starting));

  const dataDir = settings.ephemeral ? null : resolve(shell.cwd, settings.dataDir);
  const place = { host: settings.host, port: settings.port, dataDir };
  await checkPlace(place, shell.language);
  const keyFile = dataDir === null ? null : join(dataDir, "demo-key");
  const isFirstStart = keyFile === null || !existsSync(keyFile);
  const server = await startLocal({
    ...place,
    dataDir: dataDir ?? undefined,
    ephemeral: settings.ephemeral,
    seed,
    workers,
    ...{ hosts, publicUrl, tlsCert, tlsKey },
    allowRemote: mayBeRemote,
    log: logLevel(shell),
  }).catch((error: unknown) => {
    throw explainStartFailure(error, place, shell.language);
  });
  const stopped = untilAskedToStop();

  if (options.json) {
    shell.out(JSON.stringify({ origin: server.origin, key: server.key, dataDir }));
  } else {
    await welcome(server, { isFirstStart, keyFile, dataDir, fetch: tls ? ownFetch(tls.cert) : fetch }, shell);
  }
  flushCompileCache();

  await stopped;
  if (!options.json) shell.err(text.stopping);
  await server.stop();
}

/** Somebody who watches a terminal wants to know what is wrong, not each request; a log file wants everything. */
const logLevel = (shell: Shell): "warn" | undefined =>
  shell.env.NARU_LOG_LEVEL || !process.stderr.isTTY ? undefined : "warn";

/** What a user reads who just started the service: where it is, that it works, and what to copy. */
async function welcome(
  server: RunningServer,
  start: { isFirstStart: boolean; keyFile: string | null; dataDir: string | null; fetch: typeof fetch },
  shell: Shell,
): Promise<void> {
  const text = serveText(shell.language);
  const { origin, key } = server;
  const command = quickstartFor(server, start.dataDir, shell);
  const row = (name: string, value: string): void => shell.out(`  ${padEnd(name, 10)}${value}`);
  shell.out("");
  shell.out(shell.paint("bold", text.ready(origin)));
  const info = await new NaruClient({ origin, fetch: start.fetch }).info();
  row(text.console, `${info.origin}/`);
  if (key !== null) row(text.key, start.keyFile === null ? key : `${key}  (${text.keyPlace(start.keyFile)})`);
  row(text.data, start.dataDir ?? text.inMemory);
  shell.out("");
  if (key === null) {
    shell.out(text.noKey);
  } else if (start.isFirstStart) {
    await check(origin, key, start.fetch, shell);
    shell.out("");
    shell.out(shell.paint("bold", text.connect));
    for (const line of environmentLines(info.dialects, { key, command, platform: process.platform })) shell.out(line);
    shell.out("");
    shell.out(text.programs);
    const sdks = new Set(info.dialects.flatMap(({ quickstarts }) => quickstarts.map(({ sdk }) => sdk)));
    for (const sdk of sdks) shell.out(`  ${command} '${sdk}'`);
  } else {
    shell.out(text.again(command));
  }
  shell.out("");
  shell.out(shell.paint("dim", text.stop));
}

/** The command that finds this service from the same folder. */
function quickstartFor({ origin, key }: RunningServer, dataDir: string | null, shell: Shell): string {
  const words = [ownName, "quickstart"];
  if (origin !== connectionFrom({}, shell).origin) words.push("--url", origin);
  // What keeps nothing leaves no key to be found.
  if (dataDir === null && key !== null) words.push("--key", key);
  if (dataDir !== null && dataDir !== dataFolder(undefined, shell)) words.push("--data", dataDir);
  return words.join(" ");
}

async function check(origin: string, key: string, ask: typeof fetch, shell: Shell): Promise<void> {
  const text = serveText(shell.language);
  shell.out(text.checking);
  const from = performance.now();
  try {
    const counts = await selfCheck(origin, key, ask);
    const words = [...counts].map(([bits, count]) => `${bits}: ${count}`).join("  ");
    shell.out(shell.paint("green", text.checked(words, Math.round(performance.now() - from))));
  } catch (error) {
    shell.err(shell.paint("red", text.checkFailed(messageOf(error))));
  }
}

/** One Ctrl-C arrives several times when npm, a shell or `timeout` stand between and pass it on. */
const sameRequestMs = 1_000;

/** The first request to stop is heard; a later one ends the process at once, for whoever cannot wait. */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | null = null;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        const now = performance.now();
        if (askedAt !== null && now - askedAt > sameRequestMs) process.exit(1);
        askedAt ??= now;
        resolve();
      });
    }
  });
}
