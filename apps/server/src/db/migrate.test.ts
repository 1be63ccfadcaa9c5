import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { silentLog } from "../config/index.ts";
import type { Database } from "./database.ts";
import { migrate, readMigrations } from "./migrate.ts";
import { sameDatabase, testDatabase, testKind } from "./testing.ts";

let database: Database;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "naru-migrations-"));
  await sql`drop schema if exists db cascade`.execute(database.kysely);
  await sql`drop schema if exists m cascade`.execute(database.kysely);
  return () => rmSync(folder, { recursive: true });
});

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const run = (on = database) => migrate(on, readMigrations(folder), silentLog);
const names = async () =>
  (await sql<{ name: string }>`select name from db.migration order by number`.execute(database.kysely)).rows.map(
    ({ name }) => name,
  );

test("files run once, in order, each seeing what the ones before it made", async () => {
  write("0001-first.sql", "create schema m; create table m.t (n integer); insert into m.t values (1);");
  write("0002-second.sql", "update m.t set n = n + 1;");
  await run();
  await run();
  write("0003-third.sql", "update m.t set n = n * 10;");
  await run();
  expect((await sql`select n from m.t`.execute(database.kysely)).rows).toEqual([{ n: 20 }]);
  expect(await names()).toEqual(["0001-first.sql", "0002-second.sql", "0003-third.sql"]);
});

test("when one fails, none has happened", async () => {
  write("0001-first.sql", "create schema m;");
  write("0002-second.sql", "create table m.t (n integer); select 1 / 0;");
  await expect(run()).rejects.toThrow("division by zero");
  expect((await sql`select to_regnamespace('m') is null as gone`.execute(database.kysely)).rows).toEqual([
    { gone: true },
  ]);
});

test("a file that was changed after it ran is refused, a line end is no change", async () => {
  write("0001-first.sql", "create schema m;\n-- note\n");
  await run();
  write("0001-first.sql", "create schema m;\r\n-- note\r\n");
  await run();
  write("0001-first.sql", "create schema m; create table m.t ();");
  await expect(run()).rejects.toThrow("0001-first.sql is not what this database was made with");
});

test("a database that a newer Naru made is refused", async () => {
  write("0001-first.sql", "create schema m;");
  write("0002-second.sql", "create table m.t ();");
  await run();
  rmSync(join(folder, "0002-second.sql"));
  await expect(run()).rejects.toThrow("0002-second.sql, which this Naru does not know");
});

test("numbers have no gaps and no doubles", () => {
  write("0002-second.sql", "");
  expect(() => readMigrations(folder)).toThrow("0002-second.sql is not the migration number 1");
  write("0001-first.sql", "");
  write("0001-other.sql", "");
  expect(() => readMigrations(folder)).toThrow("0001-other.sql is not the migration number 2");
});

test.skipIf(testKind() === "pglite")("processes that start at once run each file once", async () => {
  write("0001-first.sql", "create schema m; create table m.t (n integer); insert into m.t values (1);");
  const others = await Promise.all([sameDatabase(database), sameDatabase(database), sameDatabase(database)]);
  await Promise.all(others.map((other) => run(other)));
  expect((await sql`select n from m.t`.execute(database.kysely)).rows).toEqual([{ n: 1 }]);
  await Promise.all(others.map((other) => other.close()));
});
