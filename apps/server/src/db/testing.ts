import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { silentLog } from "../config/index.ts";
import { type Database, databaseOn } from "./database.ts";
import { findBinaries } from "./embedded/binaries.ts";
import { startEphemeral } from "./embedded/ephemeral.ts";
import { addressOf } from "./embedded/server.ts";
import { fileLock } from "./file-lock.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { openServer } from "./open-server.ts";
import { pglitePool, pgliteSubscriptions } from "./pglite/pglite-pool.ts";
import { connectionOptions, type ServerAddress } from "./postgres-pool.ts";
import { valueReaders } from "./values.ts";

/**
 * Databases for tests. Each test file gets one of its own, with the schema and nothing else in it; a run of the tests
 * shares one server. Which kind is up to the environment, so that the same tests run on all of them:
 * `NARU_TEST_DATABASE_URL` names a server whose role may create databases, `NARU_TEST_DATABASE=pglite` asks for PGlite,
 * and otherwise it is an ephemeral embedded PostgreSQL.
 */
export type TestKind = "embedded" | "pglite" | "server";

export const testKind = (): TestKind => {
  if (process.env.NARU_TEST_DATABASE_URL) return "server";
  return process.env.NARU_TEST_DATABASE === "pglite" || findBinaries() === null ? "pglite" : "embedded";
};

/** A fresh database with the whole schema. Closing it removes it. */
export async function testDatabase(kind: TestKind = testKind()): Promise<Database> {
  if (kind === "pglite") return testPglite();
  const server = await testServer(kind);
  const template = await templateOn(server);
  const name = `naru_test_${randomUUID().replaceAll("-", "")}`;
  await administer(server, (client) => client.query(`create database ${name} template ${template} strategy file_copy`));
  const address = withDatabase(server, name);
  const drop = () => administer(server, (client) => client.query(`drop database ${name} with (force)`));
  return openServer({ address, kind, maxConnections: 8, log: silentLog, stop: async () => void (await drop()) });
}

/** Another opening of the same database, as a second process would have; not for PGlite, which has but one. */
export async function sameDatabase(database: Database, kind: TestKind = testKind()): Promise<Database> {
  const { rows } = await currentDatabase(database);
  const address = withDatabase(await testServer(kind), String(rows[0]?.name));
  return openServer({ address, kind: database.kind, maxConnections: 4, log: silentLog });
}

const currentDatabase = (database: Database) =>
  database.kysely
    .selectNoFrom((on) => on.fn<string>("current_database").as("name"))
    .execute()
    .then((rows) => ({ rows }));

/** The process that runs the tests: Vitest's own, whether our tests are in its threads or in its child processes. */
const runnerPid = (): number => (process.env.VITEST && isMainThread ? process.ppid : process.pid);

/** What the processes of one run share. It goes with the server's guard when the run has ended. */
function runFolder(): string {
  const folder = join(tmpdir(), `naru-test-${runnerPid()}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function testServer(kind: TestKind): Promise<ServerAddress> {
  if (kind === "server") return { url: String(process.env.NARU_TEST_DATABASE_URL) };
  const binaries = findBinaries();
  if (binaries === null) throw new Error("There are no PostgreSQL programs here; use NARU_TEST_DATABASE=pglite.");
  const folder = runFolder();
  return locked(join(folder, "test.lock"), async () => {
    const { plan } = await startEphemeral(binaries, folder, runnerPid(), silentLog);
    return addressOf(plan);
  });
}

/** The name of a database with the schema, which others are copied from; made when it is missing. */
async function templateOn(server: ServerAddress): Promise<string> {
  const name = `naru_template_${schemaHash()}`;
  await administer(server, async (client) => {
    // Processes that come at the same time wait here for the first.
    await client.query("select pg_advisory_lock(hashtext($1))", [name]);
    const { rows } = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (rows.length > 0) return;
    await client.query(`drop database if exists ${name}_unfinished`);
    await client.query(`create database ${name}_unfinished`);
    const address = withDatabase(server, `${name}_unfinished`);
    const database = await openServer({ address, kind: "server", maxConnections: 2, log: silentLog });
    await migrate(database, readMigrations(), silentLog).finally(() => database.close());
    await client.query(`alter database ${name}_unfinished rename to ${name}`);
  });
  return name;
}

async function administer<Result>(
  server: ServerAddress,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(connectionOptions(server, "naru: tests"));
  await client.connect();
  return work(client).finally(() => client.end());
}

function withDatabase(server: ServerAddress, database: string): ServerAddress {
  if (!("url" in server)) return { ...server, database };
  const url = new URL(server.url);
  url.pathname = `/${database}`;
  return { url: url.href };
}

/** PGlite from a dump of one that has the schema: 0.3 s instead of 3 s. */
async function testPglite(): Promise<Database> {
  const dump = join(tmpdir(), `naru-test-pglite-${process.getuid?.() ?? 0}-${schemaHash()}.tar`);
  await locked(`${dump}.lock`, async () => {
    if (existsSync(dump)) return;
    const pglite = new PGlite({ parsers: valueReaders });
    await migrate(onPglite(pglite), readMigrations(), silentLog);
    const tar = await pglite.dumpDataDir("none");
    writeFileSync(`${dump}.${process.pid}`, Buffer.from(await tar.arrayBuffer()));
    renameSync(`${dump}.${process.pid}`, dump);
    await pglite.close();
  });
  return onPglite(new PGlite({ loadDataDir: new Blob([readFileSync(dump)]), parsers: valueReaders }));
}

const onPglite = (pglite: PGlite): Database =>
  databaseOn("pglite", pglitePool(pglite), pgliteSubscriptions(pglite), () => pglite.close());

const schemaHash = (): string =>
  createHash("sha256")
    .update(
      readMigrations()
        .map(({ sha256 }) => sha256)
        .join(),
    )
    .digest("hex")
    .slice(0, 12);

async function locked<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const lock = await fileLock(path, 60_000);
  if (lock === null) throw new Error(`${path} is held for too long.`);
  return work().finally(() => lock.release());
}
