import { InvalidInputError } from "@naru/base";
import type { Job, JobPage, JobQuery } from "./job.ts";

/** Whether a query asks for this job, pages aside. */
export function matches(job: Job, query: JobQuery): boolean {
  return (
    (query.ids?.includes(job.id) ?? true) &&
    (query.states?.includes(job.state) ?? true) &&
    (query.backendNames?.includes(job.backendName) ?? true) &&
    (query.sessionId === undefined || query.sessionId === job.sessionId) &&
    (query.personId === undefined || query.personId === job.personId)
  );
}

/** The page that a query asks for. `next` is the id of the last job of a page. */
export function pageOf(newestFirst: readonly Job[], { limit, after }: JobQuery): JobPage {
  const from = after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0) throw new InvalidInputError("This is not the `next` of a page before.");
  const jobs = newestFirst.slice(from, from + limit);
  return { jobs, next: from + limit < newestFirst.length ? (jobs.at(-1)?.id ?? null) : null };
}
