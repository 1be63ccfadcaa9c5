import { CancelledError } from "@naru/base";

export interface DeadlineHost {
  /** Milliseconds that never run backwards, from any origin. */
  now(): number;
  /** Lets other work of this thread happen (timers, messages), then goes on. */
  pause(): Promise<void>;
}

export interface DeadlineOptions {
  readonly timeLimitSeconds: number;
  readonly stop?: { readonly aborted: boolean };
  onProgress?(done: number): void;
}

/** Some part of the time is kept for what comes after the search: at most 2 % of it, at most 50 ms. */
const keptPart = 0.02;
const mostKeptMs = 50;
const mostKeptOfLeft = 0.15;

/** How long a search may still go on; looks at `stop`, tells progress and lets other work happen. */
export class Deadline {
  readonly #host: DeadlineHost;
  readonly #options: DeadlineOptions;
  readonly #beganMs: number;
  #endMs: number;
  #pausedMs: number;

  constructor(host: DeadlineHost, options: DeadlineOptions) {
    this.#host = host;
    this.#options = options;
    this.#beganMs = host.now();
    this.#pausedMs = this.#beganMs;
    const limitMs = 1000 * options.timeLimitSeconds;
    this.#endMs = this.#beganMs + limitMs - Math.min(mostKeptMs, keptPart * limitMs);
  }

  /** For searches that watch the caller's wishes themselves; not their time. */
  get watched(): Pick<DeadlineOptions, "stop" | "onProgress"> {
    const { stop } = this.#options;
    return { ...(stop && { stop }), onProgress: (done) => this.#options.onProgress?.(done) };
  }

  /** Keeps more of the time for what comes after the search, but most of it for the search. */
  keep(seconds: number): void {
    this.#endMs -= 1000 * Math.min(seconds, mostKeptOfLeft * this.secondsLeft);
  }

  get secondsGone(): number {
    return (this.#host.now() - this.#beganMs) / 1000;
  }

  get secondsLeft(): number {
    return Math.max(0, this.#endMs - this.#host.now()) / 1000;
  }

  /** Whether the time is over or the search was cancelled: for loops that cannot wait for `pause`. */
  isOver(): boolean {
    return this.#host.now() >= this.#endMs || this.#options.stop?.aborted === true;
  }

  /** To be called at least each 20 ms. True when the time is over. Throws CancelledError when stopped. */
  async pause(): Promise<boolean> {
    const now = this.#host.now();
    if (this.#options.stop?.aborted) throw new CancelledError();
    if (now - this.#pausedMs >= 30) {
      const all = this.#endMs - this.#beganMs;
      this.#options.onProgress?.(all > 0 ? Math.min(1, (now - this.#beganMs) / all) : 1);
      await this.#host.pause();
      this.#pausedMs = this.#host.now();
      if (this.#options.stop?.aborted) throw new CancelledError();
    }
    return this.#host.now() >= this.#endMs;
  }
}
