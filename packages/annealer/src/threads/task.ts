import { CancelledError, messageOf } from "@naru/base";
import { type AnnealOrder, annealBatches } from "../annealing/anneal.ts";
import type { AnnealerHost } from "../host.ts";
import type { IsingModel } from "../model.ts";

/** What is sent to a thread: an order whose batches threads take from one another. */
export interface AnnealTask {
  readonly model: IsingModel;
  readonly order: AnnealOrder;
  /** In shared memory, for all reads. */
  readonly spins: Int8Array;
  /** In shared memory: the next batch, and whether to stop. */
  readonly shared: Int32Array;
}

export const nextBatch = 0;
export const isStopped = 1;

/** The other end of `Threads`: anneals batches of a task until there are none. Returns what went wrong, null if nothing. */
export async function serveTask(host: AnnealerHost, task: AnnealTask): Promise<string | null> {
  const { model, order, spins, shared } = task;
  const look = () => {
    if (Atomics.load(shared, isStopped) === 1) throw new CancelledError();
  };
  try {
    await annealBatches(host, model, order, spins, {
      take: () => Atomics.add(shared, nextBatch, 1),
      pause: async () => look(),
    });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
