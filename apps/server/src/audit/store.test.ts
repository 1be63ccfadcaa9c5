import { type ProjectId, uuidV7 } from "@naru/base";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, transaction } from "../db/index.ts";
import { testDatabase } from "../db/testing.ts";
import { recordTransition, recordTransitions, type Transition } from "./index.ts";

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const submitted: Transition = {
  actor: "key:1",
  requestId: "r-1",
  projectId: uuidV7(1, new Uint8Array(10)) as ProjectId,
  subjectKind: "job",
  subjectId: uuidV7(2, new Uint8Array(10)),
  from: null,
  to: "queued",
  reason: null,
};

const entries = () => database.kysely.selectFrom("audit.entry").selectAll().orderBy("id").execute();

test("a change is written down in order, with who, from, to, why and the request", async () => {
  const running: Transition = { ...submitted, from: "queued", to: "running", actor: "system:worker", requestId: null };
  await transaction(database, (tx) => recordTransition(tx, submitted));
  await transaction(database, (tx) => recordTransitions(tx, [running, { ...running, from: "running", to: "failed" }]));
  await transaction(database, (tx) => recordTransitions(tx, []));
  expect(
    (await entries()).map(({ actor, from_state, to_state, request_id }) => [actor, from_state, to_state, request_id]),
  ).toEqual([
    ["key:1", null, "queued", "r-1"],
    ["system:worker", "queued", "running", null],
    ["system:worker", "running", "failed", null],
  ]);
});

test("what is not committed was never written", async () => {
  const before = (await entries()).length;
  const undone = transaction(database, async (tx) => {
    await recordTransition(tx, submitted);
    throw new Error("no");
  });
  await expect(undone).rejects.toThrow("no");
  expect(await entries()).toHaveLength(before);
});

test("the database refuses to change, delete or empty what was written", async () => {
  await transaction(database, (tx) => recordTransition(tx, submitted));
  const attempts = [
    sql`update audit.entry set actor = 'nobody'`,
    sql`delete from audit.entry`,
    sql`truncate audit.entry`,
  ];
  for (const attempt of attempts) {
    await expect(attempt.execute(database.kysely)).rejects.toThrow("audit.entry is append only");
  }
});
