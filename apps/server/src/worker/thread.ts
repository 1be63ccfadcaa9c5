import { parentPort, workerData } from "node:worker_threads";
import type { LinearSolver } from "@naru/annealer";
import { openBackend } from "@naru/backends";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { usePackingHost } from "@naru/workload";
import { nodePacking } from "../config/index.ts";
import type { FromThread, ThreadData, ToThread } from "./messages.ts";
import { stepBack } from "./priority.ts";
import { estimateTask, runTask } from "./run-task.ts";

/*
 * A thread that runs jobs, one after another, and does nothing else. It holds no lease and knows no database; when it
 * dies, whoever started it sees in the shared words which task it was at.
 */

const port = parentPort;
if (!port) throw new Error("This file is the body of a worker thread.");
const { models, engine: limits, shared, stepsBack } = workerData as ThreadData;
// Before anything else is started, so that the threads of the engine are as far back.
stepBack(stepsBack);
const words = new Int32Array(shared);
const post = (message: FromThread) => port.postMessage(message);

usePackingHost(nodePacking);
const host = nodeHost();
const engine = await Engine.create(host, limits);
const backends = new Map(models.map((model) => [model.spec.name, openBackend(model, engine, host)]));
const solvers = new Set(models.flatMap(({ spec, hybrid }) => (hybrid ? [spec.name] : [])));
let work = Promise.resolve();
port.on("message", (message: ToThread) => {
  work = work.then(() => handle(message));
});
post({ kind: "ready" });

async function handle(message: ToThread): Promise<void> {
  if (message.kind === "close") {
    await engine.close();
    port?.close();
    return;
  }
  if (message.kind === "estimate") {
    const { askId, backendName, workload } = message;
    post({ kind: "estimated", askId, answer: estimateTask(backends, backendName, workload) });
    return;
  }
  for (const task of message.tasks) {
    Atomics.store(words, 0, task.taskId);
    const clock = openTaskClock(task.maxSeconds);
    const stop = {
      get aborted() {
        return Atomics.load(words, task.slot) !== 0 || clock.isOver();
      },
    };
    if (solvers.has(task.backendName)) Object.assign(host, { linear: await exactSolver() });
    const progress = (done: number) => post({ kind: "progress", taskId: task.taskId, done });
    const ending = await runTask(backends, task, stop, progress);
    post({
      kind: "ended",
      ending: ending.state === "stopped" && clock.isOver() ? { ...ending, isOverTime: true } : ending,
    });
    Atomics.store(words, 0, 0);
  }
}

let exact: Promise<LinearSolver> | undefined;

/** Loaded with the first model, since it takes 25 MB: the exact solver of linear models. */
function exactSolver(): Promise<LinearSolver> {
  exact ??= import("@naru/annealer/highs").then(({ highsSolver }) => highsSolver());
  return exact;
}

/** Whether a run that begins now has lasted for longer than it may. */
function openTaskClock(maxSeconds: number | null) {
  const endsAtMs = performance.now() + (maxSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  return { isOver: () => performance.now() > endsAtMs };
}
