import { type AnnealOptions, annealBatches, annealOrder } from "../annealing/anneal.ts";
import type { AnnealerHost } from "../host.ts";
import type { IsingModel } from "../model.ts";
import { Pauses } from "../pauses.ts";
import type { SampleSet } from "../sample-set.ts";
import { inSharedMemory } from "./shared-model.ts";
import { type AnnealTask, isStopped, nextBatch, waiting } from "./task.ts";

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
    const { reads } = order;
    const spins = new Int8Array(new SharedArrayBuffer(reads * model.size));
    const energies = new Float64Array(new SharedArrayBuffer(8 * reads));
    const shared = new Int32Array(new SharedArrayBuffer(12));
    const helpers = reads > 1 ? await this.#start() : [];
    const places = { spins, energies };
    const pauses = new Pauses(this.#host, options);
    const helping = this.#send(helpers, model, { order, places, shared });
    try {
      await annealBatches(this.#host, model, order, places, {
        take: () => Atomics.add(shared, nextBatch, 1),
        pause: (done) => pauses.pause(done),
      });
      const isOver = helping.then(
        () => true,
        () => true,
      );
      while (!(await Promise.race([isOver, aMoment(shared)]))) await pauses.pause(1);
    } catch (error) {
      Atomics.store(shared, isStopped, 1);
      await helping.catch(() => {});
      throw error;
    }
    const failure = (await helping).find((message) => message !== null);
    if (failure) throw new Error(`A thread of the annealer failed: ${failure}`);
    return { size: model.size, reads, spins: spins.slice(), energies: energies.slice() };
  }

  async close(): Promise<void> {
    const helpers = (await this.#helpers) ?? [];
    this.#helpers = null;
    await Promise.all(helpers.map((helper) => helper.terminate()));
  }

  /** What the helpers say at their end. Their model is copied once, not for each, and what they find not at all. */
  #send(helpers: AnnealThread[], model: IsingModel, task: Omit<AnnealTask, "model">): Promise<(string | null)[]> {
    if (helpers.length === 0) return Promise.resolve([]);
    const copy = inSharedMemory(model);
    const helping = Promise.all(helpers.map((helper) => helper.run({ ...task, model: copy })));
    helping.catch(() => {}); // looked at by who waits
    return helping;
  }

  #start(): Promise<AnnealThread[]> {
    this.#helpers ??= Promise.all(Array.from({ length: this.#helperCount }, () => this.#host.startThread()));
    return this.#helpers;
  }
}

/** Of a wait for the helpers, between two looks at `stop`. */
const momentMs = 20;

/** False after a moment in which other work of this thread happens. A place in shared memory serves as the timer. */
async function aMoment(shared: Int32Array): Promise<false> {
  await Atomics.waitAsync(shared, waiting, 0, momentMs).value;
  return false;
}
