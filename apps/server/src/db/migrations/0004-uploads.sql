-- Large files that are brought in parts, before the orders that name them.

create schema uploads;
create table uploads.upload (
  id uuid primary key,
  project_id uuid not null references projects.project (id),
  key_id uuid not null references auth.api_key (id),
  kind text not null,
  -- As announced; once it is complete, its parts have so many.
  bytes bigint not null check (bytes > 0),
  state text not null default 'open' check (state in ('open', 'complete')),
  -- Of a complete one: MD5 of the parts' MD5s.
  checksum text check ((checksum is null) = (state = 'open')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index upload_of_project on uploads.upload (project_id);
create index upload_expiry on uploads.upload (expires_at);

create table uploads.part (
  upload_id uuid not null references uploads.upload (id) on delete cascade,
  number integer not null check (number > 0),
  bytes integer not null check (bytes > 0),
  md5 text not null check (length(md5) = 32),
  object_hash text not null,
  primary key (upload_id, number)
);
create index part_object on uploads.part (object_hash);

-- A job keeps the files that it was accepted with, also once the upload is gone: the parts' objects, in order.
alter table jobs.program
  add column model_hashes text[] check (cardinality(model_hashes) > 0),
  add column model_bytes bigint check ((model_bytes is null) = (model_hashes is null));
create index program_model on jobs.program using gin (model_hashes) where model_hashes is not null;
