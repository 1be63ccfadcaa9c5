import { IllegalTransitionError, type JobId } from "@naru/base";
import type { Hold, HoldState } from "./store.ts";

/** How one hold ends. */
export interface SettledHold {
  readonly hold: Hold;
  readonly state: Exclude<HoldState, "open">;
  /** At most the amount that was set aside. */
  readonly capturedMicrocredits: number;
}

/**
 * How the holds of a job end when it cost `actualMicrocredits`: as much is captured, but never more than was set aside.
 * With `release`, nothing is. A hold is settled once; IllegalTransitionError for one that has been.
 */
export function settle(jobId: JobId, holds: readonly Hold[], actualMicrocredits: number | "release"): SettledHold[] {
  if (holds.length === 0) throw new Error(`No credits were ever set aside for the job ${jobId}.`);
  if (actualMicrocredits !== "release") requireAmount(actualMicrocredits);
  const state = actualMicrocredits === "release" ? "released" : "captured";
  return holds.map((hold) => {
    if (hold.state !== "open") throw new IllegalTransitionError("hold", hold.id, hold.state, state);
    const capturedMicrocredits =
      actualMicrocredits === "release" ? 0 : Math.min(actualMicrocredits, hold.amountMicrocredits);
    return { hold, state, capturedMicrocredits };
  });
}

/** Amounts are whole microcredits, none or more. Anything else is a mistake in the program, not in the request. */
export function requireAmount(microcredits: number): void {
  if (!Number.isSafeInteger(microcredits) || microcredits < 0) {
    throw new RangeError(`${microcredits} is no amount of microcredits: whole numbers from 0 are.`);
  }
}
