import { InvalidInputError } from "@naru/base";
import type { Job, JobPage, JobQuery } from "./job.ts";

/** Whether a query asks for this job, pages aside. */
export function matches(job: Job, query: JobQuery): boolean {
  return (
    (query.ids?.includes(job.id) ?? true) &&
    (query.states?.includes(job.state) ?? true) &&
    (query.backendNames?.includes(job.backendName) ?? true) &&
    (query.sessionId === undefined || query.sessionId === job.sessionId) &&
    (query.personId === undefined || query.personId === job.personId) &&
    (query.tags?.every((tag) => job.tags.includes(tag)) ?? true) &&
    (query.programs?.includes(job.program ?? "") ?? true) &&
    (query.submittedFrom === undefined || job.submittedAt >= query.submittedFrom) &&
    (query.submittedBefore === undefined || job.submittedAt < query.submittedBefore)
  );
}

/** The page that a query asks for, of the jobs that match it. `next` is the id of the last job of a page. */
export function pageOf(oldestFirst: readonly Job[], { limit, after, skip = 0, ...query }: JobQuery): JobPage {
  const ordered = query.oldestFirst ? oldestFirst : oldestFirst.toReversed();
  const place = after === undefined ? -1 : ordered.findIndex(({ id }) => id === after);
  if (after !== undefined && place < 0) throw new InvalidInputError("This is not the `next` of a page before.");
  const from = after === undefined ? skip : place + 1;
  const jobs = ordered.slice(from, from + limit);
  return {
    jobs,
    ...(query.counted && { count: ordered.length }),
    next: from + limit < ordered.length ? (jobs.at(-1)?.id ?? null) : null,
  };
}
