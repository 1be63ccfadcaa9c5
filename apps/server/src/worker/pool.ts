import type { BackendModel } from "@naru/backends";
import type { JobId } from "@naru/base";
import type { Log } from "../config/index.ts";
import type { LeasedJob } from "../jobs/index.ts";
import type { ClaimLimits, Lane } from "../queue/index.ts";
import type { TaskEnding } from "./messages.ts";
import { stepsBack } from "./priority.ts";
import { type Assignment, type StopReason, WorkerThread } from "./worker-thread.ts";

export interface PoolOptions {
  readonly lane: Lane;
  readonly models: readonly BackendModel[];
  /** Threads that run jobs side by side. */
  readonly size: number;
  /** What each thread's engine may take. */
  readonly engine: { readonly threads: number; readonly maxBytes: number };
  readonly log: Log;
  /** The program of the threads; another one in tests of what happens when it misbehaves. */
  readonly body?: URL;
}

export interface PoolEvents {
  /** A run ended by itself or because it was stopped. */
  ended(job: LeasedJob, ending: TaskEnding, stopReason: StopReason | null, done: number): void;
  /** The thread died under this job, whose fault it may be. */
  lost(job: LeasedJob): void;
  /** There is room for more. */
  room(): void;
}

/** A thread is given this many jobs ahead, or this much work, so that it never waits for the next message. */
const aheadTasks = 16;
const aheadSeconds = 0.25;
/** Jobs that a thread's share of the buffer holds: two round trips to the database at full speed. */
const bufferTasks = 64;
const bufferSeconds = 0.5;
/** A run that has not stopped this long after it was told to is ended with its thread, so that all stop within 1 s. */
const killAfterMs = 700;
/** Threads that are at nothing get this long to leave. */
const closeMs = 2_000;
/** A thread that dies before it is ready is started again after this long, so that a broken one does not spin. */
const restartMs = 1_000;

/** Threads of one lane and the jobs they are to run. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #events: PoolEvents;
  readonly #threads = new Set<WorkerThread>();
  #buffer: Assignment[] = [];
  #isClosing = false;

  constructor(options: PoolOptions, events: PoolEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Starts the first thread, so that the first job does not wait for it; the others start when they are needed. */
  warmUp(): void {
    if (this.#threads.size === 0) this.#spawn();
  }

  get isReady(): boolean {
    return [...this.#threads].some((thread) => thread.isReady);
  }

  get threadCount(): number {
    return this.#threads.size;
  }

  /** How many more jobs it takes now. */
  room(): ClaimLimits {
    if (this.#isClosing || this.#options.size === 0) return { jobs: 0, seconds: 0 };
    if (this.#options.lane === "large") return { jobs: this.jobs().length === 0 ? 1 : 0, seconds: 1 };
    const jobs = this.#options.size * bufferTasks - this.jobs().length;
    const seconds = this.#options.size * bufferSeconds - this.#expectedSeconds();
    return seconds > 0 ? { jobs: Math.max(0, jobs), seconds } : { jobs: 0, seconds: 0 };
  }

  add(jobs: readonly LeasedJob[]): void {
    for (const job of jobs) this.#buffer.push(newAssignment(job));
    this.#feed();
  }

  /** Every job here, whether it waits or runs. */
  jobs(): LeasedJob[] {
    return this.#assignments().map(({ job }) => job);
  }

  /** How far the jobs are that the threads are at. */
  progress(): { readonly jobId: JobId; readonly done: number }[] {
    return [...this.#threads]
      .map((thread) => thread.running())
      .filter((assignment) => assignment !== null)
      .filter(({ hasEnded }) => !hasEnded)
      .map(({ job, done }) => ({ jobId: job.lease.jobId, done }));
  }

  /** Tells a job to stop; false when it is not here. */
  stop(jobId: JobId, reason: StopReason): boolean {
    const index = this.#buffer.findIndex(({ job }) => job.lease.jobId === jobId);
    const [waiting] = index < 0 ? [] : this.#buffer.splice(index, 1);
    if (waiting) {
      waiting.stopReason = reason;
      this.#end(waiting, stoppedUnbegun);
      return true;
    }
    for (const thread of this.#threads) {
      const assignment = thread.assignments().find(({ job }) => job.lease.jobId === jobId);
      if (!assignment) continue;
      thread.stop(assignment, reason, performance.now());
      // Behind another run it could wait for long to be told; should the thread be just beginning it, the flag is up.
      if (thread.running() !== assignment) this.#end(assignment, stoppedUnbegun);
      setTimeout(() => this.#killUnlessStopped(thread, assignment), killAfterMs).unref();
      return true;
    }
    return false;
  }

  /** Stops the runs that have taken longer than this, or than they may themselves. To be called now and then. */
  stopLongerThan(seconds: number): void {
    const now = performance.now();
    for (const thread of this.#threads) {
      const assignment = thread.running();
      if (!assignment) continue;
      assignment.begunMs ??= now;
      const limitSeconds = Math.min(seconds, assignment.job.maxSeconds ?? Number.POSITIVE_INFINITY);
      if (now - assignment.begunMs > limitSeconds * 1000) this.stop(assignment.job.lease.jobId, "timeout");
    }
  }

  /**
   * Takes no more jobs, returns those that wait, and waits for the running ones: they end, or after `graceMs` they are
   * stopped to be handed back.
   */
  async drain(graceMs: number): Promise<LeasedJob[]> {
    this.#isClosing = true;
    const unstarted = this.#buffer.map(({ job }) => job);
    this.#buffer = [];
    const running = new Set([...this.#threads].map((thread) => thread.running()));
    for (const assignment of this.#assignments()) {
      if (!running.has(assignment)) this.stop(assignment.job.lease.jobId, "hand-back");
    }
    const endsAt = performance.now() + graceMs;
    let isStopped = false;
    while (this.#assignments().length > 0) {
      if (!isStopped && performance.now() > endsAt) {
        for (const { job } of this.#assignments()) this.stop(job.lease.jobId, "hand-back");
        isStopped = true;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return unstarted;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all([...this.#threads].map((thread) => thread.close(closeMs)));
  }

  /** Hands waiting jobs to the threads that have least to do. */
  #feed(): void {
    while (this.#buffer.length > 0) {
      const thread = this.#idlest();
      if (!thread) return;
      const batch: Assignment[] = [];
      let seconds = thread.expectedSeconds;
      while (this.#buffer.length > 0 && thread.taskCount + batch.length < this.#aheadTasks) {
        if (batch.length > 0 && seconds > aheadSeconds) break;
        const next = this.#buffer.shift();
        if (!next) break;
        batch.push(next);
        seconds += next.job.estimate.seconds;
      }
      thread.assign(batch);
    }
  }

  /** The thread that should get the next jobs; a new one while there may be more and all others are busy. */
  #idlest(): WorkerThread | null {
    const free = [...this.#threads]
      .filter(
        (thread) =>
          thread.taskCount === 0 || (thread.taskCount < this.#aheadTasks && thread.expectedSeconds < aheadSeconds),
      )
      .sort((a, b) => a.expectedSeconds - b.expectedSeconds || a.taskCount - b.taskCount);
    const best = free[0];
    if (best && (best.taskCount === 0 || this.#threads.size >= this.#options.size)) return best;
    return this.#threads.size < this.#options.size && !this.#isClosing ? this.#spawn() : (best ?? null);
  }

  /** Large jobs are handed over one by one. */
  get #aheadTasks(): number {
    return this.#options.lane === "large" ? 1 : aheadTasks;
  }

  #spawn(): WorkerThread {
    const { models, engine, lane } = this.#options;
    const thread = new WorkerThread(
      { models, engine, stepsBack: stepsBack[lane] },
      {
        ready: () => this.#feed(),
        ended: (_, assignment, ending) => {
          this.#end(assignment, ending);
          this.#feed();
          if (this.#isLow()) this.#events.room();
        },
        gone: (gone, running, unstarted) => this.#onGone(gone, running, unstarted),
      },
      this.#options.body,
    );
    this.#threads.add(thread);
    void thread.exited.then(() => this.#threads.delete(thread));
    return thread;
  }

  /** A thread died or was killed: the job it was at is ended or lost, the others go to another thread. */
  #onGone(thread: WorkerThread, running: Assignment | null, unstarted: readonly Assignment[]): void {
    this.#threads.delete(thread);
    if (running?.stopReason) {
      const runSeconds = running.stopSince === null ? 0 : (performance.now() - running.stopSince) / 1000;
      const ending: TaskEnding = { taskId: 0, state: "stopped", runSeconds };
      this.#end(running, ending);
    } else if (running) {
      const facts = { jobId: running.job.lease.jobId, error: String(thread.lastError) };
      this.#options.log.error(facts, "a thread died while it ran a job");
      this.#events.lost(running.job);
    } else if (!this.#isClosing) {
      this.#options.log.error({ error: String(thread.lastError) }, "a thread died");
    }
    for (const assignment of unstarted) {
      if (assignment.stopReason === null) this.#buffer.unshift(assignment);
      else this.#end(assignment, stoppedUnbegun);
    }
    if (this.#isClosing) {
      // Nobody will run these here any more.
      for (const assignment of this.#buffer.splice(0)) {
        assignment.stopReason = "hand-back";
        this.#end(assignment, stoppedUnbegun);
      }
      return;
    }
    if (thread.isReady) this.#feed();
    else setTimeout(() => this.#isClosing || this.#feed(), restartMs).unref();
    this.#events.room();
  }

  #killUnlessStopped(thread: WorkerThread, assignment: Assignment): void {
    // Only the run that the thread is at can be holding it up; the others end as soon as it reaches them.
    if (thread.running() === assignment) thread.kill();
    else if (thread.owes(assignment)) {
      setTimeout(() => this.#killUnlessStopped(thread, assignment), killAfterMs).unref();
    }
  }

  /** Reports the end of an assignment, once. */
  #end(assignment: Assignment, ending: TaskEnding): void {
    if (assignment.hasEnded) return;
    assignment.hasEnded = true;
    this.#events.ended(assignment.job, ending, assignment.stopReason, assignment.done);
  }

  #assignments(): Assignment[] {
    return [...this.#buffer, ...[...this.#threads].flatMap((thread) => thread.assignments())];
  }

  /** Whether it is worth asking for more: claims are cheaper by the dozen. */
  #isLow(): boolean {
    const { jobs, seconds } = this.room();
    if (this.#options.lane === "large") return jobs > 0;
    return jobs >= (this.#options.size * bufferTasks) / 2 && seconds >= (this.#options.size * bufferSeconds) / 2;
  }

  #expectedSeconds(): number {
    return this.jobs().reduce((sum, { estimate }) => sum + estimate.seconds, 0);
  }
}

const newAssignment = (job: LeasedJob): Assignment => ({
  job,
  stopReason: null,
  stopSince: null,
  begunMs: null,
  done: 0,
  hasEnded: false,
});

const stoppedUnbegun: TaskEnding = { taskId: 0, runSeconds: 0, state: "stopped" };
