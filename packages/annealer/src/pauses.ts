import { CancelledError } from "@naru/base";

/** How a long run is watched. */
export interface Watched {
  /** Looked at at least each 50 ms; then CancelledError. */
  readonly stop?: { readonly aborted: boolean };
  /** Told at least each 100 ms of a long run: 0 … 1. */
  onProgress?(done: number): void;
}

interface PausingHost {
  now(): number;
  pause(): Promise<void>;
}

/** Looks at `stop`, tells progress and lets other work happen. */
export class Pauses {
  readonly #host: PausingHost;
  readonly #watched: Watched;
  readonly #beganMs: number;
  #pausedMs: number;

  constructor(host: PausingHost, watched: Watched) {
    this.#host = host;
    this.#watched = watched;
    this.#beganMs = host.now();
    this.#pausedMs = this.#beganMs;
  }

  get secondsGone(): number {
    return (this.#host.now() - this.#beganMs) / 1000;
  }

  /** To be called at least each 20 ms. Throws CancelledError when stopped. */
  async pause(done: number): Promise<void> {
    if (this.#watched.stop?.aborted) throw new CancelledError();
    if (this.#host.now() - this.#pausedMs < 30) return;
    this.#watched.onProgress?.(Math.min(done, 1));
    await this.#host.pause();
    this.#pausedMs = this.#host.now();
    if (this.#watched.stop?.aborted) throw new CancelledError();
  }
}
