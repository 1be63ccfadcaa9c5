import { randomUUID } from "node:crypto";
import { NotFoundError } from "@naru/base";
import type { SessionOrder } from "@naru/dialect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemPlatform } from "../config/index.ts";
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
