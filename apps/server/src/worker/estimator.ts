import type { Worker } from "node:worker_threads";
import type { WorkloadEstimate } from "@naru/backends";
import { TooLargeError } from "@naru/base";
import type { FromThread, TaskError, ThreadData, ToThread } from "./messages.ts";
import { stepsBack } from "./priority.ts";
import { readTaskError } from "./run-task.ts";
import { startThread, threadBody } from "./start-thread.ts";

/**
 * Estimates programs on threads of its own, each one program at a time. What a stranger's program can do there is take
 * its thread down with it: a program that takes too long or too much memory is refused, and a fresh thread goes on.
 */
export interface Estimator {
  /** `workload` is JSON. Throws what the backend's own estimate throws, and TooLargeError for what takes too long. */
  estimate(backendName: string, workload: string): Promise<WorkloadEstimate>;
  /** Starts the first thread, so that the first program does not wait for it. */
  warmUp(): void;
  close(): Promise<void>;
}

export interface EstimatorRules {
  /** More than one, so that a slow program does not hold up the others. */
  readonly threads: number;
  readonly maxSeconds: number;
  readonly maxHeapMegabytes: number;
  /** The program of the threads; another one in tests of what happens when it misbehaves. */
  readonly body: URL;
}

export const defaultEstimatorRules: EstimatorRules = {
  threads: 2,
  // 100 000 gates take a second.
  maxSeconds: 20,
  maxHeapMegabytes: 1024,
  body: threadBody,
};

/** What its threads are started with. */
type EstimatorData = Omit<ThreadData, "shared" | "stepsBack">;

interface Ask {
  readonly backendName: string;
  readonly workload: string;
  readonly resolve: (estimate: WorkloadEstimate) => void;
  readonly reject: (error: Error) => void;
}

export function openEstimator(data: EstimatorData, rules: EstimatorRules = defaultEstimatorRules): Estimator {
  const waiting: Ask[] = [];
  const threads = new Set<EstimatorThread>();
  let isClosing = false;

  function feed(): void {
    while (waiting.length > 0 && !isClosing) {
      const idle = [...threads].find((thread) => !thread.isBusy);
      const thread = idle ?? (threads.size < rules.threads ? start() : null);
      const ask = thread && waiting.shift();
      if (!ask) return;
      thread.answer(ask);
    }
  }

  function start(): EstimatorThread {
    const started = new EstimatorThread(data, rules, {
      free: feed,
      gone() {
        threads.delete(started);
        feed();
      },
    });
    threads.add(started);
    return started;
  }

  return {
    estimate(backendName, workload) {
      const { promise, resolve, reject } = Promise.withResolvers<WorkloadEstimate>();
      waiting.push({ backendName, workload, resolve, reject });
      feed();
      return promise;
    },
    warmUp() {
      if (threads.size === 0 && !isClosing) start();
    },
    async close() {
      isClosing = true;
      for (const { reject } of waiting.splice(0)) reject(new Error("The service stops."));
      await Promise.all([...threads].map((thread) => thread.end()));
    },
  };
}

/** One thread and the program that it is at. */
class EstimatorThread {
  readonly #thread: Worker;
  readonly #rules: EstimatorRules;
  #ask: Ask | null = null;
  #askId = 0;
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(data: EstimatorData, rules: EstimatorRules, events: { free(): void; gone(): void }) {
    this.#rules = rules;
    let cause: unknown;
    this.#thread = startThread(
      { ...data, stepsBack: stepsBack.small, shared: new SharedArrayBuffer(4) },
      rules.body,
      rules.maxHeapMegabytes,
    );
    this.#thread.on("message", (message: FromThread) => {
      if (message.kind === "ready") this.#begin();
      if (message.kind !== "estimated" || message.askId !== this.#askId) return;
      const { answer } = message;
      const ask = this.#take();
      if (isError(answer)) ask?.reject(readTaskError(answer));
      else ask?.resolve(answer);
      events.free();
    });
    this.#thread.on("error", (error) => {
      cause = error;
    });
    this.#thread.once("exit", () => {
      this.#take()?.reject(deathOf(cause));
      events.gone();
    });
    this.#thread.unref();
  }

  get isBusy(): boolean {
    return this.#ask !== null;
  }

  answer(ask: Ask): void {
    this.#ask = ask;
    const { backendName, workload } = ask;
    const message: ToThread = { kind: "estimate", askId: ++this.#askId, backendName, workload };
    this.#thread.postMessage(message);
    if (this.#isReady) this.#watch();
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  /** Starting takes its time, which is not the program's. */
  #begin(): void {
    this.#isReady = true;
    if (this.#ask) this.#watch();
  }

  #watch(): void {
    const { maxSeconds } = this.#rules;
    this.#timer = setTimeout(() => {
      this.#take()?.reject(
        new TooLargeError(
          `The program takes longer than ${maxSeconds} s to be read and priced. Send fewer or smaller circuits at once.`,
          { limitSeconds: maxSeconds },
        ),
      );
      void this.#thread.terminate();
    }, maxSeconds * 1000);
  }

  #take(): Ask | null {
    clearTimeout(this.#timer);
    const ask = this.#ask;
    this.#ask = null;
    return ask;
  }
}

function deathOf(cause: unknown): Error {
  if ((cause as { code?: unknown } | undefined)?.code === "ERR_WORKER_OUT_OF_MEMORY") {
    return new TooLargeError(
      "The program takes too much memory to be read and priced. Send fewer or smaller circuits at once.",
    );
  }
  return new Error("The thread that estimates programs died.", { cause });
}

const isError = (answer: WorkloadEstimate | TaskError): answer is TaskError => "code" in answer;
