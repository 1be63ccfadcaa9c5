import { CancelledError } from "@naru/base";
import { expect, test } from "vitest";
import { Progress } from "./progress.ts";

test("progress goes up to 1, told in steps of a hundredth at least", () => {
  const told: number[] = [];
  const control = { stop: { aborted: false }, seed: 1, now: () => 0, onProgress: (done: number) => told.push(done) };
  const progress = new Progress(control, 10_000);
  for (let part = 0; part < 10_000; part++) {
    progress.within(0.5);
    progress.finish();
  }
  expect(told.length).toBeLessThanOrEqual(101);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
});

test("a part that ends when the run is to stop ends the run", () => {
  const stop = { aborted: false };
  const progress = new Progress({ stop, seed: 1, now: () => 0 }, 2);
  progress.finish();
  stop.aborted = true;
  expect(() => progress.finish()).toThrow(CancelledError);
  expect(() => progress.check()).toThrow(CancelledError);
});
