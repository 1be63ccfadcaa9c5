import fc from "fast-check";
import { expect, test } from "vitest";
import { weightAt } from "./decay.ts";
import { costSeconds, laneOf, smallBytes } from "./lanes.ts";

test("a job is small while it is both quick and lean", () => {
  expect(laneOf({ seconds: 0.1, bytes: 1024 })).toBe("small");
  expect(laneOf({ seconds: 10, bytes: 1024 })).toBe("large");
  expect(laneOf({ seconds: 0.1, bytes: smallBytes + 1 })).toBe("large");
});

test("even a job that takes no time counts for something", () => {
  expect(costSeconds(0)).toBeGreaterThan(0);
});

test("use counts half as much for each week of its age, whenever one looks", () => {
  const week = 7 * 24 * 3_600_000;
  const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2040, 0, 1) });
  fc.assert(
    fc.property(moment, (now) => {
      expect(weightAt(now) / weightAt(now - week)).toBeCloseTo(2, 10);
    }),
  );
});
