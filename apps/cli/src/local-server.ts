import type { RunningServer, ServerOptions } from "@naru/server";

/** Options of which any may be undefined, as they come from a command line. */
type Given = { readonly [Name in keyof ServerOptions]: ServerOptions[Name] | undefined };

/**
 * A service inside this process. Loaded on demand: a command that only asks a running service starts without it.
 */
export async function startLocal(options: Given): Promise<RunningServer> {
  const { startServer } = await import("@naru/server");
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return startServer(Object.fromEntries(given));
}
