import type { WorkloadEstimate } from "@naru/backends";
import type { JobId, KeyId, PersonId, ProjectId, SessionId } from "@naru/base";
import type { JobFailure, JobQuery, JobState, JsonObject } from "@naru/dialect";
import { sql } from "kysely";
import type { Queries, Transaction } from "../db/index.ts";
import type { Cursor } from "./cursor.ts";
import type { StoredProgram, StoredText } from "./payload.ts";
import { type JobRow, jobColumns } from "./row.ts";
import { isFinal, sourcesOf } from "./states.ts";

/** A job as it is accepted. */
export interface NewJob {
  readonly id: JobId;
  readonly projectId: ProjectId;
  readonly personId: PersonId;
  readonly keyId: KeyId;
  readonly vendor: string;
  readonly apiVersion: string;
  readonly backendName: string;
  readonly sessionId: SessionId | null;
  readonly name: string | null;
  readonly dryRun: boolean;
  readonly shots: number;
  readonly circuitCount: number;
  readonly qubitCount: number;
  readonly echo: JsonObject;
  readonly estimate: WorkloadEstimate;
  readonly priceMicrocredits: number;
  readonly state: "queued" | "held";
  readonly reason: string | null;
  readonly seed: number;
  readonly snapshotId: string | null;
  readonly priority: number;
  readonly idempotencyKey: string | null;
  readonly requestHash: Uint8Array;
  readonly submittedAt: Date;
  readonly tags: readonly string[];
  readonly program: string | null;
  readonly isPrivate: boolean;
  readonly maxSeconds: number | null;
  /** The workload and the request as received. */
  readonly payload: StoredProgram;
}

/** Writes the job and its program. False, and nothing written, when the project used the idempotency key before. */
export async function insertJob(tx: Transaction, job: NewJob): Promise<boolean> {
  const { payload } = job;
  const { rows } = await sql`/* plan once */
    with accepted as (
      insert into jobs.job (id, project_id, person_id, key_id, vendor, api_version, backend_name, session_id, name,
        dry_run, shots, circuit_count, qubit_count, echo, estimate, price_microcredits, state, reason, seed, snapshot_id,
        priority, idempotency_key, request_hash, submitted_at, queued_at, tags, program, is_private, max_seconds)
      values (${job.id}, ${job.projectId}, ${job.personId}, ${job.keyId}, ${job.vendor}, ${job.apiVersion},
        ${job.backendName}, ${job.sessionId}, ${job.name}, ${job.dryRun}, ${job.shots}, ${job.circuitCount},
        ${job.qubitCount}, ${JSON.stringify(job.echo)}, ${JSON.stringify(job.estimate)}, ${job.priceMicrocredits},
        ${job.state}, ${job.reason}, ${job.seed}, ${job.snapshotId}, ${job.priority}, ${job.idempotencyKey},
        ${job.requestHash}, ${job.submittedAt}, ${job.state === "queued" ? job.submittedAt : null},
        ${job.tags}::text[], ${job.program}, ${job.isPrivate}, ${job.maxSeconds}::float8)
      on conflict (project_id, idempotency_key) do nothing
      returning id
    )
    insert into jobs.program (job_id, workload, original, object_hash, model_hashes, model_bytes)
    select id, ${payload.workload}::text, ${payload.original}::text, ${payload.objectHash}::text,
      ${payload.model?.objectHashes ?? null}::text[], ${payload.model?.bytes ?? null}::bigint from accepted
    returning job_id`.execute(tx);
  return rows.length === 1;
}

export async function findByIdempotencyKey(
  queries: Queries,
  projectId: ProjectId,
  key: string,
): Promise<{ readonly row: JobRow; readonly requestHash: Uint8Array } | null> {
  const { rows } = await sql<JobRow & { request_hash: Uint8Array }>`
    select ${jobColumns}, j.request_hash from jobs.job j
    where project_id = ${projectId} and idempotency_key = ${key}`.execute(queries);
  const row = rows[0];
  return row ? { row, requestHash: row.request_hash } : null;
}

/** Whose jobs are seen: a project's, and of those only the ones that came through one vendor's API, if one is named. */
export interface JobScope {
  readonly projectId: ProjectId;
  readonly vendor?: string | undefined;
}

const within = ({ projectId, vendor }: JobScope) =>
  vendor === undefined
    ? sql`j.project_id = ${projectId} and j.removed_at is null`
    : sql`j.project_id = ${projectId} and j.removed_at is null and j.vendor = ${vendor}`;

/** The job's row; null when it does not exist, is outside the scope, or was removed. */
export async function findJob(queries: Queries, scope: JobScope, id: JobId): Promise<JobRow | null> {
  const { rows } = await sql<JobRow>`
    select ${jobColumns} from jobs.job j
    where j.id = ${id} and ${within(scope)}`.execute(queries);
  return rows[0] ?? null;
}

/** A job that somebody in this scope asks for. */
export interface AskedJob {
  readonly id: JobId;
  readonly projectId: ProjectId;
  /** Null: whichever API it came through. */
  readonly vendor: string | null;
}

/** As `findJob`, for many who each ask within their own scope: the rows in the order of the questions. */
export async function findAskedJobs(queries: Queries, asked: readonly AskedJob[]): Promise<(JobRow | null)[]> {
  const { rows } = await sql<JobRow & { place: number }>`/* plan once */
    select asked.place::int as place, ${jobColumns}
    from unnest(${asked.map(({ id }) => id)}::uuid[], ${asked.map(({ projectId }) => projectId)}::uuid[],
      ${asked.map(({ vendor }) => vendor)}::text[]) with ordinality as asked (id, project_id, vendor, place)
    join jobs.job j on j.id = asked.id
    where j.project_id = asked.project_id and j.removed_at is null
      and (asked.vendor is null or j.vendor = asked.vendor)`.execute(queries);
  const found = new Map(rows.map((row) => [row.place, row]));
  return asked.map((_, k) => found.get(k + 1) ?? null);
}

/** As `findJob`, those of these jobs that are found, in no order. */
export async function findJobs(queries: Queries, scope: JobScope, ids: readonly JobId[]): Promise<JobRow[]> {
  const { rows } = await sql<JobRow>`
    select ${jobColumns} from jobs.job j
    where j.id = any(${ids}::uuid[]) and ${within(scope)}`.execute(queries);
  return rows;
}

/**
 * Jobs of a project, from after a place on; one more than the limit, to tell whether there are more. With `counted`, also
 * how many there are on all pages, as of the same moment: a client that pages until it has them all must come to an end.
 */
export async function listJobs(
  queries: Queries,
  scope: JobScope,
  query: Omit<JobQuery, "after">,
  after: Cursor | null,
): Promise<{ rows: JobRow[]; count: number | null }> {
  const filters = [
    within(scope),
    query.ids && sql`j.id = any(${query.ids}::uuid[])`,
    query.states && sql`j.state = any(${query.states}::text[])`,
    query.backendNames && sql`j.backend_name = any(${query.backendNames}::text[])`,
    query.sessionId && sql`j.session_id = ${query.sessionId}`,
    query.personId && sql`j.person_id = ${query.personId}`,
    // The second half is what the index says.
    query.tags?.length && sql`j.tags @> ${query.tags}::text[] and j.tags <> '{}'`,
    query.programs && sql`j.program = any(${query.programs}::text[])`,
    query.submittedFrom && sql`j.submitted_at >= ${query.submittedFrom}`,
    query.submittedBefore && sql`j.submitted_at < ${query.submittedBefore}`,
  ].filter((filter) => !!filter);
  const matching = sql.join(filters, sql` and `);
  const [direction, beyond] = query.oldestFirst ? [sql.raw("asc"), sql.raw(">")] : [sql.raw("desc"), sql.raw("<")];
  const onward = after
    ? sql`and (j.submitted_at, j.id) ${beyond} (${after.submittedAt}::timestamptz, ${after.id}::uuid)`
    : sql``;
  const page = sql`
    select ${jobColumns} from jobs.job j where ${matching} ${onward}
    order by j.submitted_at ${direction}, j.id ${direction} limit ${query.limit + 1} offset ${query.skip ?? 0}`;
  if (!query.counted) return { rows: (await sql<JobRow>`${page}`.execute(queries)).rows, count: null };
  const { rows } = await sql<JobRow & { total: number }>`
    select all_jobs.total, page.* from (select count(*)::int as total from jobs.job j where ${matching}) all_jobs
      left join lateral (${page}) page on true
    order by page.submitted_at ${direction}, page.id ${direction}`.execute(queries);
  // Without a job on the page, the one row has the total alone.
  return { rows: rows.filter((row) => row.id !== null), count: rows[0]?.total ?? 0 };
}

/** Replaces the tags of a job and returns its state; null when there is no such job in the scope. */
export async function replaceTags(
  tx: Transaction,
  scope: JobScope,
  id: JobId,
  tags: readonly string[],
): Promise<JobState | null> {
  const { rows } = await sql<{ state: JobState }>`
    update jobs.job j set tags = ${tags}::text[] where j.id = ${id} and ${within(scope)}
    returning j.state`.execute(tx);
  return rows[0]?.state ?? null;
}

/** A step of a job's state machine, and what is written with it. What is left out stays as it is. */
export interface Step {
  readonly jobId: JobId;
  readonly attempt?: number;
  readonly reason?: string;
  readonly failure?: JobFailure;
  readonly costMicrocredits?: number;
  readonly executionMs?: number;
  /** The seed and version that reproduce the result. */
  readonly simulatorVersion?: string;
}

/** A step that was made. */
export interface MadeStep {
  readonly jobId: JobId;
  readonly projectId: ProjectId;
  readonly sessionId: SessionId | null;
  readonly from: JobState;
}

/**
 * Moves jobs to a state, each only from a state that may become it; the others are left alone and not returned. This is
 * the one place where a job's state is written after it was accepted. `from` may narrow the states, never widen them.
 * Jobs that end after their owner removed them lose their programs and results here, private ones their programs.
 */
export async function moveJobs(
  tx: Transaction,
  to: JobState,
  steps: readonly Step[],
  at: Date,
  from: readonly JobState[] = sourcesOf(to),
): Promise<MadeStep[]> {
  if (steps.length === 0) return [];
  const patches = steps.map((step) => ({
    job_id: step.jobId,
    attempt: step.attempt,
    reason: step.reason,
    failure: step.failure,
    cost: step.costMicrocredits,
    execution_ms: step.executionMs,
    version: step.simulatorVersion,
  }));
  const { rows } = await sql<{
    id: JobId;
    project_id: ProjectId;
    session_id: SessionId | null;
    from_state: JobState;
    is_removed: boolean;
    is_private: boolean;
  }>`/* plan once */
    with step as (
      select * from jsonb_to_recordset(${JSON.stringify(patches)}::jsonb) as s (job_id uuid, attempt smallint,
        reason text, failure jsonb, cost bigint, execution_ms float8, version text)
    ),
    before as materialized (
      select j.id, j.state from jobs.job j join step on step.job_id = j.id
      where j.state = any(${from}::text[]) order by j.id for update of j
    )
    update jobs.job j set
      state = ${to},
      attempt = coalesce(step.attempt, j.attempt),
      reason = coalesce(step.reason, j.reason),
      failure = coalesce(step.failure, j.failure),
      cost_microcredits = coalesce(step.cost, j.cost_microcredits),
      execution_ms = coalesce(step.execution_ms, j.execution_ms),
      simulator_version = coalesce(step.version, j.simulator_version),
      progress = case ${to}::text when 'succeeded' then 1 when 'running' then 0 when 'queued' then 0 else j.progress end,
      queued_at = case ${to}::text when 'queued' then ${at}::timestamptz else j.queued_at end,
      started_at = case ${to}::text when 'running' then ${at}::timestamptz when 'queued' then null else j.started_at end,
      finished_at = case when ${to}::text in ('succeeded', 'failed', 'cancelled') then ${at}::timestamptz end
    from step, before where j.id = step.job_id and j.id = before.id
    returning j.id, j.project_id, j.session_id, before.state as from_state, j.removed_at is not null as is_removed,
      j.is_private`.execute(tx);
  if (isFinal(to)) {
    await forgetPayloads(tx, idsOf(rows.filter((row) => row.is_removed)));
    await forgetPrograms(tx, idsOf(rows.filter((row) => row.is_private)));
  }
  return rows.map((row) => ({
    jobId: row.id,
    projectId: row.project_id,
    sessionId: row.session_id,
    from: row.from_state,
  }));
}

/** What a worker needs to know of a job. */
export interface RunnableRow {
  readonly id: JobId;
  readonly project_id: ProjectId;
  readonly backend_name: string;
  readonly dry_run: boolean;
  readonly seed: number;
  readonly estimate: WorkloadEstimate;
  readonly price_microcredits: number;
  readonly cancel_requested_at: Date | null;
  readonly max_seconds: number | null;
  readonly workload: string | null;
  readonly original: string | null;
  readonly object_hash: string | null;
  readonly model_hashes: readonly string[] | null;
  readonly model_bytes: number | null;
}

export async function readRunnable(tx: Transaction, ids: readonly JobId[]): Promise<RunnableRow[]> {
  const { rows } = await sql<RunnableRow>`/* plan once */
    select j.id, j.project_id, j.backend_name, j.dry_run, j.seed, j.estimate, j.price_microcredits,
      j.cancel_requested_at, j.max_seconds, p.workload, null::text as original, p.object_hash,
      p.model_hashes, p.model_bytes
    from jobs.job j left join jobs.program p on p.job_id = j.id where j.id = any(${ids}::uuid[])`.execute(tx);
  return rows;
}

export async function readStoredProgram(
  queries: Queries,
  scope: JobScope,
  id: JobId,
): Promise<Omit<StoredProgram, "model"> | null> {
  const { rows } = await sql<{ workload: string | null; original: string | null; object_hash: string | null }>`
    select p.workload, p.original, p.object_hash from jobs.program p join jobs.job j on j.id = p.job_id
    where j.id = ${id} and ${within(scope)}`.execute(queries);
  const row = rows[0];
  return row ? { workload: row.workload, original: row.original, objectHash: row.object_hash } : null;
}

export interface NewResult extends StoredText {
  readonly jobId: JobId;
  readonly bytes: number;
}

export async function insertResults(tx: Transaction, results: readonly NewResult[]): Promise<void> {
  if (results.length === 0) return;
  await sql`/* plan once */
    insert into jobs.result (job_id, body, object_hash, bytes)
    select * from unnest(
      ${results.map((result) => result.jobId)}::uuid[],
      ${results.map((result) => result.text)}::text[],
      ${results.map((result) => result.objectHash)}::text[],
      ${results.map((result) => result.bytes)}::bigint[])`.execute(tx);
}

export async function readStoredResult(queries: Queries, scope: JobScope, id: JobId): Promise<StoredText | null> {
  const { rows } = await sql<{ body: string | null; object_hash: string | null }>`
    select r.body, r.object_hash from jobs.result r join jobs.job j on j.id = r.job_id
    where j.id = ${id} and ${within(scope)}`.execute(queries);
  const row = rows[0];
  return row ? { text: row.body, objectHash: row.object_hash } : null;
}

/** As `readStoredResult`, and it is gone: of two who ask at once, one gets it. */
export async function takeStoredResult(tx: Transaction, scope: JobScope, id: JobId): Promise<StoredText | null> {
  const { rows } = await sql<{ body: string | null; object_hash: string | null }>`
    delete from jobs.result r using jobs.job j where r.job_id = j.id and j.id = ${id} and ${within(scope)}
    returning r.body, r.object_hash`.execute(tx);
  const row = rows[0];
  return row ? { text: row.body, objectHash: row.object_hash } : null;
}

/** Notes that a running job is to stop; false when it does not run. */
export async function requestCancel(tx: Transaction, id: JobId, reason: string, at: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update jobs.job set cancel_requested_at = coalesce(cancel_requested_at, ${at}), reason = coalesce(reason, ${reason})
    where id = ${id} and state = 'running'`.execute(tx);
  return numAffectedRows === 1n;
}

/** Of these running jobs, the ones that are to stop. */
export async function readCancelRequests(queries: Queries, ids: readonly JobId[]): Promise<JobId[]> {
  const { rows } = await sql<{ id: JobId }>`
    select id from jobs.job where id = any(${ids}::uuid[]) and cancel_requested_at is not null`.execute(queries);
  return rows.map((row) => row.id);
}

/** As `readCancelRequests`; nobody can ask another of these to stop until the transaction ends. */
export async function lockCancelRequests(tx: Transaction, ids: readonly JobId[]): Promise<Set<JobId>> {
  const { rows } = await sql<{ id: JobId; is_asked: boolean }>`
    select id, cancel_requested_at is not null as is_asked from jobs.job where id = any(${ids}::uuid[])
    order by id for update`.execute(tx);
  return new Set(rows.filter((row) => row.is_asked).map((row) => row.id));
}

/** Notes how far runs are. A job that somebody else is just writing is left out: it is about to change its state. */
export async function saveProgress(
  queries: Queries,
  entries: readonly { readonly jobId: JobId; readonly done: number }[],
): Promise<void> {
  if (entries.length === 0) return;
  await sql`
    with progress as (
      select * from unnest(${entries.map((entry) => entry.jobId)}::uuid[],
        ${entries.map((entry) => entry.done)}::real[]) as p (id, done)
    ),
    running as materialized (
      select j.id from jobs.job j join progress using (id) where j.state = 'running'
      order by j.id for update of j skip locked
    )
    update jobs.job j set progress = p.done from running join progress p using (id)
    where j.id = running.id`.execute(queries);
}

/** Hides a job from its owner. Its payload goes now if it has ended, otherwise when it does: it may be running. */
export async function markRemoved(tx: Transaction, id: JobId, at: Date): Promise<void> {
  const { rows } = await sql<{ state: JobState }>`
    update jobs.job set removed_at = ${at}, echo = '{}', name = null where id = ${id} returning state`.execute(tx);
  if (rows[0] && isFinal(rows[0].state)) await forgetPayloads(tx, [id]);
}

/** Forgets programs and results. The jobs' rows stay, for the ledger and the audit. */
async function forgetPayloads(tx: Transaction, ids: readonly JobId[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    with program as (delete from jobs.program where job_id = any(${ids}::uuid[]))
    delete from jobs.result where job_id = any(${ids}::uuid[])`.execute(tx);
}

async function forgetPrograms(tx: Transaction, ids: readonly JobId[]): Promise<void> {
  if (ids.length > 0) await sql`delete from jobs.program where job_id = any(${ids}::uuid[])`.execute(tx);
}

const idsOf = (rows: readonly { readonly id: JobId }[]): JobId[] => rows.map((row) => row.id);

/** Of these objects, the ones that a row names; asked before the others are swept. */
export async function namedObjects(queries: Queries, hashes: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ object_hash: string }>`
    select object_hash from jobs.program where object_hash = any(${hashes}::text[])
    union select object_hash from jobs.result where object_hash = any(${hashes}::text[])
    union select named.hash from jobs.program p, unnest(p.model_hashes) as named (hash)
      where p.model_hashes && ${hashes}::text[] and named.hash = any(${hashes}::text[])`.execute(queries);
  return new Set(rows.map((row) => row.object_hash));
}

/** The number of this submission among its project's, counted from 1. Serialises the project's submissions. */
export async function nextOrdinal(tx: Transaction, projectId: ProjectId): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into jobs.ordinal as o (project_id, last) values (${projectId}, 1)
    on conflict (project_id) do update set last = o.last + 1 returning last`.execute(tx);
  return rows[0]?.last ?? 1;
}

export async function insertRefusal(
  queries: Queries,
  refusal: {
    readonly id: string;
    readonly keyId: KeyId;
    readonly projectId: ProjectId;
    readonly vendor: string;
    readonly code: string;
    readonly message: string;
    readonly at: Date;
  },
): Promise<void> {
  const { id, keyId, projectId, vendor, code, message, at } = refusal;
  await sql`
    insert into jobs.refusal (id, key_id, project_id, vendor, code, message, at)
    values (${id}, ${keyId}, ${projectId}, ${vendor}, ${code}, ${message.slice(0, 2000)}, ${at})`.execute(queries);
}
