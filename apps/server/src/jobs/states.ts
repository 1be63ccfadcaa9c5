import { type JobState, jobStates } from "@naru/dialect";

/**
 * What each state may become. A step that is not listed does not exist; a state without steps is final. `moveJobs` writes
 * no other step, and a job begins as queued or held.
 */
export const transitions: Readonly<Record<JobState, readonly JobState[]>> = {
  held: ["queued", "cancelled"],
  queued: ["running", "cancelled"],
  running: ["queued", "succeeded", "failed", "cancelled"],
  succeeded: [],
  failed: [],
  cancelled: [],
};

export const isFinal = (state: JobState): boolean => transitions[state].length === 0;

/** The states that may become `to`. */
export const sourcesOf = (to: JobState): JobState[] => jobStates.filter((from) => transitions[from].includes(to));
