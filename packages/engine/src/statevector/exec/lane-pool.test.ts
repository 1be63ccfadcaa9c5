import { CancelledError } from "@naru/base";
import { expect, test } from "vitest";
import { LanePool } from "./lane-pool.ts";

const small = 2 ** 20;
const large = 2 ** 30;

/** A pool over 4 GiB whose lanes are counted, and whose runs go on when told to. */
function poolOfRuns() {
  const dropped: number[] = [];
  let made = 0;
  const make = (isWide: boolean) => ({ number: ++made, arena: { bytes: 0, isWide } });
  const pool = new LanePool(make, async ({ number }) => void dropped.push(number), 2 ** 32);
  const clockOf = (bytes: number) => pool.clockOf({ now: () => 0, pause: async () => {} }, bytes);
  const clock = clockOf(large);
  const begun: string[] = [];
  const begin = (name: string, bytes: number, check: () => void = () => {}, isWide = false) => {
    let end = () => {};
    const work = async (lane: ReturnType<typeof make>) => {
      begun.push(name);
      lane.arena.bytes = Math.max(lane.arena.bytes, bytes);
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return lane.number;
    };
    const done = pool.use(bytes, { check }, work, isWide);
    return { done, end: () => end() };
  };
  /** As runs do at least each 50 ms. */
  const pause = async () => {
    await clock.pause();
    await new Promise(setImmediate);
  };
  return { pool, clockOf, begin, begun, pause, dropped, made: () => made };
}
const settled = () => new Promise(setImmediate);

test("runs that end before they pause follow one another in one lane", async () => {
  const { begin, begun } = poolOfRuns();
  const runs = ["a", "b", "c"].map((name) => begin(name, small));
  for (const [i, run] of runs.entries()) {
    await settled();
    expect(begun.length).toBe(i + 1);
    run.end();
  }
  expect(await Promise.all(runs.map(({ done }) => done))).toEqual([1, 1, 1]);
});

test("a run that pauses lets one in that waits, beside it", async () => {
  const { begin, begun, pause } = poolOfRuns();
  begin("long", large);
  const short = begin("short", small);
  await settled();
  expect(begun).toEqual(["long"]);
  await pause();
  expect(begun).toEqual(["long", "short"]);
  short.end();
  expect(await short.done).toBe(2);
});

test("small runs do not wait for large ones that do, and two of a size go on at once", async () => {
  const { begin, begun, pause } = poolOfRuns();
  const first = begin("large 1", 3 * large);
  begin("large 2", 2 * large);
  begin("large 3", large);
  for (const name of ["small 1", "small 2", "small 3"]) begin(name, small);
  await pause();
  expect(begun).toEqual(["large 1", "small 1", "small 2"]);
  first.end();
  await first.done;
  await pause();
  expect(begun).toEqual(["large 1", "small 1", "small 2", "large 2", "large 3"]);
});

test("one run may need all memory there is, alone", async () => {
  const { begin, begun, pause } = poolOfRuns();
  const whole = begin("whole", 4 * large);
  begin("next", large);
  await pause();
  expect(begun).toEqual(["whole"]);
  whole.end();
  await settled();
  expect(begun).toEqual(["whole", "next"]);
});

test("a run that is to stop while it waits is not let in", async () => {
  const { begin, begun, pause } = poolOfRuns();
  begin("long", large);
  let isStopped = false;
  const waiting = begin("waiting", 4 * large, () => {
    if (isStopped) throw new CancelledError();
  });
  await pause();
  isStopped = true;
  const refused = expect(waiting.done).rejects.toThrow(CancelledError);
  await pause();
  await refused;
  expect(begun).toEqual(["long"]);
});

test("memory beyond one large and one small lane is given back, and all of it on closing", async () => {
  const { pool, begin, pause, dropped, made } = poolOfRuns();
  const runs = [begin("1", large), begin("2", large), begin("3", small)];
  await pause();
  expect(made()).toBe(3);
  for (const run of runs) run.end();
  await Promise.all(runs.map(({ done }) => done));
  expect(dropped.length).toBe(1);
  await pool.close();
  expect(dropped.toSorted()).toEqual([1, 2, 3]);
});

test("a wide lane is kept beside the others, and is for runs that need it", async () => {
  const { begin, dropped } = poolOfRuns();
  const laneOf = async (bytes: number, isWide: boolean) => {
    const run = begin("run", bytes, () => {}, isWide);
    await settled();
    run.end();
    return run.done;
  };
  expect(await laneOf(3 * large, true)).toBe(1);
  expect(await laneOf(large, false)).toBe(2);
  expect(await laneOf(small, false)).toBe(2);
  expect(await laneOf(2 * large, true)).toBe(1);
  expect(await laneOf(2 * large, false)).toBe(2);
  expect(dropped).toEqual([]);
});

test("a large run works in shorter turns while a small one waits or is under way, and a small one as ever", async () => {
  const { begin, clockOf, pause } = poolOfRuns();
  const [ofLarge, ofSmall] = [clockOf(large), clockOf(small)];
  const turns = () => [ofLarge.turnMs, ofSmall.turnMs];
  begin("long", large);
  await settled();
  const [usual] = turns();
  expect(turns()).toEqual([usual, usual]);
  const short = begin("short", small);
  for (const _ of ["waiting", "under way"]) {
    expect(ofLarge.turnMs).toBeLessThan((usual ?? 0) / 2);
    expect(ofSmall.turnMs).toBe(usual);
    await pause();
  }
  short.end();
  await short.done;
  expect(turns()).toEqual([usual, usual]);
});
