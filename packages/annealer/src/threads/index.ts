/** Reads spread over threads. */
export { type AnnealTask, serveTask } from "./task.ts";
export { type AnnealThread, type ThreadHost, Threads } from "./threads.ts";
