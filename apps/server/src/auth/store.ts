import type { KeyId, MembershipId, PersonId, ProjectId } from "@naru/base";
import type { Caller } from "@naru/dialect";
import { type Selectable, sql } from "kysely";
import type { Database, Queries, Tables, Transaction } from "../db/index.ts";

/** A key as its owner sees it. */
export interface ApiKey {
  readonly id: KeyId;
  readonly membershipId: MembershipId;
  readonly name: string;
  /** The first characters of the secret. */
  readonly prefix: string;
  readonly createdAt: Date;
  /** Null: never. */
  readonly expiresAt: Date | null;
  /** Some tens of seconds behind; null when it was never used. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Whose keys are meant: those of one person in one project. */
export interface KeyScope {
  readonly projectId: ProjectId;
  readonly personId: PersonId;
}

/** A caller, and what the key may do beside reading. */
export interface KnownCaller extends Caller {
  /** Not for observers, nor in a project that is closing. */
  readonly maySubmit: boolean;
}

export interface KnownKey {
  readonly caller: KnownCaller;
  readonly expiresAt: Date | null;
}

export async function insertKey(tx: Transaction, key: ApiKey, hash: Uint8Array): Promise<void> {
  await tx
    .insertInto("auth.api_key")
    .values({
      id: key.id,
      membership_id: key.membershipId,
      name: key.name,
      prefix: key.prefix,
      hash,
      created_at: key.createdAt,
      expires_at: key.expiresAt,
    })
    .execute();
}

/** How a key is named: by what is stored of its secret, or by the id that a token carries. */
export type KeyName = { readonly hash: Uint8Array } | { readonly id: KeyId };

/** Who a key acts for, if it may act now but for its expiry: not revoked, project and organisation active. */
export async function findLiveKey(queries: Queries, name: KeyName): Promise<KnownKey | null> {
  const row = await queries
    .selectFrom("auth.api_key as key")
    .innerJoin("projects.membership as membership", "membership.id", "key.membership_id")
    .innerJoin("projects.project as project", "project.id", "membership.project_id")
    .innerJoin("organisations.organisation as organisation", "organisation.id", "project.organisation_id")
    .select([
      "organisation.id as organisationId",
      "project.id as projectId",
      "project.name as projectName",
      "project.state as projectState",
      "membership.person_id as personId",
      "membership.role as role",
      "key.id as keyId",
      "key.name as keyName",
      "key.expires_at as expiresAt",
    ])
    .where((is) => ("hash" in name ? is("key.hash", "=", name.hash) : is("key.id", "=", name.id)))
    .where("key.revoked_at", "is", null)
    // A project that is closing takes no new jobs, but its results can be read for a while.
    .where("project.state", "in", ["active", "closing"])
    .where("organisation.state", "=", "active")
    .executeTakeFirst();
  if (row === undefined) return null;
  const { expiresAt, projectState, role, ...caller } = row;
  return { caller: { ...caller, maySubmit: projectState === "active" && role !== "observer" }, expiresAt };
}

/** The role of a member and the project it is in; null when there is no such membership. */
export const findMembership = async (queries: Queries, id: MembershipId) =>
  (await queries
    .selectFrom("projects.membership")
    .select(["project_id as projectId", "person_id as personId", "role"])
    .where("id", "=", id)
    .executeTakeFirst()) ?? null;

export async function findKeys(queries: Queries, scope: KeyScope): Promise<ApiKey[]> {
  const rows = await keysIn(queries, scope).orderBy("key.id", "desc").execute();
  return rows.map(keyOf);
}

/** A key of the scope, its row locked until the transaction ends. */
export async function lockKey(tx: Transaction, scope: KeyScope, id: KeyId): Promise<ApiKey | null> {
  const row = await keysIn(tx, scope).where("key.id", "=", id).forUpdate("key").executeTakeFirst();
  return row === undefined ? null : keyOf(row);
}

const keysIn = (queries: Queries, { projectId, personId }: KeyScope) =>
  queries
    .selectFrom("auth.api_key as key")
    .innerJoin("projects.membership as membership", "membership.id", "key.membership_id")
    .selectAll("key")
    .where("membership.project_id", "=", projectId)
    .where("membership.person_id", "=", personId);

const keyOf = (row: Selectable<Tables["auth.api_key"]>): ApiKey => ({
  id: row.id,
  membershipId: row.membership_id,
  name: row.name,
  prefix: row.prefix,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
});

export async function markRevoked(tx: Transaction, id: KeyId, at: Date): Promise<void> {
  await tx.updateTable("auth.api_key").set({ revoked_at: at }).where("id", "=", id).execute();
}

/** Moves `last_used_at` forward for many keys in one statement. */
export async function markUsed(database: Database, uses: ReadonlyMap<KeyId, Date>): Promise<void> {
  await sql`
    update auth.api_key as key
    set last_used_at = greatest(key.last_used_at, use.at)
    from unnest(${[...uses.keys()]}::uuid[], ${[...uses.values()]}::timestamptz[]) as use (id, at)
    where key.id = use.id`.execute(database.kysely);
}

/** The secret that signs tokens: the one that is there, or this fresh one. The same for all processes. */
export async function shareSigningSecret(queries: Queries, fresh: Uint8Array): Promise<Uint8Array> {
  await queries
    .insertInto("auth.signing_key")
    .values({ secret: fresh })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { secret } = await queries.selectFrom("auth.signing_key").select("secret").executeTakeFirstOrThrow();
  return secret;
}
