import { IllegalTransitionError } from "@naru/base";
import { type JobState, jobStates } from "@naru/dialect";

/** What each state may become. A step that is not listed does not exist; a state without steps is final. */
export const transitions: Readonly<Record<JobState, readonly JobState[]>> = {
  held: ["queued", "cancelled"],
  queued: ["running", "cancelled"],
  running: ["queued", "succeeded", "failed", "cancelled"],
  succeeded: [],
  failed: [],
  cancelled: [],
};

/** The states a job may begin in. */
export const firstStates: readonly JobState[] = ["queued", "held"];

export const isFinal = (state: JobState): boolean => transitions[state].length === 0;

/** The states that may become `to`. */
export const sourcesOf = (to: JobState): JobState[] => jobStates.filter((from) => transitions[from].includes(to));

/** Throws IllegalTransitionError for a step that does not exist. */
export function requireTransition(id: string, from: JobState, to: JobState): void {
  if (!transitions[from].includes(to)) throw new IllegalTransitionError("job", id, from, to);
}
