import { expect, test } from "vitest";
import { silentLog } from "../config/index.ts";
import type { LeasedJob } from "../jobs/index.ts";
import { openDispatcher } from "./dispatcher.ts";

const aJob = { estimate: { seconds: 0.001 } } as LeasedJob;

/** A queue of so many jobs and a pool with so many places. */
function aScene(waiting: number, places: number) {
  const scene = { waiting, places, claims: 0, added: 0 };
  const dispatcher = openDispatcher({
    room: () => ({ jobs: scene.places - scene.added, seconds: 1 }),
    async claim({ jobs }) {
      scene.claims++;
      const count = Math.min(jobs, scene.waiting);
      await Promise.resolve();
      scene.waiting -= count;
      return Array.from({ length: count }, () => aJob);
    },
    add: (jobs) => {
      scene.added += jobs.length;
    },
    log: silentLog,
  });
  return { scene, dispatcher };
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test("one claim takes what there is, and no second one asks an empty queue", async () => {
  const { scene, dispatcher } = aScene(3, 10);
  dispatcher.wake();
  await settled();
  expect(scene).toMatchObject({ waiting: 0, added: 3, claims: 1 });
});

test("news during a claim are looked after once it is through", async () => {
  const { scene, dispatcher } = aScene(1, 10);
  dispatcher.wake();
  scene.waiting += 1;
  dispatcher.wake();
  dispatcher.wake();
  await settled();
  expect(scene).toMatchObject({ waiting: 0, added: 2, claims: 2 });
});

test("a full pool is left alone until there is room, and then the rest is taken", async () => {
  const { scene, dispatcher } = aScene(5, 2);
  dispatcher.wake();
  await settled();
  expect(scene).toMatchObject({ waiting: 3, added: 2, claims: 1 });
  scene.added = 0;
  dispatcher.onRoom();
  await settled();
  expect(scene).toMatchObject({ waiting: 1, added: 2 });
});

test("room without news asks nothing", async () => {
  const { scene, dispatcher } = aScene(0, 2);
  dispatcher.wake();
  await settled();
  dispatcher.onRoom();
  await settled();
  expect(scene.claims).toBe(1);
});

test("a claim that fails is not repeated by itself, only at the next news", async () => {
  let claims = 0;
  const dispatcher = openDispatcher({
    room: () => ({ jobs: 1, seconds: 1 }),
    claim: () => Promise.reject(new Error(`away ${++claims}`)),
    add() {},
    log: silentLog,
  });
  dispatcher.wake();
  await settled();
  expect(claims).toBe(1);
  dispatcher.wake();
  await settled();
  expect(claims).toBe(2);
});

test("once stopped, nothing is claimed any more, and the last claim has been handed over", async () => {
  const { scene, dispatcher } = aScene(4, 2);
  dispatcher.wake();
  await dispatcher.stop();
  expect(scene.added).toBe(2);
  dispatcher.wake();
  dispatcher.onRoom();
  await settled();
  expect(scene.claims).toBe(1);
});
