import type { RunningServer, ServerOptions } from "@naru/server";

/**
 * A service inside this process. Loaded on demand: a command that only asks a running service starts without it.
 */
export async function startLocal(options: ServerOptions): Promise<RunningServer> {
  const { startServer } = await import("@naru/server");
  return startServer(options);
}
