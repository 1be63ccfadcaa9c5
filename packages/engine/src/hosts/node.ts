import { availableParallelism, totalmem } from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { HelperThread, Host } from "../host.ts";
import { instantiate } from "./instantiate.ts";
import { createWideMemory, supportsWideMemory } from "./wide-memory.ts";

/** Part of the machine's memory that the engine may count on; the rest is for the system and the process itself. */
const grantedPart = 0.8;

/**
 * The engine's host in Node: memory, kernels, threads and a clock. The whole machine is offered; `EngineOptions` say how
 * much of it an engine takes.
 */
export function nodeHost(): Host {
  return {
    threadCount: availableParallelism(),
    memoryBytes: Math.floor(totalmem() * grantedPart),
    now: () => performance.now(),
    pause: () => setImmediate(),
    createMemory: (initial, maximum) => new WebAssembly.Memory({ initial, maximum, shared: true }),
    ...(supportsWideMemory() && { createWideMemory }),
    compile: (bytes) => new WebAssembly.Module(bytes),
    instantiate,
    startHelper,
  };
}

/** Starts `node-thread`, from source or compiled, as this file is. */
async function startHelper(): Promise<HelperThread> {
  const isSource = import.meta.url.endsWith(".ts");
  const worker = new Worker(new URL(isSource ? "./node-thread.ts" : "./node-thread.js", import.meta.url), {
    ...(isSource && { execArgv: ["--conditions=naru-source"] }),
  });
  await new Promise<void>((resolve, reject) => {
    worker.once("online", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("A helper thread ended before it began.")));
  });
  worker.unref(); // an engine that nobody closed does not keep the process alive
  let isAlive = true;
  const end = () => {
    isAlive = false;
  };
  worker.on("error", end).on("exit", end);
  return {
    get isAlive() {
      return isAlive;
    },
    post: (message) => worker.postMessage(message),
    terminate: async () => {
      await worker.terminate();
    },
  };
}
