import type { JobState, JobView } from "@naru/sdk";
import { expect, test } from "vitest";
import { newest } from "./newest.ts";

const view = (state: JobState, progress = 0, id = "a"): JobView => ({ id, state, progress }) as JobView;

test("an answer that was overtaken does not turn a job back", () => {
  const done = view("succeeded", 1);
  expect(newest(view("running", 0.9), done)).toBe(done);
  expect(newest(done, view("queued"))).toBe(done);
  const later = view("running", 0.5);
  expect(newest(view("running", 0.2), later)).toBe(later);
});

test("without another view, or with one of another job, the view stands", () => {
  const mine = view("queued");
  expect(newest(mine, null)).toBe(mine);
  expect(newest(mine, view("succeeded", 1, "b"))).toBe(mine);
});
