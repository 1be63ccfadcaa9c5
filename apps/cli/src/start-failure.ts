import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { startFailureText } from "./commands/serve-text.ts";
import type { Language } from "./language.ts";

/** A service that cannot start here, for a reason that the user can mend: `message` says how. */
export class CannotStartError extends Error {}

export interface Place {
  readonly host: string;
  readonly port: number;
  /** Null when nothing is kept. */
  readonly dataDir: string | null;
}

/**
 * Looks before the database is opened, so that a second start beside a running one changes nothing. Throws
 * CannotStartError.
 */
export async function checkPlace(place: Place, language: Language): Promise<void> {
  await checkPort(place, language);
  if (place.dataDir !== null) checkFolder(place.dataDir, language);
}

/** The reason in the user's words; errors of other kinds are returned as they are. */
export function explainStartFailure(error: unknown, place: Place, language: Language): unknown {
  const text = startFailureText(language);
  const { host, port } = place;
  switch ((error as NodeJS.ErrnoException | null)?.code) {
    case "EADDRINUSE":
      return new CannotStartError(text.portInUse(host, port));
    case "EACCES":
    case "EPERM":
      return (error as NodeJS.ErrnoException).syscall === "listen"
        ? new CannotStartError(text.portRefused(host, port))
        : error;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new CannotStartError(text.hostUnknown(host));
    default:
      return error;
  }
}

async function checkPort(place: Place, language: Language): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject);
      probe.listen({ host: place.host, port: place.port, exclusive: true }, resolve);
    });
  } catch (error) {
    throw explainStartFailure(error, place, language);
  } finally {
    if (probe.listening) await new Promise((resolve) => probe.close(resolve));
  }
}

function checkFolder(folder: string, language: Language): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
    const probe = join(folder, `.write-check-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    throw new CannotStartError(startFailureText(language).dataNotWritable(folder), { cause });
  }
}
