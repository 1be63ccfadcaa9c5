import type { Backend } from "@naru/backends";
import { expect, test } from "vitest";
import type { Task } from "./messages.ts";
import { runTask } from "./run-task.ts";

const aTask = (changes: Partial<Task> = {}): Task => ({
  ...{ taskId: 1, slot: 1, backendName: "test", seed: 1, dryRun: false, model: null, maxSeconds: null },
  workload: '{"kind":"sample","circuits":[],"shots":1}',
  ...changes,
});

/** A stop that is asked for at the n-th look. */
function stopAtLook(n: number) {
  let looks = 0;
  return {
    get aborted() {
      return ++looks >= n;
    },
  };
}

test("a run that was told to stop ends between its steps, at the latest before it simulates", async () => {
  let runs = 0;
  const backend = {
    compile: async () => [],
    run: async () => {
      runs++;
      return { kind: "sample", seed: 1, circuits: [] };
    },
  } as unknown as Backend;
  const run = (task: Task, look: number) => runTask(new Map([["test", backend]]), task, stopAtLook(look), () => {});
  for (const look of [1, 2]) expect((await run(aTask(), look)).state).toBe("stopped");
  expect(runs).toBe(0);
  for (const look of [1, 2, 3]) expect((await run(aTask({ dryRun: true }), look)).state).toBe("stopped");
  expect((await run(aTask(), 4)).state).toBe("succeeded");
  expect((await run(aTask({ dryRun: true }), 4)).state).toBe("succeeded");
});
