/** The samplers' host in Node: memory, kernels, threads and a clock. */
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { AnnealTask, AnnealThread, ThreadHost } from "../threads/index.ts";
import { kernelHost } from "./kernel-host.ts";

export function nodeHost(): ThreadHost {
  return { ...kernelHost(() => setImmediate()), startThread };
}

/** Starts `node-thread`, from source or compiled, as this file is. */
async function startThread(): Promise<AnnealThread> {
  const isSource = import.meta.url.endsWith(".ts");
  const worker = new Worker(new URL(isSource ? "./node-thread.ts" : "./node-thread.js", import.meta.url), {
    ...(isSource && { execArgv: ["--conditions=naru-source"] }),
  });
  await new Promise<void>((resolve, reject) => {
    worker.once("online", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("A thread of the annealer ended before it began.")));
  });
  worker.unref(); // threads that nobody closed do not keep the process alive
  worker.on("error", () => {}); // told to who waits, by "exit"
  let isAlive = true;
  let last: Promise<unknown> = Promise.resolve();
  worker.once("exit", () => {
    isAlive = false;
  });
  const send = (task: AnnealTask) =>
    new Promise<string | null>((resolve, reject) => {
      const end = () => reject(new Error("A thread of the annealer ended in the middle of its work."));
      if (!isAlive) return end();
      worker.once("exit", end);
      worker.once("message", (answer: string | null) => {
        worker.off("exit", end);
        worker.unref();
        resolve(answer);
      });
      worker.ref();
      worker.postMessage(task);
    });
  return {
    run(task) {
      const answer = last.then(() => send(task));
      last = answer.catch(() => {});
      return answer;
    },
    terminate: async () => {
      await worker.terminate();
    },
  };
}
