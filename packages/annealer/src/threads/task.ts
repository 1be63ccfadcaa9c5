import { CancelledError, messageOf } from "@naru/base";
import { type AnnealOrder, annealBatches, type Places } from "../annealing/anneal.ts";
import type { AnnealerHost } from "../host.ts";
import type { IsingModel } from "../model.ts";

/** What is sent to a thread: an order whose batches threads take from one another. Its arrays lie in shared memory. */
export interface AnnealTask {
  readonly model: IsingModel;
  readonly order: AnnealOrder;
  readonly places: Places;
  /** The next batch, whether to stop, and a place that never changes, to wait at. */
  readonly shared: Int32Array;
}

export const nextBatch = 0;
export const isStopped = 1;
export const waiting = 2;

/** The other end of `Threads`: anneals batches of a task until there are none. Returns what went wrong, null if nothing. */
export async function serveTask(host: AnnealerHost, task: AnnealTask): Promise<string | null> {
  const { model, order, places, shared } = task;
  const look = () => {
    if (Atomics.load(shared, isStopped) === 1) throw new CancelledError();
  };
  try {
    await annealBatches(host, model, order, places, {
      take: () => Atomics.add(shared, nextBatch, 1),
      pause: async () => look(),
    });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
