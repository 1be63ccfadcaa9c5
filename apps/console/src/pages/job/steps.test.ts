import { expect, test } from "vitest";
import { stepsOf } from "./steps.ts";

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const told = (job: Parameters<typeof stepsOf>[0]) => stepsOf(job).map((step) => [step.name, step.afterMs]);

test("a finished job tells how long it waited and how long it ran", () => {
  expect(told({ submittedAt: at(0), startedAt: at(2), finishedAt: at(5) })).toEqual([
    ["submitted", null],
    ["started", 2000],
    ["finished", 3000],
  ]);
});

test("a waiting job shows what is still to come", () => {
  const steps = stepsOf({ submittedAt: at(0), startedAt: null, finishedAt: null });
  expect(steps.map((step) => [step.name, step.at !== null])).toEqual([
    ["submitted", true],
    ["started", false],
    ["finished", false],
  ]);
});

test("a job cancelled in the queue never started", () => {
  expect(told({ submittedAt: at(0), startedAt: null, finishedAt: at(4) })).toEqual([
    ["submitted", null],
    ["finished", 4000],
  ]);
});
