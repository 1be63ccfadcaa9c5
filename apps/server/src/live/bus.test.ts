import { randomUUID } from "node:crypto";
import type { JobId, ProjectId } from "@naru/base";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLog } from "../config/index.ts";
import type { Database } from "../db/index.ts";
import { sameDatabase, testDatabase, testKind } from "../db/testing.ts";
import { type Bus, type LiveEvent, openBus, payloadsOf } from "./bus.ts";
import { openFinals } from "./finals.ts";

const isShared = testKind() !== "pglite";
let here: Database;
let there: Database;
let bus: Bus;
let other: Bus;
beforeAll(async () => {
  here = await testDatabase();
  bus = await openBus(here, silentLog);
  if (!isShared) return;
  there = await sameDatabase(here);
  other = await openBus(there, silentLog);
});
afterAll(async () => {
  await other?.stop();
  await bus.stop();
  await there?.close();
  await here.close();
});

const jobEvent = (jobId: string, state: "running" | "succeeded" = "succeeded"): LiveEvent => ({
  kind: "job",
  jobId: jobId as JobId,
  projectId: randomUUID() as ProjectId,
  state,
  progress: 0.5,
});

function listen(to: Bus): { heard: LiveEvent[]; stop: () => void } {
  const heard: LiveEvent[] = [];
  return { heard, stop: to.subscribe((event) => heard.push(event)) };
}

test("this process hears at once", () => {
  const { heard, stop } = listen(bus);
  const event = jobEvent(randomUUID());
  bus.publish(event, { kind: "queued" });
  expect(heard).toEqual([event, { kind: "queued" }]);
  stop();
  bus.publish(event);
  expect(heard).toHaveLength(2);
});

test.runIf(isShared)("other processes hear everything, once, and this one no echo", async () => {
  const [near, far] = [listen(bus), listen(other)];
  const events = Array.from({ length: 500 }, () => jobEvent(randomUUID()));
  bus.publish(...events);
  const last = { ...jobEvent("the last"), jobId: "the last" as JobId };
  await expect
    .poll(() => {
      bus.publish(last);
      return far.heard.some((event) => event.kind === "job" && event.jobId === last.jobId);
    })
    .toBe(true);
  expect(far.heard.filter((event) => events.some((one) => JSON.stringify(one) === JSON.stringify(event)))).toEqual(
    events,
  );
  expect(near.heard.filter((event) => events.includes(event))).toEqual(events);
  near.stop();
  far.stop();
});

test("who waits for a job is woken by its end, and by nothing else of it", async () => {
  const finals = openFinals(bus);
  const id = randomUUID() as JobId;
  const { done } = finals.arm([id], 600_000);
  let isDone = false;
  void done.then(() => {
    isDone = true;
  });
  bus.publish(jobEvent(id, "running"), jobEvent(randomUUID()));
  await Promise.resolve();
  expect(isDone).toBe(false);
  bus.publish(jobEvent(id));
  await done;
  finals.stop();
});

test("a wait ends by itself, by its owner, and when the service stops", async () => {
  const finals = openFinals(bus);
  await finals.arm([randomUUID() as JobId], 1).done;
  const mine = finals.arm([randomUUID() as JobId], 600_000);
  mine.cancel();
  await mine.done;
  const rest = finals.arm([randomUUID() as JobId], 600_000);
  finals.stop();
  await rest.done;
});

test("payloads hold every event in order and fit a notification", () => {
  const texts = fc.array(
    fc.string({ maxLength: 200, unit: "grapheme-ascii" }).map((text) => JSON.stringify({ text })),
    {
      maxLength: 300,
    },
  );
  fc.assert(
    fc.property(texts, (events) => {
      const payloads = payloadsOf("a process", events);
      for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8000);
      const read = payloads.flatMap((payload) => (JSON.parse(payload) as { events: unknown[] }).events);
      expect(read.map((event) => JSON.stringify(event))).toEqual(events);
    }),
  );
});
