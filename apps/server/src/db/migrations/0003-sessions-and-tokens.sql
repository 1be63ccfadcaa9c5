-- Tags, programs, private jobs and limits of time; sessions that idle and close, and the place of their jobs before others
-- on their backend; the key that signs tokens (docs/decisions/0027-sessions-and-tokens.md).

-- Exact values take no shots.
alter table jobs.job drop constraint job_shots_check, add constraint job_shots_check check (shots >= 0);
alter table jobs.job
  -- What the user sorts jobs by.
  add column tags text[] not null default '{}',
  -- Which of the vendor's programs was asked for, where it has several.
  add column program text,
  -- The program is never shown, the result once.
  add column is_private boolean not null default false,
  -- The longest run; null leaves it to the region.
  add column max_seconds double precision check (max_seconds > 0);
create index job_tags on jobs.job using gin (tags) where tags <> '{}';

-- When a session's last job started and ended is read from its jobs, which need no row of the session to be written.
drop index jobs.job_of_session;
create index job_of_session on jobs.job (session_id, finished_at) where session_id is not null;
alter table jobs.session
  -- How long it keeps its place before the queue while none of its jobs waits or runs; null is for ever.
  add column idle_seconds integer check (idle_seconds > 0),
  add column accepts_jobs boolean not null default true,
  -- When it last became active.
  add column activated_at timestamptz;
update jobs.session set activated_at = started_at, accepts_jobs = ended_at is null;
create index session_unended on jobs.session (state) where ended_at is null;

alter table queue.entry
  add column backend_name text,
  -- Of an active session: before what else waits for its backend.
  add column goes_first boolean not null default false;
update queue.entry e set backend_name = j.backend_name from jobs.job j where j.id = e.job_id;
alter table queue.entry alter column backend_name set not null;
drop index queue.entry_waiting;
create index entry_waiting on queue.entry (lane, project_id, goes_first desc, priority desc, job_id)
  where worker_id is null;

-- The key that signs tokens, one for all processes; made by the first that starts.
create table auth.signing_key (
  single boolean primary key default true check (single),
  secret bytea not null,
  created_at timestamptz not null default now()
);
