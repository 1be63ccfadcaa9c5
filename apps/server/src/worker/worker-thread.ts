import type { Worker } from "node:worker_threads";
import type { LeasedJob } from "../jobs/index.ts";
import type { FromThread, TaskEnding, ThreadData, ToThread } from "./messages.ts";
import { startThread, threadBody } from "./start-thread.ts";

/** Why a run was told to stop, and so what its end means. */
export type StopReason = "cancel" | "timeout" | "hand-back";

/** A job on a thread. */
export interface Assignment {
  readonly job: LeasedJob;
  stopReason: StopReason | null;
  /** Since when it has been told to stop. */
  stopSince: number | null;
  /** Since when the thread has been at it, as far as is known here. */
  begunMs: number | null;
  /** 0 … 1. */
  done: number;
  /** Its end was reported; what the thread still says of it is of no interest. */
  hasEnded: boolean;
}

export interface ThreadEvents {
  ready(thread: WorkerThread): void;
  ended(thread: WorkerThread, assignment: Assignment, ending: TaskEnding): void;
  /** The thread is gone. `running` is what it was at; `unstarted` is what it had not begun. */
  gone(thread: WorkerThread, running: Assignment | null, unstarted: readonly Assignment[]): void;
}

/** Stop flags of a thread; more tasks than this are never on it at once. */
export const slotCount = 32;

/** One thread and what it has been given. */
export class WorkerThread {
  readonly #worker: Worker;
  readonly #words: Int32Array;
  readonly #events: ThreadEvents;
  readonly #tasks = new Map<number, { readonly slot: number; readonly assignment: Assignment }>();
  readonly #freeSlots = Array.from({ length: slotCount }, (_, k) => k + 1);
  #lastTaskId = 0;
  #isReady = false;
  #isClosing = false;
  readonly exited: Promise<void>;

  constructor(data: Omit<ThreadData, "shared">, events: ThreadEvents, body: URL = threadBody) {
    const shared = new SharedArrayBuffer(4 * (slotCount + 1));
    this.#words = new Int32Array(shared);
    this.#events = events;
    this.#worker = startThread({ ...data, shared }, body);
    this.#worker.on("message", (message: FromThread) => this.#receive(message));
    this.#worker.on("error", (error) => {
      this.lastError = error;
    });
    this.exited = new Promise((resolve) => {
      this.#worker.once("exit", () => {
        resolve();
        this.#report();
      });
    });
  }

  /** What ended the thread, if it ended by itself. */
  lastError: unknown = null;

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Expected work that it has been given and has not finished. */
  get expectedSeconds(): number {
    return this.assignments().reduce((sum, { job }) => sum + job.estimate.seconds, 0);
  }

  /** Tasks that it has not answered yet, also those whose end was reported before. */
  get taskCount(): number {
    return this.#tasks.size;
  }

  /** What it has been given and has not ended. */
  assignments(): Assignment[] {
    return Array.from(this.#tasks.values(), ({ assignment }) => assignment).filter(({ hasEnded }) => !hasEnded);
  }

  /** Whether the thread still has to answer for this. */
  owes(assignment: Assignment): boolean {
    return [...this.#tasks.values()].some((task) => task.assignment === assignment);
  }

  /** The assignment that the thread is at, also when its end was reported before. */
  running(): Assignment | null {
    return this.#tasks.get(Atomics.load(this.#words, 0))?.assignment ?? null;
  }

  /** Hands over jobs; at most as many as there are free slots. */
  assign(assignments: readonly Assignment[]): void {
    const tasks = assignments.map((assignment) => {
      const slot = this.#freeSlots.pop();
      if (slot === undefined) throw new Error("A thread was given more jobs than it has slots.");
      const taskId = ++this.#lastTaskId;
      Atomics.store(this.#words, slot, assignment.stopReason === null ? 0 : 1);
      this.#tasks.set(taskId, { slot, assignment });
      const { backendName, workload, model, seed, dryRun, maxSeconds } = assignment.job;
      return { taskId, slot, backendName, workload, model, seed, dryRun, maxSeconds };
    });
    this.#send({ kind: "run", tasks });
  }

  /** Raises the stop flag of an assignment. The thread answers when it sees it. */
  stop(assignment: Assignment, reason: StopReason, nowMs: number): void {
    for (const task of this.#tasks.values()) {
      if (task.assignment !== assignment) continue;
      assignment.stopReason ??= reason;
      assignment.stopSince ??= nowMs;
      Atomics.store(this.#words, task.slot, 1);
    }
  }

  /** Ends the thread where it stands; `gone` follows. */
  kill(): void {
    void this.#worker.terminate();
  }

  /** Lets the thread finish what it has and end; kills it when that takes longer than `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    this.#send({ kind: "close" });
    const timer = setTimeout(() => this.kill(), graceMs);
    await this.exited;
    clearTimeout(timer);
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromThread): void {
    switch (message.kind) {
      case "ready":
        this.#isReady = true;
        this.#events.ready(this);
        break;
      case "progress": {
        const task = this.#tasks.get(message.taskId);
        if (task) task.assignment.done = message.done;
        break;
      }
      case "ended": {
        const { taskId } = message.ending;
        const task = this.#tasks.get(taskId);
        if (!task) break;
        this.#tasks.delete(taskId);
        this.#freeSlots.push(task.slot);
        this.#events.ended(this, task.assignment, message.ending);
      }
    }
  }

  #report(): void {
    const running = this.running();
    const unstarted = this.assignments().filter((assignment) => assignment !== running);
    this.#tasks.clear();
    if (!this.#isClosing || running || unstarted.length > 0) this.#events.gone(this, running, unstarted);
  }
}
