import { type JobState, jobStates } from "@naru/dialect";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transaction } from "../db/index.ts";
import { isFinal, sourcesOf, transitions } from "./states.ts";
import { moveJobs } from "./store.ts";
import { anOrder, openWorld, type World } from "./testing.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const pairs = jobStates.flatMap((from) => jobStates.map((to) => [from, to] as const));

test("a final state has no exit, and every state can be reached and left towards an end", () => {
  for (const state of ["succeeded", "failed", "cancelled"] as const) expect(transitions[state]).toEqual([]);
  for (const state of jobStates) expect(state === "held" || sourcesOf(state).length > 0).toBe(true);
  expect(jobStates.filter(isFinal)).toEqual(["succeeded", "failed", "cancelled"]);
});

test.each(pairs)("in the database, %s → %s is written only if the table has it", async (from, to) => {
  const caller = await world.caller();
  const { id } = await world.jobs.submit(caller, anOrder());
  await sql`update jobs.job set state = ${from} where id = ${id}`.execute(world.database.kysely);
  const read = async () =>
    (await sql<{ state: JobState }>`select * from jobs.job where id = ${id}`.execute(world.database.kysely)).rows[0];
  const before = await read();

  const made = await transaction(world.database, (tx) =>
    moveJobs(tx, to, [{ jobId: id, reason: "a test" }], new Date()),
  );

  const isLegal = transitions[from].includes(to);
  expect(made.map((step) => step.from)).toEqual(isLegal ? [from] : []);
  if (isLegal) expect((await read())?.state).toBe(to);
  else expect(await read()).toEqual(before);
});
