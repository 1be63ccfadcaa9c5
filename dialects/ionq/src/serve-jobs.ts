import { type Id, InvalidInputError, isUuid, type JobId, NotFoundError, wholeId } from "@naru/base";
import type { Job, JobOrder, JobQuery, JobState, JsonObject } from "@naru/dialect";
import {
  type Call,
  check,
  json,
  type KnownCall,
  queryInteger,
  quoted,
  type Route,
  shortened,
} from "@naru/dialect/http";
import { type Echo, readEcho } from "./echo.ts";
import { readOrder } from "./job.ts";
import { childIds, isMulti, writeChild, writeJob } from "./job-object.ts";
import { queryList, readBody } from "./request.ts";
import { known } from "./router.ts";
import { upgradeJob } from "./wire-v03.ts";
import { WireIds } from "./wire-v04.ts";

/** How long a look at an unfinished job is held for it to finish: qiskit-ionq would look again only after 5 s. */
const waitMs = 1000;

const jobsPerPage = 100;
const maxJobsPerPage = 1000;

export const jobRoutes: readonly Route[] = [
  known("POST", "/v0.4/jobs", async (call) => {
    const body = await readBody(call.request);
    return submit(call, body, body as JsonObject, "v0.4");
  }),
  known("GET", "/v0.4/jobs", async (call) => listJobs(call, await readQuery(call))),
  known("DELETE", "/v0.4/jobs", async (call) => {
    const { ids } = check(WireIds, await readBody(call.request));
    await inGroups(ids, (id) => find(call, id, "deleted alone"));
    await inGroups(ids, (id) => call.cloud.remove(call.caller, id as JobId));
    return Response.json({ ids, status: "deleted" });
  }),
  known("PUT", "/v0.4/jobs/status/cancel", async (call) => {
    const { ids } = check(WireIds, await readBody(call.request));
    await inGroups(ids, (id) => find(call, id, "cancelled alone"));
    await inGroups(ids, (id) => call.cloud.cancel(call.caller, id as JobId));
    return Response.json({ ids, status: "canceled" });
  }),
  known("GET", "/v0.4/jobs/{id}", async (call) => {
    const { job, index } = await find(call, call.params.id, null, waitMs);
    return Response.json(index === null ? writeJob(job) : writeChild(job, index));
  }),
  known("PUT", "/v0.4/jobs/{id}/status/cancel", cancelJob),
  known("DELETE", "/v0.4/jobs/{id}", removeJob),
  known("POST", "/v0.4/jobs/{id}/clone", async (call) => {
    const { job } = await find(call, call.params.id, "cloned alone");
    return accept(call, await orderOfClone(call, job));
  }),
  known("POST", "/v0.4/jobs/{id}/move", async (call) => {
    const { job } = await find(call, call.params.id, "moved alone");
    if (job.state !== "held" && job.state !== "queued") throw hasStarted(job);
    const order = { ...(await orderOfClone(call, job)), idempotencyKey: `moved from ${job.id}` };
    await call.cloud.estimate(call.caller, order); // what would be refused stays where it is
    const left = await call.cloud.cancel(call.caller, job.id);
    if (left.state !== "cancelled") throw hasStarted(left);
    return accept(call, order);
  }),
];

/** Accepts a job from a body in v0.4's form. `original` is the body as it came. */
export async function submit(
  call: KnownCall,
  body: unknown,
  original: JsonObject,
  apiVersion: "v0.4" | "v0.3",
  status = 201,
): Promise<Response> {
  return accept(call, await orderOf(call, body, original, apiVersion), status);
}

async function orderOf(call: KnownCall, body: unknown, original: JsonObject, apiVersion: "v0.4" | "v0.3") {
  const backends = (await call.cloud.backends()).map(({ spec }) => spec);
  const idempotencyKey = call.request.headers.get("idempotency-key");
  return readOrder(body, backends, { apiVersion, original, idempotencyKey });
}

async function accept(call: KnownCall, order: JobOrder, status = 201): Promise<Response> {
  const job = await call.cloud.submit(call.caller, order);
  return Response.json({ id: job.id, status: "submitted", session_id: job.sessionId }, { status });
}

/** The order of a job once more, with some fields changed: in either version's words, each field replaces the original's. */
async function orderOfClone(call: KnownCall, job: Job): Promise<JobOrder> {
  const changes = await readBody(call.request);
  const { original, apiVersion } = await call.cloud.order(call.caller, job.id);
  const body = apiVersion === "v0.3" ? upgradeJob(original) : original;
  const merged = { ...body, ...(changes as JsonObject) };
  return orderOf(call, merged, merged, "v0.4");
}

const hasStarted = (job: Job) =>
  new InvalidInputError(`The job "${job.id}" is no longer waiting and cannot move; clone it instead.`);

/** How many jobs of a list are acted on at once; each may take as long as its worker takes to let go. */
const groupSize = 50;

/** Does one thing to each of the ids, each id once, some at a time. Throws what the first group that fails throws. */
async function inGroups(ids: readonly string[], act: (id: string) => Promise<unknown>): Promise<void> {
  const different = [...new Set(ids)];
  for (let from = 0; from < different.length; from += groupSize) {
    await Promise.all(different.slice(from, from + groupSize).map(act));
  }
}

export async function cancelJob(call: KnownCall): Promise<Response> {
  const { job } = await find(call, call.params.id, "cancelled alone");
  await call.cloud.cancel(call.caller, job.id);
  return Response.json({ id: job.id, status: "canceled" });
}

export async function removeJob(call: KnownCall): Promise<Response> {
  const { job } = await find(call, call.params.id, "deleted alone");
  await call.cloud.remove(call.caller, job.id);
  return Response.json({ id: job.id, status: "deleted" });
}

/**
 * The job of an id, and which of its circuits is meant when the id is a child's. With `alone` (`cancelled alone`), a
 * child is refused: it has no life of its own.
 */
export async function find(
  call: KnownCall,
  id: string | undefined,
  alone: string | null,
  waitMs = 0,
): Promise<{ job: Job; index: number | null }> {
  if (!id || !isUuid(id)) throw new NotFoundError("job", shortened(id ?? ""));
  const { whole, index } = wholeId<"job">(id);
  const job = await call.cloud.job(call.caller, whole, { waitMs });
  if (index === null) return { job, index };
  const echo = readEcho(job);
  if (!isMulti(echo) || index >= echo.circuits.length) throw new NotFoundError("job", id);
  if (alone !== null) {
    throw new InvalidInputError(
      `The job "${id}" is one circuit of the job "${job.id}" and cannot be ${alone}. Use the id of the whole job.`,
      { keys: ["id"] },
    );
  }
  return { job, index };
}

/** What the query of a list asks for, and which page of children instead where it names a parent. */
interface ListQuery {
  readonly jobs: JobQuery;
  readonly parentId: string | null;
}

const statesOf: Readonly<Record<string, readonly JobState[]>> = {
  submitted: ["held"],
  ready: ["queued"],
  started: ["running"],
  running: ["running"],
  completed: ["succeeded"],
  failed: ["failed"],
  canceled: ["cancelled"],
  // No status of IonQ's, but qiskit-ionq asks for it when it clears a session.
  queued: ["held", "queued"],
};

export async function readQuery({ query, cloud }: Call): Promise<ListQuery> {
  const ids = queryList(query, "ids");
  const statuses = queryList(query, "status");
  const targets = queryList(query, "target");
  const backendNames = (await cloud.backends()).map(({ spec }) => spec.name);
  for (const status of statuses) {
    if (Object.hasOwn(statesOf, status)) continue;
    throw new InvalidInputError(
      `There is no status ${quoted(status)}. Use one of ${Object.keys(statesOf).join(", ")}.`,
      {
        keys: ["status"],
      },
    );
  }
  const sessionId = query.get("session_id");
  const personId = query.get("submitter_id");
  const after = query.get("next");
  return {
    parentId: query.get("parent_job_id"),
    jobs: {
      backendNames: targets.length > 0 ? backendNames.filter((name) => targets.includes(name)) : backendNames,
      limit: queryInteger(query, "limit", { fallback: jobsPerPage, least: 1, most: maxJobsPerPage }),
      ...(ids.length > 0 && { ids: ids.filter(isUuid) }),
      ...(statuses.length > 0 && { states: statuses.flatMap((status) => statesOf[status] ?? []) }),
      ...(sessionId && { sessionId: uuid("session_id", sessionId) }),
      ...(personId && { personId: uuid("submitter_id", personId) }),
      ...(after && { after }),
    },
  };
}

function uuid<Kind extends string>(name: string, text: string): Id<Kind> {
  if (!isUuid(text)) throw new InvalidInputError(`The query parameter "${name}" must be a UUID.`, { keys: [name] });
  return text as Id<Kind>;
}

/**
 * A page of jobs, newest first. On the last page, cirq-ionq stops only when `next` is absent, and ionq-core needs the
 * key: null for everybody but cirq. A page may end before its limit, where jobs are large.
 */
export async function listJobs(
  call: KnownCall,
  query: ListQuery,
  write: { job(job: Job): JsonObject; child(job: Job, index: number, echo: Echo): JsonObject } = {
    job: writeJob,
    child: writeChild,
  },
): Promise<Response> {
  const page =
    query.parentId === null
      ? await pageOfJobs(call, query.jobs, write.job)
      : await pageOfChildren(call, query.parentId, query.jobs, write.child);
  const isCirq = call.request.headers.get("user-agent")?.startsWith("cirq/") ?? false;
  const next = page.next === null && isCirq ? "" : `,"next":${JSON.stringify(page.next)}`;
  return json(`{"jobs":[${page.texts.join(",")}]${next}}`);
}

/** Jobs written out, and where the page after begins. */
interface Page {
  readonly texts: readonly string[];
  readonly next: string | null;
}

/** A page ends early once its jobs are longer than this, in characters: each may carry half a megabyte of its user's. */
const fullPage = 8 * 2 ** 20;

/** Jobs looked up at once: bounds by how much a page may be longer. */
const jobsPerLook = 25;

async function pageOfJobs(
  { cloud, caller }: KnownCall,
  query: JobQuery,
  write: (job: Job) => JsonObject,
): Promise<Page> {
  const texts: string[] = [];
  let [length, next] = [0, query.after ?? null];
  do {
    const limit = Math.min(jobsPerLook, query.limit - texts.length);
    const page = await cloud.jobs(caller, { ...query, limit, ...(next !== null && { after: next }) });
    for (const job of page.jobs) {
      const text = JSON.stringify(write(job));
      length += text.length;
      texts.push(text);
    }
    next = page.next;
  } while (next !== null && texts.length < query.limit && length < fullPage);
  return { texts, next };
}

/** Children come in the order of their circuits; `next` is the number of the first on the next page. */
async function pageOfChildren(
  call: KnownCall,
  parentId: string,
  query: JobQuery,
  write: (job: Job, index: number, echo: Echo) => JsonObject,
): Promise<Page> {
  const { job, index } = await find(call, parentId, null);
  const echo = readEcho(job);
  const count = index === null && isMulti(echo) ? childIds(job, echo).length : 0;
  const from = /^\d{1,6}$/.test(query.after ?? "") ? Number(query.after) : 0;
  const texts: string[] = [];
  let length = 0;
  while (from + texts.length < count && texts.length < query.limit && length < fullPage) {
    const text = JSON.stringify(write(job, from + texts.length, echo));
    length += text.length;
    texts.push(text);
  }
  const to = from + texts.length;
  return { texts, next: to < count ? String(to) : null };
}
