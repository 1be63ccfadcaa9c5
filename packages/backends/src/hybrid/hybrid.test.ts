import { CancelledError, seeded, TooLargeError, UnsupportedError } from "@naru/base";
import { nodeHost } from "@naru/engine/node";
import { solvedOf } from "@naru/workload";
import { expect, test } from "vitest";
import { solveConformance } from "../conformance.ts";
import { bqmFile, openHybridModel, openToEstimate } from "./models.testing.ts";

const small = bqmFile(
  [0.5, -1, 0],
  [
    [0, 1, 1],
    [1, 2, -2],
  ],
);
// Spins −1, 1, 1: −0.5 − 1 − 1 − 2.
solveConformance("a hybrid solver", async () => openHybridModel(), { model: small, least: -4.5, timeLimitSeconds: 1 });

const control = { stop: { aborted: false }, seed: 3, now: () => 0 };
const random = seeded(1);
const large = bqmFile(
  Array.from({ length: 400 }, () => random.uniform() - 0.5),
  Array.from({ length: 400 }, (_, k) => [k, (k + 1 + random.below(398)) % 400, random.uniform() - 0.5] as const).filter(
    ([a, b], k, all) => all.findIndex(([c, d]) => (c === a && d === b) || (c === b && d === a)) === k,
  ),
);

test("a search ends at its time limit, and tells how far it is", async () => {
  const told: number[] = [];
  // A clock that moves on by one millisecond each time it is looked at.
  let nowMs = 0;
  const host = { ...nodeHost(), now: () => (nowMs += 1) };
  const outcome = solvedOf(
    await openHybridModel(host).run(
      { kind: "solve", model: large, timeLimitSeconds: 1 },
      { ...control, onProgress: (done) => told.push(done) },
    ),
  );
  expect(outcome.seconds).toBeGreaterThan(0.95);
  expect(outcome.seconds).toBeLessThan(1.05);
  expect(told.length).toBeGreaterThan(0);
  expect(told.every((done) => done >= 0 && done <= 1)).toBe(true);
});

test("a search stops when asked", async () => {
  let looks = 0;
  const stop = {
    get aborted() {
      return ++looks > 3;
    },
  };
  const run = openHybridModel().run({ kind: "solve", model: large, timeLimitSeconds: 60 }, { ...control, stop });
  await expect(run).rejects.toThrow(CancelledError);
});

test("formats that a solver does not take and files that are too large are refused at submission", () => {
  const backend = openToEstimate();
  const solve = { kind: "solve", timeLimitSeconds: 1 } as const;
  expect(() => backend.estimate({ ...solve, model: { format: "nl", base64: "" } })).toThrow(UnsupportedError);
  expect(() => backend.estimate({ ...solve, model: { format: "bqm", base64: "A".repeat(2e6) } })).toThrow(
    TooLargeError,
  );
});

test("a model of more variables than a solver takes is refused once it is read", async () => {
  const model = bqmFile(new Array<number>(501).fill(1), []);
  const run = openHybridModel().run({ kind: "solve", model, timeLimitSeconds: 60 }, control);
  await expect(run).rejects.toThrow("501 variables, and 500 are the most");
});

test("without a host, backends estimate and do not run", async () => {
  const workload = { kind: "solve", model: small, timeLimitSeconds: 1 } as const;
  expect(openToEstimate().estimate(workload).seconds).toBe(1);
  await expect(openToEstimate().run(workload, control)).rejects.toThrow(UnsupportedError);
});
