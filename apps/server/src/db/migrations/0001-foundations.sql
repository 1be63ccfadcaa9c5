-- Organisations, people, projects and keys; the ledger; backends; jobs. One schema for each module of the server.
-- Ids are version 7 UUIDs made by the application. Money is an integer number of microcredits.

create schema organisations;

create table organisations.organisation (
  id uuid primary key,
  name_ko text not null,
  name_en text not null,
  kind text not null check (kind in ('university', 'institute', 'company', 'public', 'association', 'foreign')),
  state text not null default 'active' check (state in ('pending', 'active', 'suspended')),
  created_at timestamptz not null default now()
);

create table organisations.person (
  id uuid primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  locale text not null default 'ko' check (locale in ('ko', 'en')),
  -- Roles in the widest scope; deny by default.
  system_roles text[] not null default '{}',
  created_at timestamptz not null default now()
);

create schema projects;

create table projects.project (
  id uuid primary key,
  organisation_id uuid not null references organisations.organisation,
  slug text not null unique,
  name text not null,
  kind text not null check (kind in ('research', 'course', 'trial', 'industry')),
  state text not null default 'active' check (state in ('pending', 'active', 'suspended', 'closing', 'closed')),
  -- What happens to an order that the budget does not cover.
  over_budget text not null default 'refuse' check (over_budget in ('refuse', 'hold', 'fail')),
  created_at timestamptz not null default now()
);

create table projects.membership (
  id uuid primary key,
  project_id uuid not null references projects.project,
  person_id uuid not null references organisations.person,
  role text not null check (role in ('pi', 'co_pi', 'manager', 'member', 'observer')),
  created_at timestamptz not null default now(),
  unique (project_id, person_id)
);

create schema auth;

create table auth.api_key (
  id uuid primary key,
  membership_id uuid not null references projects.membership,
  name text not null,
  -- The first characters, shown so that people can tell their keys apart.
  prefix text not null,
  -- SHA-256 of the secret, which itself is 256 random bits and is shown once.
  hash bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index on auth.api_key (membership_id);

create schema audit;

-- One row for each change of state: who, when, from, to, why. Append only.
create table audit.entry (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  project_id uuid,
  subject_kind text not null,
  subject_id uuid not null,
  from_state text,
  to_state text not null,
  reason text,
  request_id text
);
create index on audit.entry (subject_kind, subject_id, id);
create index on audit.entry (project_id, id);

create schema ledger;

-- Three books see the same credits: what organisations have, what their projects may use of it, and what members may
-- use of that. Each balances by itself: it has a 'region' account, where grants come from, and a 'vendor' account, where
-- what was used goes to. The balance of those two is the sum of their entries; their rows are never updated, since every
-- settlement in the region would wait for them.
create table ledger.account (
  -- The id of its owner: an organisation, a project, a membership; or a fixed one, see below.
  id uuid primary key,
  book text not null check (book in ('organisation', 'project', 'membership')),
  kind text not null check (kind in ('region', 'vendor', 'budget')),
  balance_microcredits bigint not null default 0,
  held_microcredits bigint not null default 0 check (held_microcredits >= 0),
  check (balance_microcredits - held_microcredits >= 0)
);
create unique index on ledger.account (book, kind) where kind <> 'budget';
insert into ledger.account (id, book, kind) values
  ('00000000-0000-7000-8000-000000000001', 'organisation', 'region'),
  ('00000000-0000-7000-8000-000000000002', 'organisation', 'vendor'),
  ('00000000-0000-7000-8000-000000000003', 'project', 'region'),
  ('00000000-0000-7000-8000-000000000004', 'project', 'vendor'),
  ('00000000-0000-7000-8000-000000000005', 'membership', 'region'),
  ('00000000-0000-7000-8000-000000000006', 'membership', 'vendor');

-- Every organisation and every project has an account. A membership has one when it was given a cap.
create function ledger.open_account() returns trigger language plpgsql as $$
begin
  insert into ledger.account (id, book, kind) values (new.id, tg_argv[0], 'budget');
  return null;
end $$;
create trigger account after insert on organisations.organisation
  for each row execute function ledger.open_account('organisation');
create trigger account after insert on projects.project
  for each row execute function ledger.open_account('project');

-- Credits set aside for a job, on one account of its chain.
create table ledger.hold (
  id uuid primary key,
  job_id uuid not null,
  account_id uuid not null references ledger.account,
  amount_microcredits bigint not null check (amount_microcredits >= 0),
  captured_microcredits bigint not null default 0 check (captured_microcredits between 0 and amount_microcredits),
  state text not null default 'open' check (state in ('open', 'captured', 'released')),
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  unique (job_id, account_id)
);

create table ledger.transfer (
  id uuid primary key,
  kind text not null check (kind in ('allocate', 'capture', 'correct', 'transfer', 'expire')),
  job_id uuid,
  corrects uuid references ledger.transfer,
  reason text not null,
  actor text not null,
  at timestamptz not null default now()
);
create index on ledger.transfer (job_id);

create table ledger.entry (
  transfer_id uuid not null references ledger.transfer,
  account_id uuid not null references ledger.account,
  amount_microcredits bigint not null check (amount_microcredits <> 0),
  primary key (transfer_id, account_id)
);
create index on ledger.entry (account_id);

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append only: what is wrong is corrected by a new row', tg_table_schema, tg_table_name;
end $$;
create trigger append_only before update or delete on ledger.entry for each row execute function ledger.refuse_change();
create trigger append_only before update or delete on ledger.transfer for each row execute function ledger.refuse_change();
create trigger append_only before update or delete on audit.entry for each row execute function ledger.refuse_change();
create trigger never_emptied before truncate on ledger.entry for each statement execute function ledger.refuse_change();
create trigger never_emptied before truncate on ledger.transfer for each statement execute function ledger.refuse_change();
create trigger never_emptied before truncate on audit.entry for each statement execute function ledger.refuse_change();

-- A hold is settled once: open → captured or released, and nothing else about it ever changes.
create function ledger.settle_once() returns trigger language plpgsql as $$
begin
  if old.state <> 'open' or new.state = 'open' or
    (new.id, new.job_id, new.account_id, new.amount_microcredits) is distinct from
    (old.id, old.job_id, old.account_id, old.amount_microcredits) or
    (new.state = 'released' and new.captured_microcredits <> 0) then
    raise exception 'hold % is % and cannot become %', old.id, old.state, new.state;
  end if;
  return new;
end $$;
create trigger settle_once before update on ledger.hold for each row execute function ledger.settle_once();
create trigger never_deleted before delete on ledger.hold for each row execute function ledger.refuse_change();

create function ledger.check_balanced() returns trigger language plpgsql as $$
begin
  if (select sum(amount_microcredits) from ledger.entry where transfer_id = new.transfer_id) <> 0 then
    raise exception 'transfer % does not balance', new.transfer_id;
  end if;
  return null;
end $$;
create constraint trigger balanced after insert on ledger.entry
  deferrable initially deferred for each row execute function ledger.check_balanced();

create schema backends;

create table backends.backend (
  name text primary key,
  vendor text not null,
  state text not null default 'online' check (state in ('online', 'maintenance', 'calibration', 'offline', 'retired')),
  updated_at timestamptz not null default now()
);

-- Immutable; a machine's figures at one moment.
create table backends.calibration_snapshot (
  id uuid primary key,
  backend_name text not null references backends.backend,
  taken_at timestamptz not null,
  content_hash text not null,
  body jsonb not null,
  unique (backend_name, content_hash)
);

-- Immutable; superseded by a later row of the same backend and unit.
create table backends.price (
  id uuid primary key,
  backend_name text not null references backends.backend,
  unit text not null check (unit in ('job', 'shot', 'one_qubit_gate_shot', 'two_qubit_gate_shot', 'second')),
  microcredits_per_unit bigint not null check (microcredits_per_unit >= 0),
  valid_from timestamptz not null default now()
);

create schema jobs;

create table jobs.session (
  id uuid primary key,
  project_id uuid not null references projects.project,
  created_by uuid not null references organisations.person,
  vendor text not null,
  backend_name text not null references backends.backend,
  mode text not null check (mode in ('session', 'batch')),
  state text not null check (state in ('pending', 'active', 'inactive', 'closing', 'closed', 'cancelled')),
  max_jobs integer,
  max_seconds integer,
  max_microcredits bigint,
  echo jsonb not null default '{}',
  created_at timestamptz not null default now(),
  started_at timestamptz,
  expires_at timestamptz,
  ended_at timestamptz,
  ended_by uuid references organisations.person
);
create index on jobs.session (project_id, created_at desc);

create table jobs.job (
  id uuid primary key,
  project_id uuid not null references projects.project,
  person_id uuid not null references organisations.person,
  key_id uuid not null references auth.api_key,
  vendor text not null,
  api_version text not null,
  backend_name text not null references backends.backend,
  session_id uuid references jobs.session,
  name text,
  dry_run boolean not null,
  shots integer not null check (shots > 0),
  circuit_count integer not null,
  qubit_count integer not null,
  echo jsonb not null,
  estimate jsonb not null,
  price_microcredits bigint not null check (price_microcredits >= 0),
  cost_microcredits bigint not null default 0,
  state text not null check (state in ('held', 'queued', 'running', 'succeeded', 'failed', 'cancelled')),
  -- Why it is held or was cancelled.
  reason text,
  failure jsonb,
  cancel_requested_at timestamptz,
  seed bigint not null,
  snapshot_id uuid references backends.calibration_snapshot,
  simulator_version text,
  -- Higher goes first inside a project.
  priority smallint not null default 0,
  -- Counts leases; a result is taken only with the attempt it was computed under.
  attempt smallint not null default 0,
  engine_id uuid,
  progress real not null default 0,
  heartbeat_at timestamptz,
  execution_ms double precision,
  idempotency_key text,
  request_hash bytea not null,
  submitted_at timestamptz not null,
  queued_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  -- Forgotten by its owner; the row stays for the ledger, the program and the result do not.
  removed_at timestamptz,
  unique (project_id, idempotency_key)
);
create index job_listing on jobs.job (project_id, submitted_at desc, id desc) where removed_at is null;
create index job_waiting on jobs.job (project_id, priority desc, id) where state = 'queued' and engine_id is null;
create index job_running on jobs.job (heartbeat_at) where state = 'running';
create index job_of_session on jobs.job (session_id) where session_id is not null;

-- The program: the workload in Naru's JSON and the request as received. Small ones here, large ones in the object store.
create table jobs.program (
  job_id uuid primary key references jobs.job on delete cascade,
  workload text,
  original text,
  object_hash text,
  check ((workload is null) = (object_hash is not null))
);

create table jobs.result (
  job_id uuid primary key references jobs.job on delete cascade,
  body text,
  object_hash text,
  bytes bigint not null,
  stored_at timestamptz not null default now(),
  check ((body is null) = (object_hash is not null))
);

-- An order that never became a job: it answers "where is my job?".
create table jobs.refusal (
  id uuid primary key,
  key_id uuid not null references auth.api_key,
  project_id uuid not null references projects.project,
  vendor text not null,
  code text not null,
  message text not null,
  at timestamptz not null default now()
);
create index on jobs.refusal (project_id, at desc);

create schema queue;

-- Fair share of each project: what it may use beside its siblings, and what it has used, decayed (see queue/README).
create table queue.project_share (
  project_id uuid primary key references projects.project,
  organisation_id uuid not null references organisations.organisation,
  shares double precision not null default 1 check (shares > 0),
  used double precision not null default 0,
  running integer not null default 0,
  active boolean not null default false
);
create index on queue.project_share (active) where active;

create table queue.organisation_share (
  organisation_id uuid primary key references organisations.organisation,
  shares double precision not null default 1 check (shares > 0),
  used double precision not null default 0
);

-- Every organisation and every project has its share, equal ones to begin with.
create function queue.open_organisation_share() returns trigger language plpgsql as $$
begin
  insert into queue.organisation_share (organisation_id) values (new.id);
  return null;
end $$;
create trigger share after insert on organisations.organisation
  for each row execute function queue.open_organisation_share();

create function queue.open_project_share() returns trigger language plpgsql as $$
begin
  insert into queue.project_share (project_id, organisation_id) values (new.id, new.organisation_id);
  return null;
end $$;
create trigger share after insert on projects.project
  for each row execute function queue.open_project_share();
