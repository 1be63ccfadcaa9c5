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
  readonly idle_seconds: number | null;
  readonly accepts_jobs: boolean;
  readonly activated_at: Date | null;
  readonly last_job_started_at: Date | null;
  readonly last_job_finished_at: Date | null;
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
  limits: {
    maxJobs: row.max_jobs,
    maxSeconds: row.max_seconds,
    maxMicrocredits: row.max_microcredits,
    idleSeconds: row.idle_seconds,
  },
  echo: row.echo,
  createdAt: row.created_at,
  startedAt: row.started_at,
  expiresAt: row.expires_at,
  acceptsJobs: row.accepts_jobs,
  activatedAt: row.activated_at,
  lastJobStartedAt: row.last_job_started_at,
  lastJobFinishedAt: row.last_job_finished_at,
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
      max_microcredits, idle_seconds, echo, created_at)
    values (${session.id}, ${session.projectId}, ${session.createdBy}, ${session.vendor}, ${session.backendName},
      ${session.mode}, 'pending', ${limits.maxJobs}, ${limits.maxSeconds}, ${limits.maxMicrocredits},
      ${limits.idleSeconds ?? null}, ${JSON.stringify(session.echo)}, ${session.createdAt})`.execute(tx);
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
      s.idle_seconds, s.accepts_jobs, s.activated_at, used.*
    from jobs.session s
      join projects.project p on p.id = s.project_id
      cross join lateral (
        select count(*)::int as job_count, coalesce(sum(execution_ms), 0)::float8 as execution_ms,
          max(started_at) as last_job_started_at, max(finished_at) as last_job_finished_at
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
  /** Whether its jobs go before others on its backend. */
  readonly goesFirst: boolean;
  readonly maxJobs: number | null;
  readonly maxMicrocredits: number | null;
  readonly jobs: number;
  readonly microcredits: number;
}

/** A session without an end of its own has its place before the queue for so long from its beginning. */
const longestFirstMs = 8 * 3_600_000;

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
    goes_first: boolean;
    max_jobs: number | null;
    max_microcredits: number | null;
    jobs: number;
    microcredits: number;
  }>`
    select s.backend_name, s.accepts_jobs and coalesce(s.expires_at > ${at}, true) as is_open,
      s.mode = 'session' and s.state = 'active' and s.started_at > ${new Date(at.getTime() - longestFirstMs)} as goes_first,
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
    goesFirst: row.goes_first ?? false,
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
  readonly mode: Session["mode"];
  readonly from: Session["state"];
}

interface StepRow {
  readonly id: SessionId;
  readonly project_id: ProjectId;
  readonly mode: Session["mode"];
  readonly from_state: Session["state"];
}

const stepOf = ({ id, project_id: projectId, mode, from_state: from }: StepRow) => ({ id, projectId, mode, from });

/**
 * Jobs of these sessions start. The clock of a session starts with its first job, also of one that is closing by then;
 * one that waited or idled becomes active. Returns those.
 */
export async function activateSessions(tx: Transaction, ids: readonly SessionId[], at: Date): Promise<SessionStep[]> {
  const { rows } = await sql<StepRow>`
    with before as materialized (
      select id, state from jobs.session
      where id = any(${ids}::uuid[]) and (state in ('pending', 'inactive') or (state = 'closing' and started_at is null))
      order by id for update
    )
    update jobs.session s set state = case before.state when 'closing' then 'closing' else 'active' end,
      activated_at = ${at}, started_at = coalesce(s.started_at, ${at}),
      expires_at = coalesce(s.expires_at, ${at}::timestamptz + make_interval(secs => s.max_seconds))
    from before where s.id = before.id
    returning s.id, s.project_id, s.mode, before.state as from_state`.execute(tx);
  return rows.map(stepOf).filter(({ from }) => from !== "closing");
}

/** None of its jobs waits or runs. One that comes at this very moment makes the session active again when it starts. */
const isIdle = sql`not exists (select from jobs.job j where j.session_id = s.id and j.finished_at is null)`;

/** Sessions that have idled for as long as they may; they give up their place until their next job starts. */
export async function deactivateIdle(tx: Transaction, at: Date): Promise<SessionStep[]> {
  const { rows } = await sql<StepRow>`
    with before as materialized (
      select s.id, s.state from jobs.session s
      where s.ended_at is null and s.state = 'active' and s.mode = 'session' and s.idle_seconds is not null and ${isIdle}
        and coalesce((select max(j.finished_at) from jobs.job j where j.session_id = s.id), s.activated_at)
          <= ${at}::timestamptz - make_interval(secs => s.idle_seconds)
      order by s.id for update of s
    )
    update jobs.session s set state = 'inactive' from before where s.id = before.id
    returning s.id, s.project_id, s.mode, before.state as from_state`.execute(tx);
  return rows.map(stepOf);
}

/** From now on the session takes no jobs. Returns it, if it took some before. */
export async function stopAccepting(tx: Transaction, id: SessionId, by: PersonId): Promise<SessionStep[]> {
  const { rows } = await sql<StepRow>`
    with before as materialized (
      select id, state from jobs.session where id = ${id} and ended_at is null and accepts_jobs for update
    )
    update jobs.session s set state = 'closing', accepts_jobs = false, ended_by = ${by}
    from before where s.id = before.id
    returning s.id, s.project_id, s.mode, before.state as from_state`.execute(tx);
  return rows.map(stepOf);
}

/** Ends the sessions that take no jobs and have none left; of these, or of all. */
export async function endClosing(tx: Transaction, ids: readonly SessionId[] | null, at: Date): Promise<SessionStep[]> {
  const { rows } = await sql<StepRow>`
    with before as materialized (
      select s.id, s.state from jobs.session s
      where s.ended_at is null and s.state = 'closing' and (${ids}::uuid[] is null or s.id = any(${ids}::uuid[]))
        and ${isIdle}
      order by s.id for update of s
    )
    update jobs.session s set state = 'closed', ended_at = ${at} from before where s.id = before.id
    returning s.id, s.project_id, s.mode, before.state as from_state`.execute(tx);
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
    update jobs.session s set state = 'closed', accepts_jobs = false, ended_at = ${at}, ended_by = coalesce(${by}, s.ended_by)
    from before where s.id = before.id returning s.id, s.project_id, s.mode, before.state as from_state`.execute(tx);
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
