import { InvalidInputError } from "@naru/base";
import type { Job, JsonObject } from "@naru/dialect";
import { type KnownCall, queryInteger, type Route } from "@naru/dialect/http";
import { secondsOf, writeJob } from "./job-object.ts";
import { runtime } from "./router.ts";
import { readFilters } from "./serve-jobs.ts";

const workloadsPerPage = 20;
const maxWorkloadsPerPage = 200;

/** Jobs in the words of IBM's list of work, which no part of the client that is documented asks for. */
export const workloadRoutes: readonly Route[] = runtime(
  "GET",
  "/workloads",
  async ({ cloud, caller, query }: KnownCall) => {
    const limit = queryInteger(query, "limit", { fallback: workloadsPerPage, least: 1, most: maxWorkloadsPerPage });
    const filters = readFilters(new URLSearchParams([...query].filter(([name]) => known.includes(name))));
    const after = query.get("next");
    const page = await cloud.jobs(caller, {
      ...filters,
      limit,
      ...(isOldestFirst(query) && { oldestFirst: true }),
      ...(after && { after }),
    });
    return Response.json({ workloads: page.jobs.map(writeWorkload), next: page.next, previous: null });
  },
);

/** Filters that mean here what they mean in the list of jobs. */
const known = ["backend", "tags", "created_after", "created_before"];

function isOldestFirst(query: URLSearchParams): boolean {
  const sort = query.get("sort") ?? "-createdAt";
  if (sort !== "createdAt" && sort !== "-createdAt") {
    throw new InvalidInputError('The query parameter "sort" must be createdAt or -createdAt.', { keys: ["sort"] });
  }
  return sort === "createdAt";
}

function writeWorkload(job: Job): JsonObject {
  const { id, backend = null, status = null, created = null, tags = null, user_id = null } = writeJob(job);
  return {
    ...{ id: id ?? null, mode: "job", backend, status, created_at: created, tags, user_id },
    session_id: job.sessionId,
    usage_seconds: secondsOf(job),
  };
}
