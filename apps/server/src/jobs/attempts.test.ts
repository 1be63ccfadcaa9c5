import { randomUUID } from "node:crypto";
import type { Caller } from "@naru/dialect";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLog, systemPlatform } from "../config/index.ts";
import { Attempts, type OngoingRequest } from "./attempts.ts";
import { openWorld, type World } from "./testing.ts";

let world: World;
let caller: Caller;
beforeAll(async () => {
  world = await openWorld();
  caller = await world.caller();
});
afterAll(() => world.close());

/** A request that ends when it is told to. */
function aRequest({ aheadMs = 0, isLost = false } = {}) {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const request: OngoingRequest = {
    ...{ id: randomUUID(), arrivedMs: Date.now() + aheadMs },
    isLost: () => isLost,
    over: () => promise,
  };
  return { request, end: resolve };
}

/** A process with a clock that may be ahead of the others'. */
function aProcess() {
  let request: OngoingRequest | null = null;
  const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) };
  const { database } = world;
  const platform = { ...systemPlatform, clock };
  const attempts = new Attempts({ database, platform, log: silentLog, request: () => request });
  return {
    clock,
    attempts,
    begin(hash: Uint8Array, during: OngoingRequest | null) {
      request = during;
      return attempts.begin(caller, hash);
    },
  };
}

const aHash = () => Buffer.from(randomUUID());
const countOf = async (hash: Uint8Array) => {
  const { rows } = await sql<{ count: number; over: number }>`select count(*)::int as count,
    count(*) filter (where is_over)::int as over from jobs.attempt where request_hash = ${hash}`.execute(
    world.database.kysely,
  );
  return rows[0];
};
const untilOver = (hash: Uint8Array) => expect.poll(() => countOf(hash)).toEqual({ count: 1, over: 1 });
const untilGone = (hash: Uint8Array) => expect.poll(() => countOf(hash)).toEqual({ count: 0, over: 0 });

test("who got an answer and sends the same again wants another job", async () => {
  const here = aProcess();
  const hash = aHash();
  const [first, second] = [aRequest(), aRequest()];
  const one = await here.begin(hash, first.request);
  first.end(true);
  const two = await here.begin(hash, second.request);
  expect(two).toMatchObject({ isRepeat: false });
  expect(two?.id).not.toBe(one?.id);
  second.end(true);
  await untilGone(hash);
});

test("outside of requests nothing is a repeat, and nothing is kept", async () => {
  const hash = aHash();
  expect(await aProcess().begin(hash, null)).toBeNull();
  expect(await countOf(hash)).toEqual({ count: 0, over: 0 });
});

test("what comes again after a request without an answer is its repeat, at once and in any process", async () => {
  for (const another of [false, true]) {
    const here = aProcess();
    const hash = aHash();
    const [lost, repeat, next] = [aRequest(), aRequest(), aRequest()];
    const first = await here.begin(hash, lost.request);
    lost.end(false);
    if (another) await untilOver(hash);
    const there = another ? aProcess() : here;
    expect(await there.begin(hash, repeat.request)).toEqual({ id: first?.id, isRepeat: true });
    repeat.end(true);
    await untilGone(hash);
    expect(await there.begin(hash, next.request)).toMatchObject({ isRepeat: false });
    next.end(true);
    await untilGone(hash);
  }
});

test("of several that were lost, each repeat gets one", async () => {
  const hash = aHash();
  const dead = aProcess();
  const lost = [aRequest(), aRequest()];
  const ids = [await dead.begin(hash, lost[0]?.request ?? null), await dead.begin(hash, lost[1]?.request ?? null)];
  expect(ids[0]?.id).not.toBe(ids[1]?.id);
  for (const { end } of lost) end(false);
  await expect.poll(() => countOf(hash)).toEqual({ count: 2, over: 2 });
  const here = aProcess();
  const repeats = [aRequest(), aRequest()];
  const found: (string | undefined)[] = [];
  for (const { request } of repeats) found.push((await here.begin(hash, request))?.id);
  expect(found.toSorted()).toEqual(ids.map((each) => each?.id).toSorted());
  for (const { end } of repeats) end(true);
  await untilGone(hash);
});

test("programs that submit the same in parallel get a job each; what comes two seconds later repeats", async () => {
  const here = aProcess();
  const hash = aHash();
  const [first, parallel, late] = [aRequest(), aRequest({ aheadMs: 1_000 }), aRequest({ aheadMs: 2_500 })];
  const one = await here.begin(hash, first.request);
  expect(await here.begin(hash, parallel.request)).toMatchObject({ isRepeat: false });
  expect(await here.begin(hash, late.request)).toEqual({ id: one?.id, isRepeat: true });
  for (const { end } of [first, parallel, late]) end(true);
  await untilGone(hash);
});

test("one request may hold the same order twice, however long it takes, and so may its repeat", async () => {
  const here = aProcess();
  const hash = aHash();
  const [first, repeat] = [aRequest(), aRequest({ aheadMs: 5_000 })];
  const one = await here.begin(hash, first.request);
  const two = await here.begin(hash, first.request);
  expect(two).toMatchObject({ isRepeat: false });
  first.end(false);
  await expect.poll(() => countOf(hash)).toEqual({ count: 2, over: 2 });
  const again = [await here.begin(hash, repeat.request), await here.begin(hash, repeat.request)];
  expect(again.map((each) => each?.id).toSorted()).toEqual([one?.id, two?.id].toSorted());
  repeat.end(true);
  await untilGone(hash);
});

test("a first that is read later than its repeat gets the repeat's job, and one that is lost none at all", async () => {
  const here = aProcess();
  const hash = aHash();
  const [first, repeat] = [aRequest(), aRequest({ aheadMs: 30_000 })];
  const one = await here.begin(hash, repeat.request);
  expect(await here.begin(hash, first.request)).toEqual({ id: one?.id, isRepeat: true });
  for (const { end } of [first, repeat]) end(true);
  await untilGone(hash);
  const lost = aRequest({ isLost: true });
  await expect(here.begin(hash, lost.request)).rejects.toMatchObject({ code: "cancelled" });
  expect(await countOf(hash)).toEqual({ count: 0, over: 0 });
});

test("what another process is answering is waited for: its answer makes a new job, its silence a repeat", async () => {
  const hash = aHash();
  const [first, second] = [aRequest(), aRequest()];
  await aProcess().begin(hash, first.request);
  const there = aProcess();
  const waiting = there.begin(hash, second.request);
  setTimeout(() => first.end(true), 300);
  expect(await waiting).toMatchObject({ isRepeat: false });
  second.end(true);
  await untilGone(hash);

  const [lost, repeat] = [aRequest(), aRequest()];
  const begun = await aProcess().begin(hash, lost.request);
  const later = aProcess();
  later.clock.aheadMs = 5_000;
  expect(await later.begin(hash, repeat.request)).toEqual({ id: begun?.id, isRepeat: true });
  repeat.end(true);
  await untilGone(hash);
});

test("after ten minutes nothing is repeated any more, and what is left is swept", async () => {
  const hash = aHash();
  const lost = aRequest();
  await aProcess().begin(hash, lost.request);
  lost.end(false);
  await untilOver(hash);
  const later = aProcess();
  later.clock.aheadMs = 601_000;
  const next = aRequest();
  expect(await later.begin(hash, next.request)).toMatchObject({ isRepeat: false });
  next.end(true);
  await untilOver(hash);
  await later.attempts.sweep();
  expect(await countOf(hash)).toEqual({ count: 0, over: 0 });
});
