import { CancelledError } from "@naru/base";
import type { Clock, SimulateOptions } from "./simulator.ts";

/** Half of the promise in `SimulateOptions.onProgress`, so that one late look still keeps it. */
const reportEveryMs = 100;
/** Short enough for a browser page to stay alive, long enough to cost nothing. */
export const longestTurnMs = 50;

/** Keeps a run's promises while it works: stops when asked, reports progress, and lets the thread do other things. */
export class Pacer {
  readonly #clock: Clock;
  readonly #stop: SimulateOptions["stop"];
  readonly #report: SimulateOptions["onProgress"];
  readonly #startedMs: number;
  #reportedMs: number;
  #pausedMs: number;
  #done = 0;

  constructor(clock: Clock, options: Pick<SimulateOptions, "stop" | "onProgress">) {
    this.#clock = clock;
    this.#stop = options.stop;
    this.#report = options.onProgress && ((done) => options.onProgress?.(done));
    this.#startedMs = this.#reportedMs = this.#pausedMs = clock.now();
  }

  /** To be called at least each 50 ms of work; `done` is 0 … 1. Throws CancelledError once the run is to stop. */
  check(done: number = this.#done): void {
    if (this.#stop?.aborted) throw new CancelledError();
    this.#done = Math.max(this.#done, Math.min(done, 1));
    if (!this.#report) return;
    const now = this.#clock.now();
    if (now - this.#reportedMs < reportEveryMs) return;
    this.#reportedMs = now;
    this.#report(this.#done);
  }

  /** As `check`, for progress that a part of the run tells: it comes at the right times already, and is passed on at once. */
  passOn(done: number): void {
    if (this.#stop?.aborted) throw new CancelledError();
    this.#done = Math.max(this.#done, Math.min(done, 1));
    this.#reportedMs = this.#clock.now();
    this.#report?.(this.#done);
  }

  /** Whether a pause is due; asked first, so that short runs stay synchronous. */
  isPauseDue(): boolean {
    return this.#clock.now() - this.#pausedMs >= (this.#clock.turnMs ?? longestTurnMs);
  }

  /** As `check`, and lets other work of this thread happen when that is due. */
  async pause(done: number = this.#done): Promise<void> {
    this.check(done);
    if (!this.isPauseDue()) return;
    await this.#clock.pause();
    this.#pausedMs = this.#clock.now();
    this.check(done);
  }

  /** Does work that yields at least each 50 ms; other work of this thread happens in between when that is due. */
  async drive<Result>(work: Iterator<unknown, Result>): Promise<Result> {
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
      this.check();
      if (this.isPauseDue()) await this.pause();
    }
  }

  /** Wall time since the run began. */
  get seconds(): number {
    return (this.#clock.now() - this.#startedMs) / 1000;
  }
}
