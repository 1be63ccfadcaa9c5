/** The thread side of the samplers' host in Node: one task after the other. */
import { parentPort } from "node:worker_threads";
import { type AnnealTask, serveTask } from "../threads/index.ts";
import { kernelHost } from "./kernel-host.ts";

const host = kernelHost(() => Promise.resolve());
parentPort?.on("message", async (task: AnnealTask) => {
  parentPort?.postMessage(await serveTask(host, task));
});
