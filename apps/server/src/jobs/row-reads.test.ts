import { randomUUID } from "node:crypto";
import type { JobId, ProjectId } from "@naru/base";
import type { Caller } from "@naru/dialect";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Queries } from "../db/index.ts";
import { RowReads } from "./row-reads.ts";
import { anOrder, openWorld, type World } from "./testing.ts";

let world: World;
let caller: Caller;
beforeAll(async () => {
  world = await openWorld();
  caller = await world.caller();
});
afterAll(() => world.close());

const submitted = async (by = caller): Promise<JobId> => (await world.jobs.submit(by, anOrder())).id;

/** The database, and how many statements it was given. */
function counted(): { queries: Queries; readonly statements: number } {
  let statements = 0;
  const queries = world.database.kysely.withPlugin({
    transformQuery: ({ node }) => {
      statements++;
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  return {
    queries,
    get statements() {
      return statements;
    },
  };
}

test("many who ask at once are answered by few statements, each with his own job", async () => {
  const ids = await Promise.all(Array.from({ length: 30 }, () => submitted()));
  const database = counted();
  const reads = new RowReads(database.queries);
  const asked = Array.from({ length: 600 }, (_, k) => ids[k % 30] as JobId);
  const rows = await Promise.all(asked.map((id) => reads.find(caller, id)));
  expect(rows.map((row) => row?.id)).toEqual(asked);
  expect(database.statements).toBe(1);
  await Promise.all(ids.map(() => reads.find(caller, randomUUID() as JobId)));
  expect(database.statements).toBe(2);
});

test("those who ask together see what each of them may see, and nothing else", async () => {
  const stranger = await world.caller();
  const [mine, his, gone] = [await submitted(), await submitted(stranger), await submitted()];
  await world.jobs.remove(caller, gone);
  const reads = new RowReads(world.database.kysely);
  const here = { projectId: caller.projectId };
  const { vendor } = await world.jobs.job(caller, mine);
  const found = await Promise.all([
    reads.find(here, mine),
    reads.find(here, his),
    reads.find({ projectId: stranger.projectId }, his),
    reads.find({ projectId: stranger.projectId }, mine),
    reads.find({ ...here, vendor }, mine),
    reads.find({ ...here, vendor: "other" }, mine),
    reads.find(here, gone),
    reads.find(here, randomUUID() as JobId),
    reads.find(here, "no id" as JobId),
    reads.find({ projectId: randomUUID() as ProjectId }, mine),
  ]);
  expect(found.map((row) => row?.id ?? null)).toEqual([mine, null, his, null, mine, null, null, null, null, null]);
});

test("who asks after a change sees it, also when others are being answered", async () => {
  const id = await submitted();
  const reads = new RowReads(world.database.kysely);
  for (let round = 0; round < 20; round++) {
    const before = reads.find(caller, id);
    await sql`update jobs.job set name = ${`round ${round}`} where id = ${id}`.execute(world.database.kysely);
    const after = reads.find(caller, id);
    expect((await after)?.name).toBe(`round ${round}`);
    await before;
  }
});

test("a database that fails fails those who asked, and the next ask again", async () => {
  const id = await submitted();
  let isBroken = true;
  const queries = world.database.kysely.withPlugin({
    transformQuery: ({ node }) => {
      if (isBroken) throw new Error("away");
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const reads = new RowReads(queries);
  const asked = await Promise.allSettled([reads.find(caller, id), reads.find(caller, randomUUID() as JobId)]);
  expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  isBroken = false;
  expect(await reads.find(caller, id)).toMatchObject({ id });
});
