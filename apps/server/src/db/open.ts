import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Log } from "../config/index.ts";
import type { Database } from "./database.ts";
import { findBinaries } from "./embedded/binaries.ts";
import { openEphemeral } from "./embedded/ephemeral.ts";
import { openEmbedded } from "./embedded/open.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { openServer } from "./open-server.ts";
import { openPglite, openPgliteInMemory } from "./pglite/open.ts";

/** The settings that matter here; `Settings` of the config module has them all. */
export interface DatabaseSettings {
  readonly dataDir: string;
  /** A server of one's own. Nothing is embedded then. */
  readonly databaseUrl: string | null;
  /** What to embed; null leaves the choice: PostgreSQL where its programs run, else PGlite. */
  readonly database: "postgres" | "pglite" | null;
  /** A fresh database that is gone when it is closed, whatever the other settings say. */
  readonly ephemeral: boolean;
  /** Most connections of this process. */
  readonly maxConnections: number;
}

/** A database, and the folder for what is kept beside it: the data folder, or one that goes with the database. */
export type OpenDatabase = Database & { readonly dataDir: string };

/** Opens the database that the settings ask for and brings it to the newest schema. */
export async function openDatabase(settings: DatabaseSettings, log: Log): Promise<OpenDatabase> {
  const { database, folder } = await open(settings, log);
  try {
    await migrate(database, readMigrations(), log);
  } catch (error) {
    await database.close();
    throw error;
  }
  return { ...database, dataDir: folder };
}

async function open(settings: DatabaseSettings, log: Log): Promise<{ database: Database; folder: string }> {
  const { dataDir, databaseUrl, ephemeral, maxConnections } = settings;
  if (ephemeral) {
    const binaries = settings.database === "pglite" ? null : findBinaries();
    return binaries === null ? openPgliteInMemory() : openEphemeral(binaries, maxConnections, log);
  }
  if (databaseUrl !== null) {
    const database = await openServer({ address: { url: databaseUrl }, kind: "server", maxConnections, log });
    return { database, folder: dataDir };
  }
  const choice = choose(settings);
  if (choice.kind === "pglite") return { database: await openPglite(dataDir, log), folder: dataDir };
  return { database: await openEmbedded({ dataDir, binaries: choice.binaries, maxConnections, log }), folder: dataDir };
}

/** What is in the data folder already decides; to start another kind beside it would look like losing the data. */
function choose({ dataDir, database }: DatabaseSettings) {
  const holds = existsSync(join(resolve(dataDir), "pg", "PG_VERSION"))
    ? "postgres"
    : existsSync(join(resolve(dataDir), "pglite"))
      ? "pglite"
      : null;
  if (holds !== null && database !== null && holds !== database) {
    throw new Error(
      `The data in ${dataDir} was written by ${holds}, and NARU_DATABASE asks for ${database}. Set NARU_DATABASE=${holds}, or choose another folder with NARU_DATA.`,
    );
  }
  const kind = database ?? holds;
  const binaries = kind === "pglite" ? null : findBinaries();
  if (binaries !== null) return { kind: "postgres", binaries } as const;
  if (kind === "postgres") {
    throw new Error(
      `There are no PostgreSQL programs for ${process.platform}-${process.arch} in this installation. Install it again with optional packages, set NARU_DATABASE=pglite, or set DATABASE_URL to a server of your own.`,
    );
  }
  return { kind: "pglite" } as const;
}
