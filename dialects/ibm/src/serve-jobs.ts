import { InvalidInputError, isUuid, type JobId, NotFoundError } from "@naru/base";
import { type Job, type JobQuery, type JobState, jobStates, maxTags } from "@naru/dialect";
import { check, json, type KnownCall, queryBoolean, queryInteger, type Route, shortened } from "@naru/dialect/http";
import { answerError, jobIsFinal } from "./errors.ts";
import { paramsOf, readOrder } from "./job.ts";
import { isFinal, writeJob, writeLogs, writeMetrics } from "./job-object.ts";
import { writeResults } from "./outcome.ts";
import { programs } from "./programs.ts";
import { queryMoment, readBody, uuidOf } from "./request.ts";
import { noContent, runtime } from "./router.ts";
import { WireTags } from "./wire.ts";

const jobsPerPage = 20;
const maxJobsPerPage = 1000;

/**
 * A young job is waited for: most are done within this time of their submission, and the client then finds them done when
 * it first asks, where it would sleep for half a second. Older ones are answered at once.
 */
const youngMs = 400;

export function jobRoutes(): readonly Route[] {
  return [
    ...runtime("POST", "/jobs", submit),
    ...runtime("GET", "/jobs", list),
    ...runtime("GET", "/jobs/{id}", async (call) => {
      const job = await find(call, { waits: true });
      const text = JSON.stringify(writeJob(job));
      if (queryBoolean(call.query, "exclude_params") || job.isPrivate) return json(text);
      const params = paramsOf(await call.cloud.order(call.caller, job.id));
      return json(`${text.slice(0, -1)},"params":${params}}`);
    }),
    ...runtime("GET", "/jobs/{id}/results", async (call) => writeResults(call, await find(call))),
    ...runtime("GET", "/jobs/{id}/metrics", async (call) => Response.json(writeMetrics(await find(call)))),
    ...runtime("GET", "/jobs/{id}/logs", async (call) => {
      const job = await find(call);
      const logs = writeLogs(job);
      if (logs === null) throw new NotFoundError("log of job", job.id);
      return new Response(logs, { headers: { "content-type": "text/plain; charset=utf-8" } });
    }),
    ...runtime("POST", "/jobs/{id}/cancel", cancel),
    ...runtime("DELETE", "/jobs/{id}", async (call) => {
      const job = await find(call);
      await call.cloud.remove(call.caller, job.id);
      return noContent();
    }),
    ...runtime("PUT", "/jobs/{id}/tags", async (call) => {
      const { tags } = check(WireTags, (await readBody(call.request)).value);
      const job = await find(call);
      await call.cloud.retag(call.caller, job.id, tags);
      return noContent();
    }),
  ];
}

/** The client repeats this without a sign that it does; `submit` of the cloud tells repeats. */
async function submit({ cloud, caller, request }: KnownCall): Promise<Response> {
  const body = await readBody(request);
  const application = request.headers.get("x-qx-client-application");
  const job = await cloud.submit(caller, await readOrder(cloud, body, { application }));
  return Response.json({ id: job.id, backend: job.backendName, session_id: job.sessionId, private: job.isPrivate });
}

async function cancel(call: KnownCall): Promise<Response> {
  const job = await find(call);
  const after = isFinal(job) ? job : await call.cloud.cancel(call.caller, job.id);
  if (!isFinal(job) && (after.state === "cancelled" || !isFinal(after))) return noContent();
  return answerError(409, `The job ${job.id} is over and cannot be cancelled.`, { number: jobIsFinal });
}

/** The job that a route names. Those of other vendors are not found here. */
async function find({ cloud, caller, params }: KnownCall, { waits = false } = {}): Promise<Job> {
  const id = params.id ?? "";
  if (!isUuid(id)) throw new NotFoundError("job", shortened(id));
  const waitMs = waits ? youngMs - (Date.now() - millisecondsOf(id)) : 0;
  const job = await cloud.job(caller, id as JobId, waitMs > 0 ? { waitMs: Math.min(waitMs, youngMs) } : {});
  if (job.vendor !== "ibm") throw new NotFoundError("job", id);
  return job;
}

/** When an id was made, in milliseconds since 1970: the first 48 bits of a UUID of version 7 (RFC 9562 §5.7). */
const millisecondsOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/** A page of jobs, newest first, with the number of all that match: the client asks for pages until it has so many. */
async function list({ cloud, caller, query }: KnownCall): Promise<Response> {
  const limit = queryInteger(query, "limit", { fallback: jobsPerPage, least: 1, most: maxJobsPerPage });
  const offset = queryInteger(query, "offset", { fallback: 0, least: 0, most: Number.MAX_SAFE_INTEGER });
  const page = await cloud.jobs(caller, { ...readFilters(query), limit, skip: offset, counted: true });
  return Response.json({ jobs: page.jobs.map(writeJob), count: page.count ?? page.jobs.length, limit, offset });
}

/** Which jobs a query asks for: of this vendor's programs only. */
export function readFilters(query: URLSearchParams): Omit<JobQuery, "limit"> {
  const pending = queryBoolean(query, "pending");
  const program = query.get("program");
  const backend = query.get("backend");
  const sessionId = query.get("session_id");
  const tags = [...new Set(query.getAll("tags"))];
  if (tags.length > maxTags) {
    throw new InvalidInputError(`Ask for up to ${maxTags} tags at once.`, { keys: ["tags"] });
  }
  const from = queryMoment(query, "created_after");
  const to = queryMoment(query, "created_before");
  return {
    programs: program ? [program] : [...programs.keys()],
    ...(backend && { backendNames: [backend] }),
    ...(pending !== null && { states: statesOf(pending) }),
    ...(sessionId && { sessionId: uuidOf<"session">("session_id", sessionId) }),
    ...(tags.length > 0 && { tags }),
    ...(from && { submittedFrom: from }),
    // Inclusive on the wire, and no clock here is finer than a millisecond.
    ...(to && { submittedBefore: new Date(to.getTime() + 1) }),
    ...(readSort(query) === "ASC" && { oldestFirst: true }),
  };
}

const isPending = (state: JobState): boolean => state === "held" || state === "queued" || state === "running";

const statesOf = (pending: boolean): JobState[] => jobStates.filter((state) => isPending(state) === pending);

function readSort(query: URLSearchParams): "ASC" | "DESC" {
  const sort = query.get("sort")?.toUpperCase() ?? "DESC";
  if (sort === "ASC" || sort === "DESC") return sort;
  throw new InvalidInputError('The query parameter "sort" must be ASC or DESC.', { keys: ["sort"] });
}
