import type { KeyId, ProjectId } from "@naru/base";
import type { UploadId, UploadPart } from "@naru/dialect";
import { sql } from "kysely";
import type { Queries, Transaction } from "../db/index.ts";

export interface UploadRow {
  readonly id: UploadId;
  readonly kind: string;
  readonly bytes: number;
  readonly state: "open" | "complete";
  readonly checksum: string | null;
  readonly created_at: Date;
  readonly expires_at: Date;
}

export interface StoredPart extends UploadPart {
  readonly objectHash: string;
}

export interface NewUpload {
  readonly id: UploadId;
  readonly projectId: ProjectId;
  readonly keyId: KeyId;
  readonly kind: string;
  readonly bytes: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** How many uploads a project has, and how large they are. Serialises the project's openings until the transaction ends. */
export async function lockUse(
  tx: Transaction,
  projectId: ProjectId,
  now: Date,
): Promise<{ readonly uploads: number; readonly bytes: number }> {
  await sql`select 1 from projects.project where id = ${projectId} for no key update`.execute(tx);
  const { rows } = await sql<{ uploads: number; bytes: number }>`
    select count(*)::int as uploads, coalesce(sum(bytes), 0)::bigint as bytes from uploads.upload
    where project_id = ${projectId} and expires_at > ${now}`.execute(tx);
  return rows[0] ?? { uploads: 0, bytes: 0 };
}

export async function insertUpload(tx: Transaction, upload: NewUpload): Promise<void> {
  const { id, projectId, keyId, kind, bytes, createdAt, expiresAt } = upload;
  await sql`
    insert into uploads.upload (id, project_id, key_id, kind, bytes, created_at, expires_at)
    values (${id}, ${projectId}, ${keyId}, ${kind}, ${bytes}, ${createdAt}, ${expiresAt})`.execute(tx);
}

const columns = sql.raw("id, kind, bytes, state, checksum, created_at, expires_at");

/** Null when it does not exist, belongs to another project, or is over. */
export async function findUpload(
  queries: Queries,
  projectId: ProjectId,
  id: UploadId,
  now: Date,
): Promise<UploadRow | null> {
  const { rows } = await sql<UploadRow>`
    select ${columns} from uploads.upload
    where id = ${id} and project_id = ${projectId} and expires_at > ${now}`.execute(queries);
  return rows[0] ?? null;
}

/** As `findUpload`; nobody changes or removes it until the transaction ends. */
export async function lockUpload(
  tx: Transaction,
  projectId: ProjectId,
  id: UploadId,
  now: Date,
): Promise<UploadRow | null> {
  const { rows } = await sql<UploadRow>`
    select ${columns} from uploads.upload
    where id = ${id} and project_id = ${projectId} and expires_at > ${now} for update`.execute(tx);
  return rows[0] ?? null;
}

/** Ascending by number. */
export async function readParts(queries: Queries, id: UploadId): Promise<StoredPart[]> {
  const { rows } = await sql<{ number: number; bytes: number; md5: string; object_hash: string }>`
    select number, bytes, md5, object_hash from uploads.part where upload_id = ${id} order by number`.execute(queries);
  return rows.map(({ object_hash, ...part }) => ({ ...part, objectHash: object_hash }));
}

/** Writes a part, in place of the one that had its number. */
export async function putPart(tx: Transaction, id: UploadId, part: StoredPart): Promise<void> {
  await sql`
    insert into uploads.part (upload_id, number, bytes, md5, object_hash)
    values (${id}, ${part.number}, ${part.bytes}, ${part.md5}, ${part.objectHash})
    on conflict (upload_id, number) do update
      set bytes = excluded.bytes, md5 = excluded.md5, object_hash = excluded.object_hash`.execute(tx);
}

export async function complete(tx: Transaction, id: UploadId, checksum: string, expiresAt: Date): Promise<void> {
  await sql`
    update uploads.upload set state = 'complete', checksum = ${checksum}, expires_at = ${expiresAt}
    where id = ${id}`.execute(tx);
}

export async function extend(queries: Queries, id: UploadId, expiresAt: Date): Promise<void> {
  await sql`
    update uploads.upload set expires_at = greatest(expires_at, ${expiresAt}) where id = ${id}`.execute(queries);
}

/** False when there was none. */
export async function deleteUpload(queries: Queries, projectId: ProjectId, id: UploadId): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from uploads.upload where id = ${id} and project_id = ${projectId}`.execute(queries);
  return numAffectedRows === 1n;
}

/** Returns how many went. */
export async function deleteExpired(queries: Queries, now: Date): Promise<number> {
  const { numAffectedRows } = await sql`delete from uploads.upload where expires_at <= ${now}`.execute(queries);
  return Number(numAffectedRows ?? 0n);
}

/** Of these objects, the ones that are parts of uploads; asked before the others are swept. */
export async function namedParts(queries: Queries, hashes: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ object_hash: string }>`
    select distinct object_hash from uploads.part where object_hash = any(${hashes}::text[])`.execute(queries);
  return new Set(rows.map((row) => row.object_hash));
}
