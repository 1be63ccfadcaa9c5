import type { Worker } from "node:worker_threads";
import type { WorkloadEstimate } from "@naru/backends";
import type { FromThread, TaskError, ThreadData, ToThread } from "./messages.ts";
import { readTaskError } from "./run-task.ts";
import { startThread } from "./start-thread.ts";

/** Estimates programs on a thread of its own, started when it is first asked. */
export interface Estimator {
  /** `workload` is JSON. Throws what the backend's own estimate throws. */
  estimate(backendName: string, workload: string): Promise<WorkloadEstimate>;
  close(): Promise<void>;
}

interface Ask {
  readonly resolve: (estimate: WorkloadEstimate) => void;
  readonly reject: (error: Error) => void;
}

export function openEstimator(data: Omit<ThreadData, "shared">): Estimator {
  const asks = new Map<number, Ask>();
  let lastAskId = 0;
  let thread: Worker | null = null;

  function receive(message: FromThread): void {
    if (message.kind !== "estimated") return;
    const ask = asks.get(message.askId);
    asks.delete(message.askId);
    if (isError(message.answer)) ask?.reject(readTaskError(message.answer));
    else ask?.resolve(message.answer);
  }

  function start(): Worker {
    const started = startThread({ ...data, shared: new SharedArrayBuffer(4) });
    let cause: unknown;
    started.on("message", receive);
    started.on("error", (error) => {
      cause = error;
    });
    started.once("exit", () => {
      thread = null;
      for (const { reject } of asks.values()) reject(new Error("The thread that estimates programs died.", { cause }));
      asks.clear();
    });
    started.unref();
    return started;
  }

  return {
    estimate(backendName, workload) {
      thread ??= start();
      const askId = ++lastAskId;
      const { promise, resolve, reject } = Promise.withResolvers<WorkloadEstimate>();
      asks.set(askId, { resolve, reject });
      thread.postMessage({ kind: "estimate", askId, backendName, workload } satisfies ToThread);
      return promise;
    },
    async close() {
      await thread?.terminate();
    },
  };
}

const isError = (answer: WorkloadEstimate | TaskError): answer is TaskError => "code" in answer;
