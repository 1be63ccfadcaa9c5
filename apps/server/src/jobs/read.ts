import { InvalidInputError, isUuid, type JobId, NotFoundError } from "@naru/base";
import { type Job, type JobOrder, type JobPage, type JobQuery, type JsonObject, maxWaitedJobs } from "@naru/dialect";
import { type Outcome, readOutcomeJson, type Workload } from "@naru/workload";
import { transaction } from "../db/index.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { expectedWaitMs } from "./expected-wait.ts";
import type { JobParts, ScopedCaller } from "./parts.ts";
import { loadProgram, loadText, type StoredText } from "./payload.ts";
import { type JobRow, jobOf } from "./row.ts";
import type { ReadParts } from "./row-reads.ts";
import { sharedTextsOf, withShared } from "./shared-texts.ts";
import { isFinal } from "./states.ts";
import { findJobs, listJobs, readStoredProgram, readStoredResult, takeStoredResult } from "./store.ts";

/** The most jobs a page holds. */
export const maxPageSize = 1000;

export async function job(parts: ReadParts, caller: ScopedCaller, id: JobId): Promise<Job> {
  return domainJob(parts, await requireJob(parts, caller, id));
}

/** The job once it is final, or as it stands after `waitMs`. */
export async function waitForJob(parts: ReadParts, caller: ScopedCaller, id: JobId, waitMs: number): Promise<Job> {
  const final = parts.finals.arm([id], waitMs);
  try {
    const first = await requireJob(parts, caller, id);
    if (isFinal(first.state)) return domainJob(parts, first);
    await final.done;
  } finally {
    final.cancel();
  }
  return job(parts, caller, id);
}

/** As `waitForJob`, but answers at once when the job is not expected to end in about that time. */
export async function jobSoon(parts: ReadParts, caller: ScopedCaller, id: JobId, waitMs: number): Promise<Job> {
  const row = await requireJob(parts, caller, id);
  if (isFinal(row.state) || row.state === "held") return domainJob(parts, row);
  const waitsMs = row.state === "queued" ? ((await expectedWaitMs(parts, row.estimate)) ?? waitMs) : 0;
  if (waitsMs + row.estimate.seconds * 1000 > 2 * waitMs) return domainJob(parts, row);
  return waitForJob(parts, caller, id, waitMs);
}

/** As `Cloud.waitForAny`. Two queries however many jobs and however long the wait. */
export async function waitForAny(
  parts: JobParts,
  caller: ScopedCaller,
  ids: readonly JobId[],
  waitMs: number,
): Promise<Job[]> {
  if (ids.length > maxWaitedJobs) {
    throw new InvalidInputError(`At most ${maxWaitedJobs} jobs are waited for at once. Ask in several requests.`);
  }
  const different = [...new Set(ids)];
  const unknown = different.find((id) => !isUuid(id));
  if (unknown !== undefined) throw new NotFoundError("job", unknown);
  if (different.length === 0) return [];
  const final = waitMs > 0 ? parts.finals.arm(different, waitMs) : null;
  try {
    const first = await requireJobs(parts, caller, different);
    if (final === null || [...first.values()].some(({ state }) => isFinal(state))) return domainJobs(parts, ids, first);
    await final.done;
  } finally {
    final?.cancel();
  }
  return domainJobs(parts, ids, await requireJobs(parts, caller, different));
}

async function requireJobs(
  parts: JobParts,
  caller: ScopedCaller,
  ids: readonly JobId[],
): Promise<ReadonlyMap<JobId, JobRow>> {
  const rows = await findJobs(parts.database.kysely, caller, ids);
  const found = new Map(rows.map((row) => [row.id, row]));
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw new NotFoundError("job", missing);
  return found;
}

const domainJobs = (parts: JobParts, ids: readonly JobId[], rows: ReadonlyMap<JobId, JobRow>): Promise<Job[]> =>
  Promise.all(ids.flatMap((id) => rows.get(id) ?? []).map((row) => domainJob(parts, row)));

export async function jobs(parts: JobParts, caller: ScopedCaller, query: JobQuery): Promise<JobPage> {
  const limit = Math.min(Math.max(1, Math.trunc(query.limit)), maxPageSize);
  const after = query.after === undefined ? null : readCursor(query.after);
  const skip = Math.max(0, Math.trunc(query.skip ?? 0));
  const { rows, count } = await listJobs(parts.database.kysely, caller, { ...query, limit, skip }, after);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    jobs: await Promise.all(page.map((row) => domainJob(parts, row))),
    ...(count !== null && { count }),
    next: hasMore ? writeCursor({ submittedAt: last.submitted_at, id: last.id }) : null,
  };
}

export async function outcome(parts: ReadParts, caller: ScopedCaller, id: JobId): Promise<Outcome> {
  const row = await requireJob(parts, caller, id);
  const text = row.is_private
    ? await takeResult(parts, caller, id)
    : await loadResult(parts, await readStoredResult(parts.database.kysely, caller, id));
  if (text === null) throw new NotFoundError("result of job", id);
  return readOutcomeJson(text);
}

/** Loaded before it is gone for good, so that a store that fails takes nothing along. */
const takeResult = (parts: JobParts, caller: ScopedCaller, id: JobId): Promise<string | null> =>
  transaction(parts.database, async (tx) => loadResult(parts, await takeStoredResult(tx, caller, id)));

const loadResult = async (parts: JobParts, stored: StoredText | null): Promise<string | null> =>
  stored && (await loadText(parts.objects, stored));

/** The order as it was accepted; its idempotency key has done its work and is not repeated. */
export async function order(parts: ReadParts, caller: ScopedCaller, id: JobId): Promise<JobOrder> {
  const row = await requireJob(parts, caller, id);
  const stored = row.is_private ? null : await readStoredProgram(parts.database.kysely, caller, id);
  if (!stored) throw new NotFoundError("program of job", id);
  const program = await loadProgram(parts.objects, stored);
  const workload: Workload = JSON.parse(program.workload);
  return {
    vendor: row.vendor,
    apiVersion: row.api_version,
    backendName: row.backend_name,
    workload,
    name: row.name,
    dryRun: row.dry_run,
    sessionId: row.session_id,
    echo: row.echo,
    original: JSON.parse(withShared(program.original, sharedTextsOf(workload))) as JsonObject,
    idempotencyKey: null,
    ...(row.tags.length > 0 && { tags: row.tags }),
    ...(row.program !== null && { program: row.program }),
  };
}

async function requireJob(parts: ReadParts, caller: ScopedCaller, id: JobId): Promise<JobRow> {
  const row = await parts.rows.find(caller, id);
  if (!row) throw new NotFoundError("job", id);
  return row;
}

async function domainJob(parts: JobParts, row: JobRow): Promise<Job> {
  const isWaiting = row.state === "queued" || row.state === "held";
  return jobOf(row, isWaiting ? await expectedWaitMs(parts, row.estimate) : null);
}
