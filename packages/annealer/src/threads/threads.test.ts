import { CancelledError, InvalidInputError } from "@naru/base";
import { expect, test } from "vitest";
import { anneal } from "../annealing/anneal.ts";
import { nodeHost } from "../hosts/node.ts";
import { isingModel } from "../model.ts";
import { randomModel } from "../models.testing.ts";
import { Threads } from "./threads.ts";

const host = nodeHost();

test("samples are the same for any number of threads", async () => {
  const models = [randomModel(120, 0.05, [1, -1], 3), randomModel(60, 0.9, [0.3, -1.7], 4)];
  const alone = await Promise.all(models.map((model) => anneal(host, model, { seed: 7, reads: 70, sweeps: 40 })));
  for (const count of [1, 2, 3]) {
    const threads = new Threads(host, count);
    try {
      for (const [k, model] of models.entries()) {
        expect(await threads.anneal(model, { seed: 7, reads: 70, sweeps: 40 })).toEqual(alone[k]);
      }
    } finally {
      await threads.close();
    }
  }
});

test("runs at the same time do not disturb one another; helpers do work", async () => {
  const model = randomModel(200, 0.05, [1, -1], 3);
  const alone = await anneal(host, model, { seed: 1, reads: 64, sweeps: 300 });
  let tasks = 0;
  const counting = {
    ...host,
    startThread: async () => {
      const thread = await host.startThread();
      return {
        ...thread,
        run: (task: Parameters<typeof thread.run>[0]) => {
          tasks++;
          return thread.run(task);
        },
      };
    },
  };
  const threads = new Threads(counting, 2);
  try {
    const runs = Array.from({ length: 3 }, () => threads.anneal(model, { seed: 1, reads: 64, sweeps: 300 }));
    for (const found of await Promise.all(runs)) expect(found).toEqual(alone);
    expect(tasks).toBe(3);
  } finally {
    await threads.close();
  }
});

test("stops, with helpers free for the next run", async () => {
  const model = randomModel(400, 0.05, [1, -1], 9);
  const threads = new Threads(host, 2);
  let looks = 0;
  const stop = {
    get aborted() {
      return ++looks > 5;
    },
  };
  try {
    await expect(threads.anneal(model, { seed: 1, reads: 1000, sweeps: 1e5, stop })).rejects.toThrow(CancelledError);
    const { reads } = await threads.anneal(model, { seed: 1, reads: 40, sweeps: 10 });
    expect(reads).toBe(40);
  } finally {
    await threads.close();
  }
});

test("a thread that fails or ends fails the run", async () => {
  const model = randomModel(50, 0.2, [1, -1], 9);
  const failing = (run: () => Promise<string | null>) =>
    new Threads({ ...host, startThread: async () => ({ run, terminate: async () => {} }) }, 2);
  const options = { seed: 1, reads: 40, sweeps: 10 };
  await expect(failing(async () => "no memory").anneal(model, options)).rejects.toThrow(/no memory/);
  await expect(failing(() => Promise.reject(new Error("it ended"))).anneal(model, options)).rejects.toThrow("it ended");
});

test("options are checked before threads start", async () => {
  const threads = new Threads(
    { ...host, startThread: () => Promise.reject(new Error("none of these are to be started")) },
    2,
  );
  const model = isingModel([0, 1], { first: [0], second: [1], values: [1] });
  await expect(threads.anneal(model, { seed: 1, reads: 2, sweeps: 0 })).rejects.toThrow(InvalidInputError);
});
