import type { Id, JobId, KeyId, MembershipId, OrganisationId, PersonId, ProjectId, SessionId } from "@naru/base";
import type { ColumnType, Generated, GeneratedAlways } from "kysely";

/**
 * The tables as queries see them, each column as it is read; a test compares this page with the database.
 * `bigint` columns are numbers (see `values.ts`), `timestamptz` are dates, `bytea` are bytes.
 */
export interface Tables {
  "organisations.organisation": OrganisationTable;
  "organisations.person": PersonTable;
  "projects.project": ProjectTable;
  "projects.membership": MembershipTable;
  "auth.api_key": ApiKeyTable;
  "auth.signing_key": SigningKeyTable;
  "audit.entry": AuditEntryTable;
  "ledger.account": AccountTable;
  "ledger.hold": HoldTable;
  "ledger.transfer": TransferTable;
  "ledger.entry": LedgerEntryTable;
  "backends.backend": BackendTable;
  "backends.calibration_snapshot": CalibrationSnapshotTable;
  "backends.price": PriceTable;
  "jobs.session": SessionTable;
  "jobs.job": JobTable;
  "jobs.program": ProgramTable;
  "jobs.result": ResultTable;
  "jobs.refusal": RefusalTable;
  "jobs.ordinal": OrdinalTable;
  "jobs.attempt": AttemptTable;
  "uploads.upload": UploadTable;
  "uploads.part": UploadPartTable;
  "queue.project_share": ProjectShareTable;
  "queue.organisation_share": OrganisationShareTable;
  "queue.region": RegionTable;
  "queue.worker": WorkerTable;
  "queue.entry": QueueEntryTable;
}

/** JSON comes out as a value and goes in as text, since drivers disagree on what an array is. */
export type Json<Value = unknown> = ColumnType<Value, string, string>;
type JsonOrNull<Value = unknown> = ColumnType<Value | null, string | null | undefined, string | null>;

interface OrganisationTable {
  id: OrganisationId;
  name_ko: string;
  name_en: string;
  kind: "university" | "institute" | "company" | "public" | "association" | "foreign";
  state: Generated<"pending" | "active" | "suspended">;
  created_at: Generated<Date>;
}

interface PersonTable {
  id: PersonId;
  name: string;
  email: string;
  locale: Generated<"ko" | "en">;
  system_roles: Generated<string[]>;
  created_at: Generated<Date>;
}

interface ProjectTable {
  id: ProjectId;
  organisation_id: OrganisationId;
  slug: string;
  name: string;
  kind: "research" | "course" | "trial" | "industry";
  state: Generated<"pending" | "active" | "suspended" | "closing" | "closed">;
  over_budget: Generated<"refuse" | "hold" | "fail">;
  created_at: Generated<Date>;
}

interface MembershipTable {
  id: MembershipId;
  project_id: ProjectId;
  person_id: PersonId;
  role: "pi" | "co_pi" | "manager" | "member" | "observer";
  created_at: Generated<Date>;
}

interface ApiKeyTable {
  id: KeyId;
  membership_id: MembershipId;
  name: string;
  prefix: string;
  hash: Uint8Array;
  created_at: Generated<Date>;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

interface SigningKeyTable {
  single: Generated<boolean>;
  secret: Uint8Array;
  created_at: Generated<Date>;
}

interface AuditEntryTable {
  id: GeneratedAlways<number>;
  at: Generated<Date>;
  actor: string;
  project_id: ProjectId | null;
  subject_kind: string;
  subject_id: string;
  from_state: string | null;
  to_state: string;
  reason: string | null;
  request_id: string | null;
}

interface AccountTable {
  id: Id<"account">;
  book: "organisation" | "project" | "membership";
  kind: "region" | "vendor" | "budget";
  balance_microcredits: Generated<number>;
  held_microcredits: Generated<number>;
}

interface HoldTable {
  id: Id<"hold">;
  job_id: JobId;
  account_id: Id<"account">;
  amount_microcredits: number;
  captured_microcredits: Generated<number>;
  state: Generated<"open" | "captured" | "released">;
  created_at: Generated<Date>;
  settled_at: Date | null;
}

interface TransferTable {
  id: Id<"transfer">;
  kind: "allocate" | "capture" | "correct" | "transfer" | "expire";
  job_id: JobId | null;
  corrects: Id<"transfer"> | null;
  reason: string;
  actor: string;
  at: Generated<Date>;
}

interface LedgerEntryTable {
  transfer_id: Id<"transfer">;
  account_id: Id<"account">;
  amount_microcredits: number;
}

interface BackendTable {
  name: string;
  vendor: string;
  state: Generated<"online" | "maintenance" | "calibration" | "offline" | "retired">;
  updated_at: Generated<Date>;
}

interface CalibrationSnapshotTable {
  id: Id<"snapshot">;
  backend_name: string;
  taken_at: Date;
  content_hash: string;
  body: Json;
}

interface PriceTable {
  id: Id<"price">;
  backend_name: string;
  unit: "job" | "shot" | "one_qubit_gate_shot" | "two_qubit_gate_shot" | "second";
  microcredits_per_unit: number;
  valid_from: Generated<Date>;
}

interface SessionTable {
  id: SessionId;
  project_id: ProjectId;
  created_by: PersonId;
  vendor: string;
  backend_name: string;
  mode: "session" | "batch";
  state: "pending" | "active" | "inactive" | "closing" | "closed" | "cancelled";
  max_jobs: number | null;
  max_seconds: number | null;
  max_microcredits: number | null;
  echo: Json;
  created_at: Generated<Date>;
  started_at: Date | null;
  expires_at: Date | null;
  ended_at: Date | null;
  ended_by: PersonId | null;
  idle_seconds: number | null;
  accepts_jobs: Generated<boolean>;
  activated_at: Date | null;
}

interface JobTable {
  id: JobId;
  project_id: ProjectId;
  person_id: PersonId;
  key_id: KeyId;
  vendor: string;
  api_version: string;
  backend_name: string;
  session_id: SessionId | null;
  name: string | null;
  dry_run: boolean;
  shots: number;
  circuit_count: number;
  qubit_count: number;
  echo: Json;
  estimate: Json;
  price_microcredits: number;
  cost_microcredits: Generated<number>;
  state: "held" | "queued" | "running" | "succeeded" | "failed" | "cancelled";
  reason: string | null;
  failure: JsonOrNull;
  cancel_requested_at: Date | null;
  seed: number;
  snapshot_id: Id<"snapshot"> | null;
  simulator_version: string | null;
  priority: Generated<number>;
  attempt: Generated<number>;
  progress: Generated<number>;
  execution_ms: number | null;
  idempotency_key: string | null;
  request_hash: Uint8Array;
  submitted_at: Date;
  queued_at: Date | null;
  started_at: Date | null;
  finished_at: Date | null;
  removed_at: Date | null;
  tags: Generated<string[]>;
  program: string | null;
  is_private: Generated<boolean>;
  max_seconds: number | null;
}

interface ProgramTable {
  job_id: JobId;
  workload: string | null;
  original: string | null;
  object_hash: string | null;
  model_hashes: string[] | null;
  model_bytes: number | null;
}

interface ResultTable {
  job_id: JobId;
  body: string | null;
  object_hash: string | null;
  bytes: number;
  stored_at: Generated<Date>;
}

interface RefusalTable {
  id: Id<"refusal">;
  key_id: KeyId;
  project_id: ProjectId;
  vendor: string;
  code: string;
  message: string;
  at: Generated<Date>;
}

interface OrdinalTable {
  project_id: ProjectId;
  last: number;
}

interface AttemptTable {
  id: Id<"attempt">;
  key_id: KeyId;
  request_hash: Uint8Array;
  began_at: Date;
  is_over: Generated<boolean>;
  kept_until: Date;
}

interface UploadTable {
  id: Id<"upload">;
  project_id: ProjectId;
  key_id: KeyId;
  kind: string;
  bytes: number;
  state: Generated<"open" | "complete">;
  checksum: string | null;
  created_at: Generated<Date>;
  expires_at: Date;
}

interface UploadPartTable {
  upload_id: Id<"upload">;
  number: number;
  bytes: number;
  md5: string;
  object_hash: string;
}

interface ProjectShareTable {
  project_id: ProjectId;
  organisation_id: OrganisationId;
  shares: Generated<number>;
  used: Generated<number>;
}

interface OrganisationShareTable {
  organisation_id: OrganisationId;
  shares: Generated<number>;
  used: Generated<number>;
  turn: Generated<number>;
}

interface RegionTable {
  single: Generated<boolean>;
  turn: Generated<number>;
}

interface WorkerTable {
  id: string;
  number: GeneratedAlways<number>;
  host: string;
  pid: number;
  threads: number;
  started_at: Generated<Date>;
}

interface QueueEntryTable {
  job_id: JobId;
  project_id: ProjectId;
  lane: "small" | "large";
  priority: number;
  cost_seconds: number;
  queued_at: Generated<Date>;
  attempt: Generated<number>;
  worker_id: string | null;
  heartbeat_at: Date | null;
  weight: Generated<number>;
  backend_name: string;
  goes_first: Generated<boolean>;
}
