import { randomUUID } from "node:crypto";
import { NotFoundError } from "@naru/base";
import type { SessionOrder } from "@naru/dialect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemPlatform } from "../config/index.ts";
import { sameDatabase, testKind } from "../db/testing.ts";
import type { Ending } from "./finish.ts";
import { openJobs } from "./jobs.ts";
import type { LeasedJob } from "./leased-job.ts";
import { anOrder, leaseAll, openWorld, type World } from "./testing.ts";

let world: World;
let laterMs = 0;
beforeAll(async () => {
  const clock = { now: () => new Date(Date.now() + laterMs) };
  world = await openWorld({ platform: { ...systemPlatform, clock } });
});
afterAll(() => world.close());

const anOpening = (limits: Partial<SessionOrder["limits"]> = {}): SessionOrder => ({
  vendor: "test",
  backendName: "free",
  mode: "session",
  limits: { maxJobs: null, maxSeconds: null, maxMicrocredits: null, ...limits },
  echo: { b: 1, a: 2 },
});

test("a session begins with its first job and counts what its jobs use", async () => {
  const caller = await world.caller();
  const opened = await world.jobs.openSession(caller, anOpening({ maxSeconds: 600 }));
  expect(opened).toMatchObject({ state: "pending", startedAt: null, expiresAt: null, jobCount: 0 });
  expect(JSON.stringify(opened.echo)).toBe('{"b":1,"a":2}');
  await world.jobs.submit(caller, anOrder({ sessionId: opened.id }));
  await leaseAll(world.jobs, randomUUID());
  const begun = await world.jobs.session(caller, opened.id);
  expect(begun).toMatchObject({ state: "active", jobCount: 1 });
  expect(Number(begun.expiresAt) - Number(begun.startedAt)).toBe(600_000);
  const listed = await world.jobs.jobs(caller, { limit: 10, sessionId: opened.id });
  expect(listed.jobs.map((job) => job.sessionId)).toEqual([opened.id]);
});

test("ending a session cancels what waits in it and takes no new jobs; ending it again changes nothing", async () => {
  const caller = await world.caller();
  const { id } = await world.jobs.openSession(caller, anOpening());
  const job = await world.jobs.submit(caller, anOrder({ sessionId: id }));
  const ended = await world.jobs.endSession(caller, id);
  expect(ended).toMatchObject({ state: "closed", endedBy: caller.personId });
  expect(await world.jobs.job(caller, job.id)).toMatchObject({ state: "cancelled", reason: "the session was ended" });
  await expect(world.jobs.submit(caller, anOrder({ sessionId: id }))).rejects.toMatchObject({ code: "conflict" });
  expect(await world.jobs.endSession(caller, id)).toEqual(ended);
  expect(await world.jobs.sessions(caller, { active: true })).toEqual([]);
  expect((await world.jobs.sessions(caller, { active: false })).map((session) => session.id)).toEqual([id]);
});

test("a session takes as many jobs as it was opened for, also when they come at once", async () => {
  const caller = await world.caller();
  const { id } = await world.jobs.openSession(caller, anOpening({ maxJobs: 2 }));
  const order = anOrder({ sessionId: id });
  const answers = await Promise.allSettled([1, 2, 3, 4].map(() => world.jobs.submit(caller, order)));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  expect((await world.jobs.session(caller, id)).jobCount).toBe(2);
});

test("a session whose time is over is ended, and what waits in it is cancelled", async () => {
  const caller = await world.caller();
  const { id } = await world.jobs.openSession(caller, anOpening({ maxSeconds: 60 }));
  await world.jobs.submit(caller, anOrder({ sessionId: id }));
  await leaseAll(world.jobs, randomUUID());
  const late = await world.jobs.submit(caller, anOrder({ sessionId: id }));
  laterMs += 61_000;
  await world.jobs.tendSessions();
  expect(await world.jobs.session(caller, id)).toMatchObject({ state: "closed", endedBy: null });
  expect((await world.jobs.job(caller, late.id)).state).toBe("cancelled");
});

test("a session serves one backend and one project", async () => {
  const [caller, stranger] = [await world.caller(), await world.caller()];
  const { id } = await world.jobs.openSession(caller, anOpening());
  const elsewhere = anOrder({ sessionId: id, backendName: "priced" });
  await expect(world.jobs.submit(caller, elsewhere)).rejects.toMatchObject({ code: "invalid_input" });
  await expect(world.jobs.submit(stranger, anOrder({ sessionId: id }))).rejects.toThrow(NotFoundError);
  await expect(world.jobs.session(stranger, id)).rejects.toThrow(NotFoundError);
  await expect(world.jobs.endSession(stranger, id)).rejects.toThrow(NotFoundError);
  expect(await world.jobs.sessions(stranger, {})).toEqual([]);
});

const anEnding = (job: LeasedJob): Ending => ({ job, runSeconds: 0.1, state: "cancelled", reason: "test", done: 1 });
const runAll = async (): Promise<LeasedJob[]> => {
  const leased = await leaseAll(world.jobs, randomUUID());
  await world.jobs.finish(leased.map(anEnding));
  return leased;
};

test("a session idles when it has had no jobs for as long as it may, and its next job wakes it", async () => {
  await runAll();
  const caller = await world.caller();
  const { id } = await world.jobs.openSession(caller, anOpening({ idleSeconds: 60, maxSeconds: 600 }));
  await world.jobs.submit(caller, anOrder({ sessionId: id }));
  const [running] = await leaseAll(world.jobs, randomUUID());
  const state = async () => {
    await world.jobs.tendSessions();
    return (await world.jobs.session(caller, id)).state;
  };
  laterMs += 61_000;
  expect(await state()).toBe("active");
  if (running) await world.jobs.finish([anEnding(running)]);
  laterMs += 59_000;
  expect(await state()).toBe("active");
  laterMs += 2_000;
  expect(await state()).toBe("inactive");
  const before = await world.jobs.session(caller, id);
  await world.jobs.submit(caller, anOrder({ sessionId: id }));
  expect(await state()).toBe("inactive");
  await leaseAll(world.jobs, randomUUID());
  const after = await world.jobs.session(caller, id);
  expect(after).toMatchObject({ state: "active", startedAt: before.startedAt, expiresAt: before.expiresAt });
  expect(Number(after.activatedAt)).toBeGreaterThan(Number(before.activatedAt));
  expect(after.lastJobFinishedAt).toEqual(before.lastJobFinishedAt);
  expect(Number(after.lastJobStartedAt)).toBeGreaterThan(Number(before.lastJobStartedAt));
});

test("a batch, and a session without such a limit, never idle", async () => {
  await runAll();
  const caller = await world.caller();
  const opened = [
    await world.jobs.openSession(caller, { ...anOpening({ idleSeconds: 60 }), mode: "batch" }),
    await world.jobs.openSession(caller, anOpening()),
  ];
  for (const { id } of opened) await world.jobs.submit(caller, anOrder({ sessionId: id }));
  await runAll();
  laterMs += 24 * 3_600_000;
  await world.jobs.tendSessions();
  for (const { id } of opened) expect((await world.jobs.session(caller, id)).state).toBe("active");
});

test("a closed session takes no jobs, lets those it has run, and ends with the last of them", async () => {
  await runAll();
  const [caller, stranger] = [await world.caller(), await world.caller()];
  const { id } = await world.jobs.openSession(caller, anOpening());
  const jobs = [await world.jobs.submit(caller, anOrder({ sessionId: id }))];
  jobs.push(await world.jobs.submit(caller, anOrder({ sessionId: id })));
  await expect(world.jobs.closeSession(stranger, id)).rejects.toThrow(NotFoundError);
  expect(await world.jobs.closeSession(caller, id)).toMatchObject({
    state: "closing",
    acceptsJobs: false,
    endedAt: null,
  });
  expect((await world.jobs.closeSession(caller, id)).state).toBe("closing");
  await expect(world.jobs.submit(caller, anOrder({ sessionId: id }))).rejects.toMatchObject({ code: "conflict" });
  const [first, ...rest] = await leaseAll(world.jobs, randomUUID());
  expect(await world.jobs.session(caller, id)).toMatchObject({ state: "closing", startedAt: expect.any(Date) });
  if (first) await world.jobs.finish([anEnding(first)]);
  expect((await world.jobs.session(caller, id)).state).toBe("closing");
  await world.jobs.finish(rest.map(anEnding));
  expect(rest).toHaveLength(1);
  expect(await world.jobs.session(caller, id)).toMatchObject({ state: "closed", endedBy: caller.personId });
});

test("a session without jobs ends as soon as it is closed", async () => {
  const caller = await world.caller();
  const { id } = await world.jobs.openSession(caller, anOpening());
  expect(await world.jobs.closeSession(caller, id)).toMatchObject({ state: "closed", endedAt: expect.any(Date) });
});

test("a closing session ends also when what is left of it is cancelled", async () => {
  const caller = await world.caller();
  const { id } = await world.jobs.openSession(caller, anOpening());
  const job = await world.jobs.submit(caller, anOrder({ sessionId: id }));
  await world.jobs.closeSession(caller, id);
  await world.jobs.cancel(caller, job.id);
  await world.jobs.tendSessions();
  expect((await world.jobs.session(caller, id)).state).toBe("closed");
});

/** Whose jobs come out of the queue, in order, one claim at a time. */
async function order(): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const [job] = await leaseAll(world.jobs, randomUUID(), 1);
    if (!job) return ids;
    ids.push(job.lease.jobId);
    await world.jobs.finish([anEnding(job)]);
  }
}

test("jobs of an active session go before those of others on its backend, whose projects have used less", async () => {
  await runAll();
  const [caller, other] = [await world.caller(), await world.caller()];
  const { id } = await world.jobs.openSession(caller, anOpening({ idleSeconds: 60 }));
  for (let k = 0; k < 2; k++) await world.jobs.submit(caller, anOrder({ sessionId: id }));
  const [first] = await leaseAll(world.jobs, randomUUID(), 1);
  if (first) await world.jobs.finish([{ ...anEnding(first), runSeconds: 50 }]);
  const mine = (await world.jobs.jobs(caller, { limit: 10, states: ["queued"] })).jobs.map((job) => job.id as string);
  const theirs: string[] = [];
  for (let k = 0; k < 3; k++) theirs.push((await world.jobs.submit(other, anOrder())).id);
  mine.push((await world.jobs.submit(caller, anOrder({ sessionId: id }))).id);
  expect(await order()).toEqual([...mine, ...theirs]);
});

test("beside its backend, and before it is active, a session changes nothing", async () => {
  await runAll();
  const [caller, other] = [await world.caller(), await world.caller()];
  // The session's owner has used far more than the other.
  await world.jobs.submit(caller, anOrder());
  const [used] = await leaseAll(world.jobs, randomUUID(), 1);
  if (used) await world.jobs.finish([{ ...anEnding(used), runSeconds: 50 }]);
  const { id } = await world.jobs.openSession(caller, anOpening());
  const waiting = await world.jobs.submit(caller, anOrder({ sessionId: id }));
  const theirs = await world.jobs.submit(other, anOrder());
  expect(await order()).toEqual([theirs.id, waiting.id]);

  const mine = await world.jobs.submit(caller, anOrder({ sessionId: id }));
  const elsewhere = await world.jobs.submit(other, anOrder({ backendName: "spare" }));
  expect(await order()).toEqual([elsewhere.id, mine.id]);
});

test("a session without an end goes first for eight hours", async () => {
  await runAll();
  const [caller, other] = [await world.caller(), await world.caller()];
  const { id } = await world.jobs.openSession(caller, anOpening());
  await world.jobs.submit(caller, anOrder({ sessionId: id }));
  const [first] = await leaseAll(world.jobs, randomUUID(), 1);
  if (first) await world.jobs.finish([{ ...anEnding(first), runSeconds: 50 }]);
  laterMs += 8 * 3_600_000;
  const mine = await world.jobs.submit(caller, anOrder({ sessionId: id }));
  const theirs = await world.jobs.submit(other, anOrder());
  expect(await order()).toEqual([theirs.id, mine.id]);
});

test.each([
  ["no time", { maxSeconds: 0 }],
  ["half a second", { idleSeconds: 0.5 }],
  ["more jobs than can be counted", { maxJobs: 2 ** 31 }],
  ["nothing that is a number", { maxSeconds: Number.NaN }],
])("a session for %s is refused", async (_, limits) => {
  const caller = await world.caller();
  await expect(world.jobs.openSession(caller, anOpening(limits))).rejects.toMatchObject({ code: "invalid_input" });
});

test.runIf(testKind() !== "pglite")(
  "a session that one server closes while others submit to it keeps what was accepted, and ends when that is through",
  async () => {
    await runAll();
    const databases = await Promise.all([1, 2].map(() => sameDatabase(world.database)));
    const servers = databases.map((database) => openJobs({ ...world.parts, database }));
    const [here, there] = servers;
    if (!here || !there) throw new Error("There are no servers.");
    const caller = await world.caller();
    for (let round = 0; round < 5; round++) {
      const { id } = await here.openSession(caller, anOpening({ idleSeconds: 60 }));
      const submitted = servers.flatMap((server) =>
        [1, 2, 3].map(() => server.submit(caller, anOrder({ sessionId: id }))),
      );
      const [closed, ...answers] = await Promise.allSettled([there.closeSession(caller, id), ...submitted]);
      expect(closed.status).toBe("fulfilled");
      const accepted = answers.filter(({ status }) => status === "fulfilled").length;
      const refused = answers.filter((answer) => answer.status === "rejected" && answer.reason.code === "conflict");
      expect(accepted + refused.length).toBe(6);
      expect(await runAll()).toHaveLength(accepted);
      expect(await here.session(caller, id)).toMatchObject({ state: "closed", acceptsJobs: false, jobCount: accepted });
    }
    for (const database of databases) await database.close();
  },
);
