import { expect, test } from "vitest";
import type { LeasedJob } from "../jobs/index.ts";
import { endingOf } from "./endings.ts";
import type { TaskEnding } from "./messages.ts";

const job = {} as LeasedJob;
const rules = { version: "1", maxSeconds: 60 };
const stopped: TaskEnding = { taskId: 1, runSeconds: 2, state: "stopped" };
const failed = (code: "too_large" | "simulation_failed" | null, message = "no"): TaskEnding => ({
  ...{ taskId: 1, runSeconds: 2, state: "failed" },
  error: { code, message, details: {}, stack: null },
});

test("a stop means what it was told for", () => {
  expect(endingOf(job, stopped, "cancel", 0.5, rules)).toMatchObject({ state: "cancelled", done: 0.5, runSeconds: 2 });
  expect(endingOf(job, stopped, "timeout", 0.5, rules)).toMatchObject({
    state: "failed",
    failure: { code: "timeout" },
  });
  expect(endingOf(job, stopped, "hand-back", 0.5, rules)).toBeNull();
});

test("a run that took longer than its owner wanted has failed for that, unless it was stopped for another reason", () => {
  const limited = { ...job, maxSeconds: 5 };
  const over: TaskEnding = { ...stopped, isOverTime: true };
  expect(endingOf(limited, over, null, 0.5, rules)).toMatchObject({
    state: "failed",
    failure: { code: "timeout", message: expect.stringContaining("longer than 5 s"), blame: "user" },
  });
  expect(endingOf(limited, over, "cancel", 0.5, rules)).toMatchObject({ state: "cancelled" });
  expect(endingOf(limited, over, "hand-back", 0.5, rules)).toBeNull();
});

test("what the program caused is the user's to mend, everything else is the system's fault", () => {
  expect(endingOf(job, failed("too_large"), null, 0, rules)).toMatchObject({
    failure: { code: "too_large", blame: "user" },
  });
  expect(endingOf(job, failed("simulation_failed"), null, 0, rules)).toMatchObject({ failure: { blame: "system" } });
  expect(endingOf(job, failed(null), null, 0, rules)).toMatchObject({
    failure: { code: "simulation_failed", blame: "system" },
  });
});

test("a message that the database could not keep is made fit", () => {
  const ending = endingOf(job, failed("too_large", "a\0b\ud800"), null, 0, rules);
  expect(ending).toMatchObject({ failure: { message: "ab\ufffd" } });
});

test("a job that ended before it heard the stop has succeeded", () => {
  const success: TaskEnding = { taskId: 1, runSeconds: 2, state: "succeeded", outcome: "{}", executionMs: 1 };
  expect(endingOf(job, success, "cancel", 1, rules)).toMatchObject({ state: "succeeded", version: "1" });
});
