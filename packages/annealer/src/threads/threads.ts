import { type AnnealOptions, annealBatches, annealOrder } from "../annealing/anneal.ts";
import type { AnnealerHost } from "../host.ts";
import type { IsingModel } from "../model.ts";
import { Pauses } from "../pauses.ts";
import { type SampleSet, sampleSetOf } from "../sample-set.ts";
import { type AnnealTask, isStopped, nextBatch } from "./task.ts";

/** A host that can start threads, each of which passes tasks to `serveTask`. */
export interface ThreadHost extends AnnealerHost {
  startThread(): Promise<AnnealThread>;
}

export interface AnnealThread {
  /** Resolves to what `serveTask` returns; rejects when the thread ends. */
  run(task: AnnealTask): Promise<string | null>;
  terminate(): Promise<void>;
}

/**
 * Threads that anneal together: the calling one, and helpers, which are started when first needed. Samples are the same for
 * any number of threads.
 */
export class Threads {
  readonly #host: ThreadHost;
  readonly #helperCount: number;
  #helpers: Promise<AnnealThread[]> | null = null;

  /** `count` is the number of threads, the calling one among them. */
  constructor(host: ThreadHost, count: number) {
    this.#host = host;
    this.#helperCount = Math.max(0, Math.floor(count) - 1);
  }

  /** As `anneal`, with reads spread over the threads. Batches of up to 16 reads are not divided. */
  async anneal(model: IsingModel, options: AnnealOptions): Promise<SampleSet> {
    const order = annealOrder(model, options);
    const spins = new Int8Array(new SharedArrayBuffer(order.reads * model.size));
    const shared = new Int32Array(new SharedArrayBuffer(8));
    const helpers = order.reads > 1 ? await this.#start() : [];
    const task: AnnealTask = { model, order, spins, shared };
    const pauses = new Pauses(this.#host, options);
    const helping = Promise.all(helpers.map((helper) => helper.run(task)));
    helping.catch(() => {}); // looked at below
    try {
      await annealBatches(this.#host, model, order, spins, {
        take: () => Atomics.add(shared, nextBatch, 1),
        pause: (done) => pauses.pause(done),
      });
    } catch (error) {
      Atomics.store(shared, isStopped, 1);
      await helping.catch(() => {});
      throw error;
    }
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    helping.then(end, end);
    try {
      while (!isOver) {
        await this.#host.pause();
        await pauses.pause(1);
      }
    } catch (error) {
      Atomics.store(shared, isStopped, 1);
      await helping.catch(() => {});
      throw error;
    }
    const failure = (await helping).find((message) => message !== null);
    if (failure) throw new Error(`A thread of the annealer failed: ${failure}`);
    return sampleSetOf(model, order.reads, spins.slice());
  }

  async close(): Promise<void> {
    const helpers = (await this.#helpers) ?? [];
    this.#helpers = null;
    await Promise.all(helpers.map((helper) => helper.terminate()));
  }

  #start(): Promise<AnnealThread[]> {
    this.#helpers ??= Promise.all(Array.from({ length: this.#helperCount }, () => this.#host.startThread()));
    return this.#helpers;
  }
}
