import type { RunningServer, ServerOptions } from "@naru/server";

/** Options of which any may be undefined, as they come from a command line. */
type Given = { readonly [Name in keyof ServerOptions]: ServerOptions[Name] | undefined };

/** What a user says of a service of theirs, and what a cloud for one command must not take from it. */
const ofAnother = ["DATABASE_URL", "NARU_PUBLIC_URL", "NARU_HOSTS", "NARU_TLS_CERT", "NARU_TLS_KEY"];

/** A cloud for one command: on this machine, on any free port, in memory unless `dataDir` is given, and silent. */
export function startForCommand(env: NodeJS.ProcessEnv, options: Given): Promise<RunningServer> {
  for (const name of ofAnother) delete env[name];
  const ephemeral = options.dataDir === undefined;
  return startLocal({ ...{ host: "127.0.0.1", port: 0, ephemeral, log: "silent" }, ...options });
}

/**
 * A service inside this process. Loaded on demand: a command that only asks a running service starts without it.
 */
export async function startLocal(options: Given): Promise<RunningServer> {
  const { startServer } = await import("@naru/server");
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return startServer(Object.fromEntries(given));
}
