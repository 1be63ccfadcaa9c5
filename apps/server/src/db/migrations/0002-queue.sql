-- The queue: what waits and what is leased, in a table that stays small however many jobs have finished. Leases are ours
-- and not a library's (docs/decisions/0004-queue.md), so the columns of the job that a library's queue would need go.

drop index jobs.job_waiting;
drop index jobs.job_running;
alter table jobs.job drop column engine_id, drop column heartbeat_at;

-- A process that runs jobs. It holds the session-level advisory lock (0x4e61, number) for as long as it lives, so that
-- others see at once when it has died.
create table queue.worker (
  id uuid primary key,
  number integer generated always as identity unique,
  host text not null,
  pid integer not null,
  -- How many small jobs it runs side by side; zero when it only answers requests.
  threads integer not null,
  started_at timestamptz not null default now()
);

create table queue.entry (
  job_id uuid primary key references jobs.job on delete cascade,
  project_id uuid not null,
  lane text not null check (lane in ('small', 'large')),
  -- Higher goes first inside a project.
  priority smallint not null,
  -- Expected use of the machine; what the shares are charged until the real figure is known.
  cost_seconds double precision not null check (cost_seconds > 0),
  queued_at timestamptz not null default now(),
  -- Counts leases. A result is taken only from the worker and attempt that hold the lease.
  attempt smallint not null default 0,
  worker_id uuid,
  heartbeat_at timestamptz,
  -- What one second counted in the shares' decaying unit when the lease was taken.
  weight double precision not null default 1,
  check ((worker_id is null) = (heartbeat_at is null))
)
-- Rows live for milliseconds to hours and are rewritten once or twice: room for that in the page, and early cleaning.
with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index entry_waiting on queue.entry (lane, project_id, priority desc, job_id) where worker_id is null;
create index entry_leased on queue.entry (worker_id) where worker_id is not null;

-- Which projects have waiting jobs is read from the index above; there is no flag that could be wrong.
alter table queue.project_share drop column running, drop column active;

-- Virtual time of fair queueing: the share ratio last served, among an organisation's projects and among organisations.
-- Whoever comes back after a long absence starts near it, so that an absence is no monopoly.
alter table queue.organisation_share add column turn double precision not null default 0;
create table queue.region (
  single boolean primary key default true check (single),
  turn double precision not null default 0
);
insert into queue.region default values;

-- How many jobs each project has submitted while the service ran with a seed of its own: the ordinal gives the job's seed.
create table jobs.ordinal (
  project_id uuid primary key references projects.project,
  last bigint not null
);

-- The caller's own fields go back as they came: `json` keeps the order of keys and every escape, `jsonb` does not.
alter table jobs.job alter column echo type json;
alter table jobs.session alter column echo drop default, alter column echo type json using echo::json;

-- Asked before an object is swept.
create index on jobs.program (object_hash) where object_hash is not null;
create index on jobs.result (object_hash) where object_hash is not null;

-- Which sessions are over.
create index on jobs.session (expires_at) where ended_at is null and expires_at is not null;

-- What has not ended yet, for the operator's figures; and what a session or a project has waiting.
create index job_unended on jobs.job (state, backend_name) where state in ('held', 'queued', 'running');
