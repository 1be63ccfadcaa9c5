import type { JobId } from "@naru/base";
import type { JobState } from "@naru/dialect";
import type { Bus } from "./bus.ts";

/** Wakes those who wait for jobs to end. */
export interface Finals {
  /**
   * Resolves when one of the jobs is heard to be final, and at the latest after `ms`. Ask the database afterwards: a wait
   * that began after the end runs its full time, so look first, with `arm` before the look.
   */
  arm(jobIds: readonly JobId[], ms: number): { readonly done: Promise<void>; cancel(): void };
  stop(): void;
}

const finalStates: readonly JobState[] = ["succeeded", "failed", "cancelled"];

export function openFinals(bus: Bus): Finals {
  const waiting = new Map<string, Set<() => void>>();
  const wakeAll = () => {
    for (const wakes of [...waiting.values()]) for (const wake of [...wakes]) wake();
  };
  const unsubscribe = bus.subscribe((event) => {
    if (event.kind === "gap") wakeAll();
    if (event.kind !== "job" || !finalStates.includes(event.state)) return;
    for (const wake of [...(waiting.get(event.jobId) ?? [])]) wake();
  });
  return {
    arm(jobIds, ms) {
      const { promise: done, resolve } = Promise.withResolvers<void>();
      const wake = () => {
        clearTimeout(timer);
        for (const jobId of jobIds) {
          const wakes = waiting.get(jobId);
          wakes?.delete(wake);
          if (wakes?.size === 0) waiting.delete(jobId);
        }
        resolve();
      };
      const timer = setTimeout(wake, ms);
      for (const jobId of jobIds) {
        const wakes = waiting.get(jobId) ?? new Set();
        waiting.set(jobId, wakes.add(wake));
      }
      return { done, cancel: wake };
    },
    stop() {
      unsubscribe();
      wakeAll();
    },
  };
}
