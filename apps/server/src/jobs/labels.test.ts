import { randomUUID } from "node:crypto";
import { type JobId, NotFoundError } from "@naru/base";
import type { Caller, JobOrder, JobQuery } from "@naru/dialect";
import { type Outcome, writeOutcomeJson } from "@naru/workload";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sameDatabase, testKind } from "../db/testing.ts";
import { openJobs } from "./jobs.ts";
import type { LeasedJob } from "./leased-job.ts";
import { aLargeOrder, anOrder, leaseAll, openWorld, type World } from "./testing.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const submitAll = async (caller: Caller, orders: readonly Partial<JobOrder>[]): Promise<JobId[]> => {
  const ids: JobId[] = [];
  for (const changes of orders) ids.push((await world.jobs.submit(caller, anOrder(changes))).id);
  return ids;
};

/** Which of these jobs a query finds, by their place in `ids`, and how many it says there are. */
async function find(caller: Caller, ids: readonly JobId[], query: Partial<JobQuery>) {
  const page = await world.jobs.jobs(caller, { limit: 100, ...query });
  return { found: page.jobs.map(({ id }) => ids.indexOf(id)), count: page.count, next: page.next };
}

test("jobs are found by all of some tags, by program and by time, and counted on all pages", async () => {
  const caller = await world.caller();
  const ids = await submitAll(caller, [
    { tags: ["a"], program: "sampler" },
    { tags: ["a", "b"], program: "estimator" },
    { program: "sampler" },
    { tags: ["b", "a", "c"] },
  ]);
  expect(await find(caller, ids, { tags: ["a", "b"], counted: true })).toMatchObject({ found: [3, 1], count: 2 });
  expect((await find(caller, ids, { tags: [] })).found).toHaveLength(4);
  expect((await find(caller, ids, { tags: ["a", "z"] })).found).toEqual([]);
  expect((await find(caller, ids, { programs: ["sampler"] })).found).toEqual([2, 0]);
  const { submittedAt } = await world.jobs.job(caller, ids[2] as JobId);
  expect((await find(caller, ids, { submittedFrom: submittedAt })).found).toContain(2);
  expect((await find(caller, ids, { submittedBefore: submittedAt })).found).not.toContain(2);
  expect(await find(caller, ids, { limit: 1, skip: 1, counted: true })).toMatchObject({ found: [2], count: 4 });
  expect(await find(caller, ids, { skip: 9, counted: true })).toMatchObject({ found: [], count: 4, next: null });
  expect((await find(caller, ids, { limit: 2 })).count).toBeUndefined();
});

test("a listing goes on from either end and every job comes once", async () => {
  const caller = await world.caller();
  const ids = await submitAll(
    caller,
    Array.from({ length: 7 }, () => ({})),
  );
  for (const oldestFirst of [true, false]) {
    const seen: number[] = [];
    let after: string | null | undefined;
    do {
      const page = await find(caller, ids, { limit: 3, oldestFirst, ...(after && { after }) });
      seen.push(...page.found);
      after = page.next;
    } while (after);
    expect(seen).toEqual(oldestFirst ? [0, 1, 2, 3, 4, 5, 6] : [6, 5, 4, 3, 2, 1, 0]);
  }
});

test("no listing and no count sees another project", async () => {
  const [caller, stranger] = [await world.caller(), await world.caller()];
  const ids = await submitAll(caller, [{ tags: ["a"] }]);
  expect(await find(stranger, ids, { tags: ["a"], counted: true })).toMatchObject({ found: [], count: 0 });
});

test("tags are replaced by whoever may see the job, and the audit knows of it", async () => {
  const [caller, stranger] = [await world.caller(), await world.caller()];
  const [id = "" as JobId] = await submitAll(caller, [{ tags: ["a"] }]);
  expect((await world.jobs.retag(caller, id, ["한글", "b"])).tags).toEqual(["한글", "b"]);
  await expect(world.jobs.retag(stranger, id, [])).rejects.toThrow(NotFoundError);
  await expect(world.jobs.retag({ ...caller, vendor: "other" }, id, [])).rejects.toThrow(NotFoundError);
  const { rows } = await sql<{ actor: string }>`
    select actor from audit.entry where subject_id = ${id} and reason = 'its tags were changed'`.execute(
    world.database.kysely,
  );
  expect(rows).toEqual([{ actor: `person:${caller.personId}` }]);
});

test.each([
  ["too many tags", { tags: Array.from({ length: 101 }, String) }],
  ["a tag that is too long", { tags: ["x".repeat(101)] }],
  ["a tag with U+0000", { tags: ["a\0"] }],
  ["a program with half a character", { program: "\ud800" }],
  ["no time at all", { maxSeconds: 0 }],
  ["no number of seconds", { maxSeconds: Number.NaN }],
])("an order with %s is refused", async (_, changes) => {
  const caller = await world.caller();
  await expect(world.jobs.submit(caller, anOrder(changes))).rejects.toMatchObject({ code: "invalid_input" });
});

test("the same key with other tags is another request", async () => {
  const caller = await world.caller();
  const [first] = await submitAll(caller, [{ idempotencyKey: "k", tags: ["a"] }]);
  expect(await submitAll(caller, [{ idempotencyKey: "k", tags: ["a"] }])).toEqual([first]);
  const other = anOrder({ idempotencyKey: "k", tags: ["b"] });
  await expect(world.jobs.submit(caller, other)).rejects.toMatchObject({ code: "idempotency_mismatch" });
});

const anOutcome: Outcome = { kind: "sample", seed: 1, circuits: [] };
const success = (job: LeasedJob, outcome = writeOutcomeJson(anOutcome)) =>
  ({ job, state: "succeeded", outcome, executionMs: 1, runSeconds: 0.1, version: "1" }) as const;

async function ranPrivately(order: JobOrder): Promise<{ caller: Caller; id: JobId }> {
  for (const job of await leaseAll(world.jobs, randomUUID())) await world.jobs.finish([success(job)]);
  const caller = await world.caller();
  const { id } = await world.jobs.submit(caller, { ...order, isPrivate: true });
  await expect(world.jobs.order(caller, id)).rejects.toThrow(NotFoundError);
  const [job] = await leaseAll(world.jobs, randomUUID());
  if (job) await world.jobs.finish([success(job)]);
  return { caller, id };
}

test.each([
  ["small", anOrder()],
  ["large", aLargeOrder()],
])("the result of a private job goes to one of those who ask at once, its program to nobody; %s", async (_, order) => {
  const { caller, id } = await ranPrivately(order);
  const answers = await Promise.allSettled(Array.from({ length: 6 }, () => world.jobs.outcome(caller, id)));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(world.jobs.outcome(caller, id)).rejects.toThrow(NotFoundError);
  await expect(world.jobs.order(caller, id)).rejects.toThrow(NotFoundError);
  expect(await world.jobs.job(caller, id)).toMatchObject({ state: "succeeded", isPrivate: true });
  const { rows } = await sql`select from jobs.program where job_id = ${id}`.execute(world.database.kysely);
  expect(rows).toEqual([]);
});

test.runIf(testKind() !== "pglite")("of two servers that are asked at once, one gives a private result", async () => {
  const other = await sameDatabase(world.database);
  const servers = [world.jobs, openJobs({ ...world.parts, database: other })];
  for (let round = 0; round < 5; round++) {
    const { caller, id } = await ranPrivately(anOrder());
    const answers = await Promise.allSettled(servers.map((server) => server.outcome(caller, id)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  }
  await other.close();
});

test("a stranger's question leaves a private result where it is", async () => {
  const { caller, id } = await ranPrivately(anOrder());
  const stranger = await world.caller();
  await expect(world.jobs.outcome(stranger, id)).rejects.toThrow(NotFoundError);
  await expect(world.jobs.outcome({ ...caller, vendor: "other" }, id)).rejects.toThrow(NotFoundError);
  expect(await world.jobs.outcome(caller, id)).toEqual(anOutcome);
});

test("the queue's length counts what waits for a backend, whoever waits", async () => {
  await leaseAll(world.jobs, randomUUID());
  const [caller, other] = [await world.caller(), await world.caller()];
  const before = await world.parts.forecast.queueLengths();
  expect(before.get("spare") ?? 0).toBe(0);
  await submitAll(caller, [{ backendName: "spare" }, { backendName: "spare" }]);
  await submitAll(other, [{ backendName: "spare" }, {}]);
  await expect.poll(async () => (await world.parts.forecast.queueLengths()).get("spare"), { timeout: 5_000 }).toBe(3);
  const listed = await world.parts.backends.list("test");
  expect(listed.map(({ spec, queueLength }) => [spec.name, queueLength])).toContainEqual(["spare", 3]);
});
