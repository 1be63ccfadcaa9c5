import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, executeSql, notify, transaction } from "./index.ts";
import { testDatabase } from "./testing.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
  await sql`create table box (id integer generated always as identity, value bigint, body jsonb)`.execute(
    database.kysely,
  );
});
afterAll(() => database.close());

const one = async <Value>(query: { execute(on: Database["kysely"]): Promise<{ rows: unknown[] }> }) =>
  (await query.execute(database.kysely)).rows[0] as { value: Value };
const put = (value: number) => sql`insert into box (value) values (${value})`;
const values = async () => (await sql<{ value: number }>`select value from box`.execute(database.kysely)).rows;

test("values come back as the types of the schema say, on every kind of database", async () => {
  expect((await one(sql`select 9007199254740991::bigint as value`)).value).toBe(Number.MAX_SAFE_INTEGER);
  expect((await one(sql`select 1.5::float8 as value`)).value).toBe(1.5);
  expect((await one(sql`select ${new Date(1234)}::timestamptz as value`)).value).toEqual(new Date(1234));
  expect((await one(sql`select ${"{0001ab}"}::text[] as value`)).value).toEqual(["0001ab"]);
  expect((await one(sql`select ${["a", 'b"c']}::text[] as value`)).value).toEqual(["a", 'b"c']);
  expect((await one(sql`select ${JSON.stringify([{ a: null }])}::jsonb as value`)).value).toEqual([{ a: null }]);
  const bytes = Uint8Array.of(0, 1, 255);
  expect(new Uint8Array((await one<Uint8Array>(sql`select ${bytes}::bytea as value`)).value)).toEqual(bytes);
});

test("a number that a double cannot hold is refused, not rounded", async () => {
  await expect(one(sql`select 9007199254740992::bigint as value`)).rejects.toThrow("too large to be read exactly");
  expect((await one(sql`select 1 as value`)).value).toBe(1);
});

test("a transaction is all or nothing", async () => {
  await transaction(database, async (tx) => {
    await put(1).execute(tx);
    await put(2).execute(tx);
  });
  const failed = transaction(database, async (tx) => {
    await put(3).execute(tx);
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  const broken = transaction(database, async (tx) => {
    await put(4).execute(tx);
    await sql`select 1 / 0`.execute(tx).catch(() => {}); // caught, and still the transaction cannot commit
  });
  await expect(broken).rejects.toThrow();
  expect(await values()).toEqual([{ value: 1 }, { value: 2 }]);
});

test("transactions that run at once do not see each other's work before it is done", async () => {
  await sql`delete from box`.execute(database.kysely);
  const sums = await Promise.all(
    Array.from({ length: 12 }, () =>
      transaction(database, async (tx) => {
        const before = await sql<{ count: number }>`select count(*)::int as count from box`.execute(tx);
        await put(1).execute(tx);
        await put(1).execute(tx);
        return before.rows[0]?.count;
      }),
    ),
  );
  for (const sum of sums) expect((sum ?? 1) % 2).toBe(0);
  expect(await values()).toHaveLength(24);
});

test("to ask the database itself inside a transaction is refused at once, instead of waiting for ever", async () => {
  const asked = transaction(database, () => values());
  await expect(asked).rejects.toThrow("pass the transaction down");
  const nested = transaction(database, () => transaction(database, async () => {}));
  await expect(nested).rejects.toThrow("pass the transaction down");
});

test("work that a transaction left behind may use the database once the transaction is over", async () => {
  let later: Promise<unknown> = Promise.resolve();
  const isOver = Promise.withResolvers<void>();
  await transaction(database, async () => {
    later = isOver.promise.then(() => values());
  });
  isOver.resolve();
  expect(await later).toBeInstanceOf(Array);
});

test("a notification arrives after its transaction has committed, and only then", async () => {
  const heard: string[] = [];
  const stop = await database.listen("news", (payload) => heard.push(payload));
  await transaction(database, (tx) => notify(tx, "news", "committed"));
  const undone = transaction(database, async (tx) => {
    await notify(tx, "news", "undone");
    throw new Error("no");
  });
  await expect(undone).rejects.toThrow("no");
  await notify(database.kysely, "news", "나루");
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual(["committed", "나루"]);
  await stop();
  await notify(database.kysely, "news", "to nobody");
  expect((await one(sql`select 1 as value`)).value).toBe(1);
  expect(heard).toHaveLength(2);
});

test("every listener of a channel hears, those of other channels do not, and odd names are names", async () => {
  const heard: string[] = [];
  const channel = 'Odd "name"';
  const stops = await Promise.all([
    database.listen(channel, (payload) => heard.push(`one ${payload}`)),
    database.listen(channel, (payload) => heard.push(`two ${payload}`)),
    database.listen("other", (payload) => heard.push(`other ${payload}`)),
  ]);
  await notify(database.kysely, channel, "x");
  await expect.poll(() => heard.toSorted(), { timeout: 10_000 }).toEqual(["one x", "two x"]);
  await stops[0]?.();
  await notify(database.kysely, channel, "y");
  await expect.poll(() => heard.toSorted(), { timeout: 10_000 }).toEqual(["one x", "two x", "two y"]);
  for (const stop of stops.slice(1)) await stop();
});

test("a library's own SQL runs with its values, or as several statements without", async () => {
  await executeSql(database.kysely, "delete from box; insert into box (value) values (1), (2)");
  const updated = await executeSql(database.kysely, "update box set value = value + $1", [10]);
  expect(updated.rowCount).toBe(2);
  const { rows, rowCount } = await executeSql<{ value: number }>(database.kysely, "select value from box order by 1");
  expect([rows, rowCount]).toEqual([[{ value: 11 }, { value: 12 }], 2]);
});

test("closing twice is closing once", async () => {
  const other = await testDatabase();
  await Promise.all([other.close(), other.close()]);
  await other.close();
});
