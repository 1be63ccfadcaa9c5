import { CancelledError } from "@naru/base";
import type { RunControl } from "./backend.ts";

/** Tells how much of a run of many parts is done, and ends it when it is to stop. */
export class Progress {
  readonly #control: RunControl;
  readonly #parts: number;
  #done = 0;
  #told = 0;

  constructor(control: RunControl, parts: number) {
    this.#control = control;
    this.#parts = Math.max(1, parts);
  }

  get stop(): RunControl["stop"] {
    return this.#control.stop;
  }

  /** So much of the part that runs is done, 0 … 1. */
  within(fraction: number): void {
    this.#tell((this.#done + fraction) / this.#parts);
  }

  /** So many more parts are done. Throws CancelledError when the run is to stop. */
  finish(parts = 1): void {
    this.#done += parts;
    this.check();
    this.#tell(this.#done / this.#parts);
  }

  check(): void {
    if (this.#control.stop.aborted) throw new CancelledError();
  }

  #tell(done: number): void {
    if (done < this.#told + leastNews && done < 1) return;
    this.#told = done;
    this.#control.onProgress?.(Math.min(1, done));
  }
}

/** Thousands of short parts would otherwise each send a message. */
const leastNews = 0.01;
