import { afterEach, expect, test } from "vitest";
import { defaultEstimatorRules, type Estimator, type EstimatorRules, openEstimator } from "./estimator.ts";

/**
 * A thread that does what programs say: the workload is one word. `deaf` is read for ever, `die` takes the thread with
 * it, `no` is refused, `hungry` takes all memory; anything else comes back as the method.
 */
const body = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort } from "node:worker_threads";
  parentPort.on("message", ({ askId, workload }) => {
    if (workload === "die") process.exit(1);
    if (workload === "deaf") for (;;) ;
    const kept = [];
    while (workload === "hungry") kept.push(new Array(100000).fill(kept.length + 0.5));
    const refusal = { code: "unsupported", message: "not here", details: {}, stack: null };
    parentPort.postMessage({ kind: "estimated", askId, answer: workload === "no" ? refusal : { method: workload } });
  });
  parentPort.postMessage({ kind: "ready" });`)}`,
);

let estimator: Estimator;
afterEach(() => estimator.close());

function open(rules: Partial<EstimatorRules> = {}): Estimator {
  const data = { models: [], engine: { threads: 1, maxBytes: 1 } };
  estimator = openEstimator(data, { ...defaultEstimatorRules, maxSeconds: 0.3, body, ...rules });
  return estimator;
}

test("answers come back to those who asked, and refusals as they were thrown", async () => {
  open();
  const asked = ["a", "b", "c", "d"].map((workload) => estimator.estimate("x", workload));
  expect((await Promise.all(asked)).map(({ method }) => method)).toEqual(["a", "b", "c", "d"]);
  await expect(estimator.estimate("x", "no")).rejects.toMatchObject({ code: "unsupported", message: "not here" });
});

test("a program that is read for too long is refused, and those behind it are answered", async () => {
  open({ threads: 1 });
  const deaf = estimator.estimate("x", "deaf");
  const behind = ["a", "b"].map((workload) => estimator.estimate("x", workload));
  await expect(deaf).rejects.toMatchObject({ code: "too_large", details: { limitSeconds: 0.3 } });
  expect((await Promise.all(behind)).map(({ method }) => method)).toEqual(["a", "b"]);
});

test("a slow program does not hold up another", async () => {
  open({ threads: 2, maxSeconds: 60 });
  estimator.estimate("x", "deaf").catch(() => {});
  expect(await estimator.estimate("x", "a")).toMatchObject({ method: "a" });
});

test("a program that takes all memory is refused, and the next is answered", async () => {
  open({ threads: 1, maxHeapMegabytes: 16, maxSeconds: 60 });
  await expect(estimator.estimate("x", "hungry")).rejects.toMatchObject({ code: "too_large" });
  expect(await estimator.estimate("x", "a")).toMatchObject({ method: "a" });
});

test("a thread that dies for no reason is a bug, and another takes its place", async () => {
  open({ threads: 1 });
  await expect(estimator.estimate("x", "die")).rejects.toThrow("died");
  expect(await estimator.estimate("x", "a")).toMatchObject({ method: "a" });
});
