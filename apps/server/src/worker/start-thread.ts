import { Worker } from "node:worker_threads";
import type { ThreadData } from "./messages.ts";

/** The source runs as it is under Node, the published package as compiled JavaScript. */
const isSource = import.meta.url.endsWith(".ts");

/** The program of the threads that run jobs. */
export const threadBody = new URL(isSource ? "./thread.ts" : "./thread.js", import.meta.url);

/** `maxHeapMegabytes` ends a thread that takes more for its own objects, for those that read what strangers send. */
export const startThread = (data: ThreadData, body: URL = threadBody, maxHeapMegabytes?: number): Worker =>
  new Worker(body, {
    ...(maxHeapMegabytes !== undefined && { resourceLimits: { maxOldGenerationSizeMb: maxHeapMegabytes } }),
    name: "naru-jobs",
    workerData: data,
    ...(isSource && { execArgv: ["--conditions=naru-source", "--disable-warning=ExperimentalWarning"] }),
  });
