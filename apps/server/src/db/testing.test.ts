import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "./database.ts";
import { testDatabase } from "./testing.ts";

let database: Database;
let other: Database;
beforeAll(async () => {
  [database, other] = await Promise.all([testDatabase(), testDatabase()]);
});
afterAll(() => Promise.all([database.close(), other.close()]));

test("two test databases know nothing of each other", async () => {
  await sql`create table mark (value integer)`.execute(database.kysely);
  await expect(sql`select * from mark`.execute(other.kysely)).rejects.toThrow("does not exist");
  expect((await sql`select * from mark`.execute(database.kysely)).rows).toEqual([]);
});
