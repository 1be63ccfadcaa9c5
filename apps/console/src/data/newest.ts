import type { JobState, JobView } from "@naru/sdk";

/** How far along each state is. A running job that goes back to the queue after a lost lease shows as running on. */
const order = { held: 0, queued: 1, running: 2, succeeded: 4, failed: 4, cancelled: 4 } as const satisfies Record<
  JobState,
  number
>;

/** The later of two views of one job: answers can overtake one another, and a final state has no exit. */
export function newest(view: JobView, other: JobView | null): JobView {
  if (!other || other.id !== view.id) return view;
  return rank(other) > rank(view) ? other : view;
}

const rank = (job: JobView): number => order[job.state] + Math.min(job.progress, 1);
