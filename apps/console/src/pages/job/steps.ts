import type { JobView } from "@naru/sdk";

export interface Step {
  readonly name: "submitted" | "started" | "finished";
  /** Null for what is still to come. */
  readonly at: Date | null;
  /** Time since the step before; null for the first, and for what is still to come. */
  readonly afterMs: number | null;
}

/** A job's way from submission to its end. One that ended before it started never shows a start. */
export function stepsOf(job: Pick<JobView, "submittedAt" | "startedAt" | "finishedAt">): Step[] {
  const submitted = new Date(job.submittedAt);
  const started = job.startedAt === null ? null : new Date(job.startedAt);
  const finished = job.finishedAt === null ? null : new Date(job.finishedAt);
  const steps: Step[] = [{ name: "submitted", at: submitted, afterMs: null }];
  if (started || !finished) steps.push({ name: "started", at: started, afterMs: between(submitted, started) });
  steps.push({ name: "finished", at: finished, afterMs: between(started ?? submitted, finished) });
  return steps;
}

const between = (from: Date, to: Date | null): number | null =>
  to === null ? null : Math.max(0, to.getTime() - from.getTime());
