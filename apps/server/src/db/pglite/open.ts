import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { Log } from "../../config/index.ts";
import { type Database, databaseOn } from "../database.ts";
import { tryFileLock } from "../file-lock.ts";
import { valueReaders } from "../values.ts";
import { DurableFiles, durableArguments } from "./durable-files.ts";
import { pglitePool, pgliteSubscriptions } from "./pglite-pool.ts";

/**
 * Opens PGlite on the data folder, durably, for this process alone: it has no lock of its own, and two processes on
 * one folder destroy each other's data without a word.
 */
export async function openPglite(dataDir: string, log: Log): Promise<Database> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lockPath = join(resolve(dataDir), "pglite.lock");
  const lock = tryFileLock(lockPath);
  if (lock === null) {
    throw new Error(
      `Another process has the database in ${dataDir} open. PGlite serves one process at a time: stop the other, or set NARU_DATABASE=postgres or DATABASE_URL.`,
    );
  }
  try {
    const pglite = new PGlite({
      fs: new DurableFiles(join(resolve(dataDir), "pglite")),
      startParams: durableArguments(PGlite.defaultStartParams),
      parsers: valueReaders,
    });
    await pglite.waitReady;
    log.info({ folder: dataDir }, "PGlite is ready");
    return databaseOn("pglite", pglitePool(pglite), pgliteSubscriptions(pglite), async () => {
      await pglite.close();
      lock.release();
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Opens a PGlite that lives in memory. The folder is for what the other parts of the server keep beside it. */
export async function openPgliteInMemory(): Promise<{ database: Database; folder: string }> {
  const pglite = new PGlite({ parsers: valueReaders });
  await pglite.waitReady;
  const folder = mkdtempSync(join(tmpdir(), "naru-"));
  const database = databaseOn("pglite", pglitePool(pglite), pgliteSubscriptions(pglite), async () => {
    await pglite.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { database, folder };
}
