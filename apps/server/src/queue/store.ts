import type { JobId, ProjectId, SessionId } from "@naru/base";
import { sql } from "kysely";
import type { Queries, Transaction } from "../db/index.ts";
import type { Lane } from "./lanes.ts";

/** A lease on a job: whoever presents it may settle the job, nobody else. */
export interface Lease {
  readonly jobId: JobId;
  readonly workerId: string;
  readonly attempt: number;
}

export interface Claim extends Lease {
  readonly projectId: ProjectId;
}

export async function insertEntry(
  tx: Transaction,
  entry: {
    jobId: JobId;
    projectId: ProjectId;
    backendName: string;
    lane: Lane;
    priority: number;
    goesFirst: boolean;
    costSeconds: number;
  },
): Promise<void> {
  const { jobId, projectId, backendName, lane, priority, goesFirst, costSeconds } = entry;
  await sql`/* plan once */
    insert into queue.entry (job_id, project_id, backend_name, lane, priority, goes_first, cost_seconds)
    values (${jobId}, ${projectId}, ${backendName}, ${lane}, ${priority}, ${goesFirst}, ${costSeconds})`.execute(tx);
}

export async function putSessionsFirst(tx: Transaction, sessionIds: readonly SessionId[]): Promise<void> {
  await sql`
    with waiting as materialized (
      select e.job_id from queue.entry e join jobs.job j on j.id = e.job_id
      where j.session_id = any(${sessionIds}::uuid[]) and j.finished_at is null and not e.goes_first
      order by e.job_id for update of e
    )
    update queue.entry e set goes_first = true from waiting where e.job_id = waiting.job_id`.execute(tx);
}

export interface ClaimLimits {
  readonly jobs: number;
  /** Stops before the first job that begins after this much expected work. */
  readonly seconds: number;
}

/**
 * Leases the jobs whose turn it is, by start-time fair queueing on two levels: among organisations by use over shares,
 * inside one among its projects by use over shares, inside a project by priority and age. Each job taken counts at once
 * for the turn of those behind it, so a batch is shared out as single picks would be.
 *
 * Jobs that go first take the turns of others that wait for the same backend: on it they are before them, beside it
 * nothing changes, and what they use is charged to their own project. Virtual time does not follow those that went ahead.
 *
 * Projects with waiting jobs are found by leaping through the index, so the cost grows with their number and with the
 * size of the batch, never with the number of waiting jobs. Losing a lease in a crash only returns the job to the queue;
 * so the commit does not wait for the disk.
 */
export async function claimEntries(
  tx: Transaction,
  lane: Lane,
  workerId: string,
  limits: ClaimLimits,
  weight: number,
  catchUpSeconds: number,
): Promise<Claim[]> {
  // Planned anew for each call, the statement below takes longer to plan (1.9 ms) than to run (1.5 ms); its generic plan
  // is as good, since no index here depends on a value.
  await sql`select set_config('plan_cache_mode', 'force_generic_plan', true),
    set_config('synchronous_commit', 'off', true)`.execute(tx);
  const slack = catchUpSeconds * weight;
  const { rows } = await sql<{ job_id: JobId; project_id: ProjectId; attempt: number }>`/* plan once */
    with recursive leap (project_id) as (
      (select e.project_id from queue.entry e where e.lane = ${lane} and e.worker_id is null
        order by e.project_id limit 1)
      union all
      select (select e.project_id from queue.entry e
        where e.lane = ${lane} and e.worker_id is null and e.project_id > leap.project_id order by e.project_id limit 1)
      from leap where leap.project_id is not null
    ),
    waiting as materialized (select project_id from leap where project_id is not null),
    candidate as (
      select e.job_id, e.cost_seconds, e.backend_name, e.goes_first, s.project_id, s.organisation_id,
        greatest(s.used / s.shares, o.turn - ${slack}::float8)
          + (sum(e.cost_seconds) over (partition by s.project_id order by e.goes_first desc, e.priority desc, e.job_id)
            - e.cost_seconds)
          * ${weight}::float8 / s.shares as project_turn
      from waiting
        join queue.project_share s using (project_id)
        join queue.organisation_share o using (organisation_id)
        cross join lateral (
          select job_id, cost_seconds, priority, backend_name, goes_first from queue.entry
          where lane = ${lane} and project_id = s.project_id and worker_id is null
          order by goes_first desc, priority desc, job_id
          limit (select greatest(1, ceil(2.0 * ${limits.jobs} / count(*)))::int from waiting)
        ) e
    ),
    ranked as (
      select c.*,
        greatest(o.used / o.shares, r.turn - ${slack}::float8)
          + (sum(c.cost_seconds) over (partition by c.organisation_id order by c.project_turn, c.job_id) - c.cost_seconds)
          * ${weight}::float8 / o.shares as organisation_turn
      from candidate c join queue.organisation_share o using (organisation_id), queue.region r
    ),
    seated as (
      select *,
        row_number() over (partition by backend_name order by organisation_turn, project_turn, job_id) as turn,
        row_number() over (partition by backend_name
          order by goes_first desc, organisation_turn, project_turn, job_id) as seat
      from ranked
    ),
    ordered as (
      select s.*, row_number() over (order by t.organisation_turn, t.project_turn, t.job_id) as place,
        sum(s.cost_seconds) over (order by t.organisation_turn, t.project_turn, t.job_id) - s.cost_seconds as seconds_before
      from seated s join seated t on t.backend_name = s.backend_name and t.turn = s.seat
    ),
    chosen as materialized (
      select * from ordered where seconds_before < ${limits.seconds} order by place limit ${limits.jobs}
    ),
    locked as materialized (
      select job_id from queue.entry where job_id in (select job_id from chosen) and worker_id is null
      order by job_id for update skip locked
    ),
    claimed as (
      update queue.entry e
      set worker_id = ${workerId}, attempt = e.attempt + 1, heartbeat_at = now(), weight = ${weight}
      from locked where e.job_id = locked.job_id
      returning e.job_id, e.project_id, e.attempt, e.cost_seconds
    ),
    charge as materialized (
      select c.project_id, c.organisation_id, sum(c.cost_seconds) * ${weight} as used,
        max(c.project_turn) filter (where c.seat >= c.turn) as project_turn,
        max(c.organisation_turn) filter (where c.seat >= c.turn) as organisation_turn
      from chosen c join claimed using (job_id) group by 1, 2
    ),
    project_lock as materialized (
      select project_id from queue.project_share where project_id in (select project_id from charge)
      order by project_id for update
    ),
    organisation_lock as materialized (
      select o.organisation_id, o.turn from queue.organisation_share o
      where o.organisation_id in (select organisation_id from charge join project_lock using (project_id))
      order by o.organisation_id for update
    ),
    charged_project as (
      update queue.project_share s
      set used = greatest(s.used, (o.turn - ${slack}::float8) * s.shares) + charge.used
      from charge join organisation_lock o using (organisation_id) where s.project_id = charge.project_id
    ),
    charged_organisation as (
      update queue.organisation_share o
      set used = greatest(o.used, (r.turn - ${slack}::float8) * o.shares) + total.used,
        turn = greatest(o.turn, total.project_turn)
      from (select organisation_id, sum(used) as used, max(project_turn) as project_turn from charge group by 1) total,
        queue.region r, organisation_lock l
      where o.organisation_id = total.organisation_id and l.organisation_id = o.organisation_id
    ),
    passed as (
      update queue.region r set turn = greatest(r.turn, c.turn)
      from (select max(organisation_turn) as turn from charge) c where c.turn > r.turn
    )
    select job_id, project_id, attempt from claimed join chosen using (job_id, project_id, cost_seconds)
    order by place`.execute(tx);
  return rows.map((row) => ({
    jobId: row.job_id,
    projectId: row.project_id,
    workerId,
    attempt: row.attempt,
  }));
}

/** A lease that is over, and how long the machine was really used. */
export interface Settlement {
  readonly lease: Lease;
  readonly costSeconds: number;
}

/**
 * Takes entries out of the queue, each only by the lease it was given out under, and corrects the shares by the
 * difference to what was charged. Returns the jobs whose lease still held; the others belong to somebody else by now.
 */
export async function removeLeased(tx: Transaction, settlements: readonly Settlement[]): Promise<Set<JobId>> {
  const { rows } = await sql<{ job_id: JobId }>`/* plan once */
    with presented as (
      select * from unnest(
        ${settlements.map(({ lease }) => lease.jobId)}::uuid[],
        ${settlements.map(({ lease }) => lease.workerId)}::uuid[],
        ${settlements.map(({ lease }) => lease.attempt)}::smallint[],
        ${settlements.map((settlement) => settlement.costSeconds)}::float8[]
      ) as p (job_id, worker_id, attempt, cost_seconds)
    ),
    locked as materialized (
      select e.job_id from queue.entry e join presented p using (job_id, worker_id, attempt)
      order by e.job_id for update of e
    ),
    removed as (
      delete from queue.entry e using presented p, locked l
      where e.job_id = p.job_id and e.job_id = l.job_id and e.worker_id = p.worker_id and e.attempt = p.attempt
      returning e.job_id, e.project_id, (p.cost_seconds - e.cost_seconds) * e.weight as difference
    ),
    correction as materialized (
      select s.project_id, s.organisation_id, sum(difference) as used
      from removed join queue.project_share s using (project_id) group by 1, 2
    ),
    project_lock as materialized (
      select project_id from queue.project_share where project_id in (select project_id from correction)
      order by project_id for update
    ),
    organisation_lock as materialized (
      select organisation_id from queue.organisation_share
      where organisation_id in (select organisation_id from correction join project_lock using (project_id))
      order by organisation_id for update
    ),
    corrected_project as (
      update queue.project_share s set used = s.used + c.used
      from correction c join organisation_lock using (organisation_id) where s.project_id = c.project_id
    ),
    corrected_organisation as (
      update queue.organisation_share o set used = o.used + c.used
      from (select organisation_id, sum(used) as used from correction join organisation_lock using (organisation_id)
        group by 1) c
      where o.organisation_id = c.organisation_id
    )
    select job_id from removed`.execute(tx);
  return new Set(rows.map((row) => row.job_id));
}

/** Takes a waiting job out of the queue; false when it is leased or not there. */
export async function removeWaiting(tx: Transaction, jobIds: readonly JobId[]): Promise<Set<JobId>> {
  const { rows } = await sql<{ job_id: JobId }>`
    with locked as materialized (
      select job_id from queue.entry where job_id = any(${jobIds}::uuid[]) and worker_id is null
      order by job_id for update
    )
    delete from queue.entry e using locked l where e.job_id = l.job_id and e.worker_id is null
    returning e.job_id`.execute(tx);
  return new Set(rows.map((row) => row.job_id));
}

/** Says that these leases are alive; those that ended meanwhile stay ended. */
export async function renewLeases(queries: Queries, leases: readonly Lease[]): Promise<void> {
  if (leases.length === 0) return;
  await sql`
    with alive as materialized (
      select job_id from queue.entry where (job_id, worker_id, attempt) in (${leaseRows(leases)})
      order by job_id for update
    )
    update queue.entry e set heartbeat_at = now() from alive where e.job_id = alive.job_id`.execute(queries);
}

const leaseRows = (leases: readonly Lease[]) => sql`
  select * from unnest(
    ${leases.map((lease) => lease.jobId)}::uuid[],
    ${leases.map((lease) => lease.workerId)}::uuid[],
    ${leases.map((lease) => lease.attempt)}::smallint[])`;

/** A lease that ended without a result, and what became of its job. */
export interface LostLease {
  readonly jobId: JobId;
  readonly attempt: number;
  /** False when the job has had its last attempt; its entry is gone. */
  readonly isQueuedAgain: boolean;
}

/** Which leases to end: these, all of some workers, and those without a heartbeat since a moment. */
export interface LostQuery {
  readonly leases: readonly Lease[];
  readonly workerIds: readonly string[];
  readonly silentSince: Date | null;
  /** Leases of this worker without a heartbeat since then that it does not hold: it has forgotten them. */
  readonly forgotten: { readonly workerId: string; readonly held: readonly Lease[]; readonly since: Date } | null;
  readonly maxAttempts: number;
}

/**
 * Ends leases without a result. Their jobs wait again, at their old place, unless this was the last attempt; those leave
 * the queue. What was charged for the attempt is not given back: the machine was used.
 */
export async function releaseLost(tx: Transaction, query: LostQuery): Promise<LostLease[]> {
  const { forgotten } = query;
  const { rows } = await sql<{ job_id: JobId; attempt: number; again: boolean }>`
    with lost as materialized (
      select job_id, attempt, attempt < ${query.maxAttempts} as again from queue.entry
      where worker_id = any(${query.workerIds}::uuid[])
        or (worker_id is not null and heartbeat_at < ${query.silentSince}::timestamptz)
        or (job_id, worker_id, attempt) in (${leaseRows(query.leases)})
        or (worker_id = ${forgotten?.workerId ?? null}::uuid and heartbeat_at < ${forgotten?.since ?? null}::timestamptz
          and (job_id, worker_id, attempt) not in (${leaseRows(forgotten?.held ?? [])}))
      order by job_id for update skip locked
    ),
    queued as (
      update queue.entry e set worker_id = null, heartbeat_at = null
      from lost where e.job_id = lost.job_id and lost.again
    ),
    removed as (delete from queue.entry e using lost where e.job_id = lost.job_id and not lost.again)
    select job_id, attempt, again from lost`.execute(tx);
  return rows.map((row) => ({ jobId: row.job_id, attempt: row.attempt, isQueuedAgain: row.again }));
}

/**
 * Hands leases back that were never worked on: the attempt does not count, and the charge is returned. Returns the jobs
 * that wait again.
 */
export async function returnUnused(tx: Transaction, leases: readonly Lease[]): Promise<Set<JobId>> {
  const { rows } = await sql<{ job_id: JobId }>`
    with presented (job_id, worker_id, attempt) as (${leaseRows(leases)}),
    locked as materialized (
      select e.job_id from queue.entry e join presented p using (job_id, worker_id, attempt)
      order by e.job_id for update of e
    ),
    queued as (
      update queue.entry e set worker_id = null, heartbeat_at = null, attempt = e.attempt - 1
      from locked l where e.job_id = l.job_id
      returning e.job_id, e.project_id, e.cost_seconds * e.weight as charged
    ),
    refund as materialized (select project_id, sum(charged) as used from queued group by 1),
    project_lock as materialized (
      select project_id from queue.project_share where project_id in (select project_id from refund)
      order by project_id for update
    ),
    refunded as (
      update queue.project_share s set used = s.used - r.used
      from refund r join project_lock using (project_id) where s.project_id = r.project_id
    )
    select job_id from queued`.execute(tx);
  return new Set(rows.map((row) => row.job_id));
}

/** What waits and what is leased, by lane and backend. */
export interface Depth {
  readonly lane: Lane;
  readonly backendName: string;
  readonly waiting: number;
  readonly waitingSeconds: number;
  readonly leased: number;
}

export async function readDepths(queries: Queries): Promise<Depth[]> {
  const { rows } = await sql<Depth>`
    select lane, backend_name as "backendName",
      count(*) filter (where worker_id is null)::int as waiting,
      coalesce(sum(cost_seconds) filter (where worker_id is null), 0)::float8 as "waitingSeconds",
      count(*) filter (where worker_id is not null)::int as leased
    from queue.entry group by lane, backend_name`.execute(queries);
  return rows;
}
