import { messageOf } from "@naru/base";
import type { Log } from "../config/index.ts";
import type { LeasedJob } from "../jobs/index.ts";
import type { ClaimLimits } from "../queue/index.ts";

export interface DispatcherParts {
  room(): ClaimLimits;
  claim(limits: ClaimLimits): Promise<LeasedJob[]>;
  add(jobs: readonly LeasedJob[]): void;
  readonly log: Log;
}

/** Leases jobs when there is news and room, one claim at a time, as many jobs at once as there is room for. */
export interface Dispatcher {
  /** Something may wait in the queue. */
  wake(): void;
  /** Jobs ended. */
  onRoom(): void;
  /** Claims no more; resolves when the last claim is through. */
  stop(): Promise<void>;
}

export function openDispatcher(parts: DispatcherParts): Dispatcher {
  /** Whether the last claim may have left jobs in the queue. */
  let mayHaveMore = false;
  let isStopped = false;
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    while (mayHaveMore && !isStopped) {
      const room = parts.room();
      if (room.jobs === 0) return;
      mayHaveMore = false;
      const jobs = await parts.claim(room);
      const seconds = jobs.reduce((sum, job) => sum + job.estimate.seconds, 0);
      if (jobs.length >= room.jobs || seconds >= room.seconds) mayHaveMore = true;
      parts.add(jobs);
    }
  }

  function begin(): void {
    if (working || isStopped) return;
    working = work()
      .catch((error) =>
        parts.log.warn({ reason: messageOf(error) }, "jobs could not be leased; the next look tries again"),
      )
      .finally(() => {
        working = null;
        if (mayHaveMore && parts.room().jobs > 0) begin();
      });
  }

  return {
    wake() {
      mayHaveMore = true;
      begin();
    },
    onRoom() {
      if (mayHaveMore) begin();
    },
    async stop() {
      isStopped = true;
      while (working) await working;
    },
  };
}
