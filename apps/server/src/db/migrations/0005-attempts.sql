-- Submissions that are under way, or whose answer may not have arrived: a repeat of one of them gets its job
-- (docs/decisions/0034-repeated-submissions.md).
create table jobs.attempt (
  -- Also the idempotency key of the job.
  id uuid primary key,
  key_id uuid not null references auth.api_key (id),
  request_hash bytea not null,
  began_at timestamptz not null,
  -- Whether nobody answers it any more.
  is_over boolean not null default false,
  kept_until timestamptz not null
);
create index attempt_of_request on jobs.attempt (key_id, request_hash);
