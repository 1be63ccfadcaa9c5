import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CompiledQuery, sql } from "kysely";
import type { Log } from "../config/index.ts";
import { type Database, type Queries, transaction } from "./database.ts";

/** One numbered file of SQL. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Of the text with line ends as `\n`, so that a checkout on Windows has the same. */
  readonly sha256: string;
  readonly text: string;
}

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
}

/** Any number will do, as long as it stays the same and is nobody else's. */
const advisoryLock = 0x6e_61_72_75; // "naru"

/**
 * The folder of the migrations: beside this file, or in the sources when this file was compiled and they were not
 * copied. Whoever packs the server copies `src/db/migrations` to `dist/db/migrations`.
 */
export function migrationsFolder(): string {
  const places = ["./migrations/", "../../src/db/migrations/"].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const found = places.find((place) => existsSync(place));
  if (found === undefined)
    throw new Error(`This installation is damaged: ${places[0]} is missing. Install Naru again.`);
  return found;
}

/** Reads `0001-name.sql` and so on, in order; a number that is missing or taken twice is an error. */
export function readMigrations(folder: string = migrationsFolder()): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  return names.map((name, index) => {
    const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]);
    if (number !== index + 1) throw new Error(`${name} is not the migration number ${index + 1} that belongs here.`);
    const text = readFileSync(`${folder}/${name}`, "utf8").replaceAll("\r\n", "\n");
    return { number, name, sha256: createHash("sha256").update(text).digest("hex"), text };
  });
}

/**
 * Brings the database to the state of these migrations: all that are missing, in order, in one transaction. Processes
 * that do so at once wait for each other. A database that holds a migration which was changed since, or which we do
 * not know, is refused as it stands.
 */
export async function migrate(database: Database, migrations: readonly Migration[], log: Log): Promise<void> {
  if (missing(await applied(database.kysely), migrations).length === 0) return;
  await transaction(database, async (tx) => {
    await sql`select pg_advisory_xact_lock(${advisoryLock})`.execute(tx);
    await sql`create schema if not exists db`.execute(tx);
    await sql`
      create table if not exists db.migration (
        number integer primary key,
        name text not null,
        sha256 text not null,
        applied_at timestamptz not null default now()
      )`.execute(tx);
    for (const { number, name, sha256, text } of missing(await applied(tx), migrations)) {
      await tx.executeQuery(CompiledQuery.raw(text));
      await sql`insert into db.migration (number, name, sha256) values (${number}, ${name}, ${sha256})`.execute(tx);
      log.info({ migration: name }, "the database was migrated");
    }
  });
}

async function applied(queries: Queries): Promise<Applied[]> {
  const table = await sql<{ name: string | null }>`select to_regclass('db.migration')::text as name`.execute(queries);
  if (table.rows[0]?.name == null) return [];
  return (await sql<Applied>`select number, name, sha256 from db.migration order by number`.execute(queries)).rows;
}

function missing(done: readonly Applied[], migrations: readonly Migration[]): readonly Migration[] {
  done.forEach(({ name, sha256 }, index) => {
    const migration = migrations[index];
    if (migration === undefined) {
      throw new Error(
        `The database holds the migration ${name}, which this Naru does not know: it was made by a newer one. Start that one, or use another database.`,
      );
    }
    if (migration.name !== name || migration.sha256 !== sha256) {
      throw new Error(
        `The migration ${migration.name} is not what this database was made with (${name}). Migrations never change once they are out: put the file back and write a new one.`,
      );
    }
  });
  return migrations.slice(done.length);
}
