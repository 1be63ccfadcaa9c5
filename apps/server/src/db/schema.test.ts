import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "./database.ts";
import { testDatabase } from "./testing.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly isNullable: boolean;
  readonly hasDefault: boolean;
}

const source = readFileSync(new URL("./schema.ts", import.meta.url), "utf8");

/** What `schema.ts` says, read from its text: types leave no trace at run time. */
function written(): Map<string, string> {
  const columns = new Map<string, string>();
  for (const [, table, name] of source.matchAll(/^ {2}"([a-z_.]+)": (\w+);$/gm)) {
    const body = new RegExp(`^interface ${name} \\{\n(.*?)^\\}`, "ms").exec(source)?.[1] ?? "";
    for (const [, column, type] of body.matchAll(/^ {2}(\w+): (.+);$/gm))
      columns.set(`${table}.${column}`, String(type));
  }
  return columns;
}

const typeOf: Readonly<Record<string, RegExp>> = {
  uuid: /^(Id<"\w+">|\w+Id|string)$/,
  text: /^(string|"\w+"( \| "\w+")*)$/,
  int8: /^number$/,
  int4: /^number$/,
  int2: /^number$/,
  float4: /^number$/,
  float8: /^number$/,
  bool: /^boolean$/,
  bytea: /^Uint8Array$/,
  timestamptz: /^Date$/,
  _text: /^string\[\]$/,
  json: /^Json$/,
  jsonb: /^Json$/,
};

test("every column of every table is in the schema with its type, and nothing else is", async () => {
  const { rows } = await sql<Column>`
    select table_schema || '.' || table_name as "table", column_name as "column", udt_name as type,
      is_nullable = 'YES' as "isNullable", column_default is not null or is_identity = 'YES' as "hasDefault"
    from information_schema.columns
    where table_schema not in ('pg_catalog', 'information_schema', 'public', 'db')`.execute(database.kysely);
  const types = written();
  expect(rows.map(({ table, column }) => `${table}.${column}`).sort()).toEqual([...types.keys()].sort());
  for (const { table, column, type, isNullable, hasDefault } of rows) {
    const text = types.get(`${table}.${column}`) ?? "";
    const inside = text
      .replace(/^Generated(Always)?<(.*)>$/, "$2")
      .replace(/ \| null$/, "")
      .replace(/^JsonOrNull$/, "Json");
    expect(inside, `${table}.${column}`).toMatch(typeOf[type] ?? /^$/);
    expect(/ \| null|OrNull/.test(text), `${table}.${column} may be null`).toBe(isNullable);
    expect(text.startsWith("Generated"), `${table}.${column} has a default`).toBe(hasDefault);
  }
});
