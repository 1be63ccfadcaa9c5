import type { Id, KeyId } from "@naru/base";
import { sql } from "kysely";
import type { Queries } from "../db/index.ts";

export type AttemptId = Id<"attempt">;

/** A submission that was begun and, as far as is known, not answered. */
export interface KnownAttempt {
  readonly id: AttemptId;
  readonly beganAt: Date;
  /** Whether nobody answers it any more. */
  readonly isOver: boolean;
}

export interface NewAttempt {
  readonly id: AttemptId;
  readonly keyId: KeyId;
  readonly requestHash: Uint8Array;
  readonly beganAt: Date;
  readonly keptUntil: Date;
}

interface AttemptRow {
  readonly id: AttemptId;
  readonly began_at: Date;
  readonly is_over: boolean;
}

/**
 * Writes an attempt down unless there are others of the same request, which are returned, oldest first. With `anyway` it
 * is written down beside them, and none is returned.
 *
 * Its commit is not waited for: that of its job, which comes later, makes it durable too.
 */
export async function insertAttempt(
  queries: Queries,
  { id, keyId, requestHash, beganAt, keptUntil }: NewAttempt,
  { anyway = false } = {},
): Promise<KnownAttempt[]> {
  const { rows } = await sql<AttemptRow>`/* plan once */
    with quickly as materialized (select set_config('synchronous_commit', 'off', true)),
    earlier as materialized (
      select id, began_at, is_over from jobs.attempt
      where key_id = ${keyId} and request_hash = ${requestHash} and kept_until > ${beganAt} and not ${anyway}::boolean
    ),
    made as (
      insert into jobs.attempt (id, key_id, request_hash, began_at, kept_until)
      select ${id}::uuid, ${keyId}::uuid, ${requestHash}::bytea, ${beganAt}::timestamptz, ${keptUntil}::timestamptz
      from quickly where not exists (select from earlier)
    )
    select id, began_at, is_over from earlier order by began_at, id`.execute(queries);
  return rows.map((row) => ({ id: row.id, beganAt: row.began_at, isOver: row.is_over }));
}

/** Goes on with an attempt as it was seen. False if somebody else did so, or it was answered. */
export async function resumeAttempt(
  queries: Queries,
  { id, beganAt, isOver }: KnownAttempt,
  at: Date,
  keptUntil: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update jobs.attempt set began_at = ${at}, is_over = false, kept_until = ${keptUntil}
    where id = ${id} and began_at = ${beganAt} and is_over = ${isOver}`.execute(queries);
  return numAffectedRows === 1n;
}

/** It was answered: whoever sends the same again wants another job. */
export async function deleteAttempt(queries: Queries, id: AttemptId): Promise<void> {
  await sql`/* plan once */
    with quickly as materialized (select set_config('synchronous_commit', 'off', true))
    delete from jobs.attempt using quickly where id = ${id}`.execute(queries);
}

/** Nobody answers it any more, and nobody got an answer. */
export async function endAttempt(queries: Queries, id: AttemptId, keptUntil: Date): Promise<void> {
  await sql`update jobs.attempt set is_over = true, kept_until = ${keptUntil} where id = ${id}`.execute(queries);
}

export async function deleteOldAttempts(queries: Queries, now: Date): Promise<void> {
  await sql`delete from jobs.attempt where kept_until <= ${now}`.execute(queries);
}
