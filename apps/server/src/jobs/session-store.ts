import type { JobId, OrganisationId, PersonId, ProjectId, SessionId } from "@naru/base";
import type { JsonObject, Session, SessionOrder } from "@naru/dialect";
import { sql } from "kysely";
import type { Queries, Transaction } from "../db/index.ts";

interface SessionRow {
  readonly id: SessionId;
  readonly organisation_id: OrganisationId;
  readonly project_id: ProjectId;
  readonly created_by: PersonId;
  readonly vendor: string;
  readonly backend_name: string;
  readonly mode: Session["mode"];
  readonly state: Session["state"];
  readonly max_jobs: number | null;
  readonly max_seconds: number | null;
  readonly max_microcredits: number | null;
  readonly echo: JsonObject;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly expires_at: Date | null;
  readonly ended_at: Date | null;
  readonly ended_by: PersonId | null;
  readonly job_count: number;
  readonly execution_ms: number;
}

const sessionOf = (row: SessionRow): Session => ({
  id: row.id,
  organisationId: row.organisation_id,
  projectId: row.project_id,
  createdBy: row.created_by,
  vendor: row.vendor,
  backendName: row.backend_name,
  mode: row.mode,
  state: row.state,
  limits: { maxJobs: row.max_jobs, maxSeconds: row.max_seconds, maxMicrocredits: row.max_microcredits },
  echo: row.echo,
  createdAt: row.created_at,
  startedAt: row.started_at,
  expiresAt: row.expires_at,
  endedAt: row.ended_at,
  endedBy: row.ended_by,
  jobCount: row.job_count,
  executionMs: row.execution_ms,
});

export async function insertSession(
  tx: Transaction,
  session: SessionOrder & { id: SessionId; projectId: ProjectId; createdBy: PersonId; createdAt: Date },
): Promise<void> {
  const { limits } = session;
  await sql`
    insert into jobs.session (id, project_id, created_by, vendor, backend_name, mode, state, max_jobs, max_seconds,
      max_microcredits, echo, created_at)
    values (${session.id}, ${session.projectId}, ${session.createdBy}, ${session.vendor}, ${session.backendName},
      ${session.mode}, 'pending', ${limits.maxJobs}, ${limits.maxSeconds}, ${limits.maxMicrocredits},
      ${JSON.stringify(session.echo)}, ${session.createdAt})`.execute(tx);
}

/** Sessions of a project, newest first, with what their jobs used. */
export async function readSessions(
  queries: Queries,
  projectId: ProjectId,
  query: { readonly id?: SessionId; readonly isActive?: boolean },
): Promise<Session[]> {
  const { rows } = await sql<SessionRow>`
    select s.id, p.organisation_id, s.project_id, s.created_by, s.vendor, s.backend_name, s.mode, s.state, s.max_jobs,
      s.max_seconds, s.max_microcredits, s.echo, s.created_at, s.started_at, s.expires_at, s.ended_at, s.ended_by,
      used.job_count, used.execution_ms
    from jobs.session s
      join projects.project p on p.id = s.project_id
      cross join lateral (
        select count(*)::int as job_count, coalesce(sum(execution_ms), 0)::float8 as execution_ms
        from jobs.job where session_id = s.id
      ) used
    where s.project_id = ${projectId}
      ${query.id ? sql`and s.id = ${query.id}` : sql``}
      ${query.isActive === undefined ? sql`` : sql`and (s.ended_at is null) = ${query.isActive}`}
    order by s.created_at desc, s.id desc`.execute(queries);
  return rows.map(sessionOf);
}

/** Locks a session, so that no two submissions take the same place in it. */
export async function lockSession(tx: Transaction, projectId: ProjectId, id: SessionId): Promise<void> {
  await sql`select from jobs.session where id = ${id} and project_id = ${projectId} for update`.execute(tx);
}

/** What a session has room for. */
export interface SessionRoom {
  readonly backendName: string;
  readonly isOpen: boolean;
  readonly maxJobs: number | null;
  readonly maxMicrocredits: number | null;
  readonly jobs: number;
  readonly microcredits: number;
}

/** To be read after `lockSession`, in a statement of its own: one statement would count what was there before the lock. */
export async function readRoom(
  queries: Queries,
  projectId: ProjectId,
  id: SessionId,
  at: Date,
): Promise<SessionRoom | null> {
  const { rows } = await sql<{
    backend_name: string;
    is_open: boolean;
    max_jobs: number | null;
    max_microcredits: number | null;
    jobs: number;
    microcredits: number;
  }>`
    select s.backend_name, s.state in ('pending', 'active', 'inactive') and coalesce(s.expires_at > ${at}, true) as is_open,
      s.max_jobs, s.max_microcredits, used.jobs, used.microcredits
    from jobs.session s cross join lateral (
      select count(*)::int as jobs, coalesce(sum(price_microcredits), 0)::bigint as microcredits
      from jobs.job where session_id = s.id
    ) used where s.id = ${id} and s.project_id = ${projectId}`.execute(queries);
  const row = rows[0];
  if (!row) return null;
  return {
    backendName: row.backend_name,
    isOpen: row.is_open,
    maxJobs: row.max_jobs,
    maxMicrocredits: row.max_microcredits,
    jobs: row.jobs,
    microcredits: Number(row.microcredits),
  };
}

/** A step of a session that was made. */
export interface SessionStep {
  readonly id: SessionId;
  readonly projectId: ProjectId;
  readonly from: Session["state"];
}

interface StepRow {
  readonly id: SessionId;
  readonly project_id: ProjectId;
  readonly from_state: Session["state"];
}

const stepOf = (row: StepRow): SessionStep => ({ id: row.id, projectId: row.project_id, from: row.from_state });

/** The clock of a session starts with its first job. */
export async function activateSessions(tx: Transaction, ids: readonly SessionId[], at: Date): Promise<SessionStep[]> {
  const { rows } = await sql<StepRow>`
    update jobs.session set state = 'active', started_at = ${at},
      expires_at = ${at}::timestamptz + make_interval(secs => max_seconds)
    where id = any(${ids}::uuid[]) and state = 'pending'
    returning id, project_id, 'pending' as from_state`.execute(tx);
  return rows.map(stepOf);
}

/** Ends sessions that are not over yet. */
export async function closeSessions(
  tx: Transaction,
  ids: readonly SessionId[],
  by: PersonId | null,
  at: Date,
): Promise<SessionStep[]> {
  const { rows } = await sql<StepRow>`
    with before as materialized (
      select id, state from jobs.session where id = any(${ids}::uuid[]) and ended_at is null order by id for update
    )
    update jobs.session s set state = 'closed', ended_at = ${at}, ended_by = ${by}
    from before where s.id = before.id returning s.id, s.project_id, before.state as from_state`.execute(tx);
  return rows.map(stepOf);
}

export async function readExpired(queries: Queries, at: Date): Promise<SessionId[]> {
  const { rows } = await sql<{ id: SessionId }>`
    select id from jobs.session where ended_at is null and expires_at <= ${at}`.execute(queries);
  return rows.map((row) => row.id);
}

/** The jobs of sessions that have not started. */
export async function readWaitingJobs(tx: Transaction, ids: readonly SessionId[]): Promise<JobId[]> {
  const { rows } = await sql<{ id: JobId }>`
    select id from jobs.job where session_id = any(${ids}::uuid[]) and state in ('queued', 'held')`.execute(tx);
  return rows.map((row) => row.id);
}
