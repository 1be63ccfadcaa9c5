import { ForbiddenError, type KeyId } from "@naru/base";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type Platform, silentLog, systemPlatform } from "../config/index.ts";
import { type Database, transaction } from "../db/index.ts";
import { sameDatabase, testDatabase, testKind } from "../db/testing.ts";
import { type TestMember, testMember } from "../db/testing-rows.ts";
import { type Auth, openAuth, requireSubmitter } from "./index.ts";

let database: Database;
let auth: Auth;
let nowMs = Date.UTC(2026, 2, 1);
const platform: Platform = { ...systemPlatform, clock: { now: () => new Date(nowMs) } };
const context = { actor: "system:test", requestId: null };

beforeAll(async () => {
  database = await testDatabase();
  auth = await openAuth({ database, platform, log: silentLog });
});
afterAll(async () => {
  await auth.close();
  await database.close();
});
afterEach(() => vi.restoreAllMocks());

const makeKey = (member: TestMember, options: { name?: string; expiresAt?: Date } = {}, by: Auth = auth) =>
  transaction(database, (tx) =>
    by.createKey(tx, context, {
      membershipId: member.membershipId,
      name: options.name ?? "My laptop",
      expiresAt: options.expiresAt ?? null,
    }),
  );
const refused = { code: "unauthenticated", message: "This request needs a valid API key.", details: {} };

test("a key says who asks", async () => {
  const member = await testMember(database);
  const { key, secret } = await makeKey(member);
  expect(await auth.authenticate(secret)).toEqual({
    organisationId: member.organisationId,
    projectId: member.projectId,
    projectName: "Project",
    personId: member.personId,
    keyId: key.id,
    keyName: "My laptop",
    maySubmit: true,
  });
});

test("keys of observers and of projects that are closing may read, not submit", async () => {
  const [observer, closing] = [await testMember(database), await testMember(database)];
  const secrets = [(await makeKey(observer)).secret, (await makeKey(closing)).secret];
  const { kysely } = database;
  await kysely
    .updateTable("projects.membership")
    .set({ role: "observer" })
    .where("id", "=", observer.membershipId)
    .execute();
  await kysely.updateTable("projects.project").set({ state: "closing" }).where("id", "=", closing.projectId).execute();
  for (const secret of secrets) {
    const caller = await auth.authenticate(secret);
    expect(caller.maySubmit).toBe(false);
    expect(() => requireSubmitter(caller)).toThrow(ForbiddenError);
  }
});

test("the secret is stored nowhere", async () => {
  const { secret } = await makeKey(await testMember(database));
  const rows = await database.kysely.selectFrom("auth.api_key").selectAll().execute();
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    expect(JSON.stringify(row)).not.toContain(secret.slice(11));
    expect(Buffer.from(row.hash).toString("latin1")).not.toContain(secret.slice(5));
  }
});

test("every failure looks the same: none, malformed, unknown, expired, revoked, project or organisation not active", async () => {
  const member = await testMember(database);
  const { key, secret } = await makeKey(member);
  const expiring = await makeKey(member, { expiresAt: new Date(nowMs + 1000) });
  const suspended = await makeKey(await suspend("projects.project"));
  const orphaned = await makeKey(await suspend("organisations.organisation"));
  await auth.authenticate(expiring.secret);
  nowMs += 1000;
  await auth.authenticate(secret);
  await auth.revokeKey(context, member, key.id);
  const unknown = `${secret.slice(0, -1)}${secret.endsWith("0") ? "1" : "0"}`;
  const secrets = [null, "", "hello", unknown, expiring.secret, suspended.secret, orphaned.secret, secret];
  for (const wrong of secrets) await expect(auth.authenticate(wrong)).rejects.toMatchObject(refused);
});

async function suspend(table: "projects.project" | "organisations.organisation"): Promise<TestMember> {
  const member = await testMember(database);
  const id = table === "projects.project" ? member.projectId : member.organisationId;
  await database.kysely
    .updateTable(table)
    .set({ state: "suspended" })
    .where("id", "=", id as never)
    .execute();
  return member;
}

test("a caller is looked up once in five seconds, however many ask", async () => {
  const { secret } = await makeKey(await testMember(database));
  const lookUps = vi.spyOn(database.kysely, "selectFrom");
  await Promise.all([auth.authenticate(secret), auth.authenticate(secret), auth.authenticate(secret)]);
  nowMs += 4_999;
  await auth.authenticate(secret);
  expect(lookUps).toHaveBeenCalledTimes(1);
  nowMs += 1;
  await auth.authenticate(secret);
  expect(lookUps).toHaveBeenCalledTimes(2);
});

test("a look-up that was under way when the key was revoked is not remembered", async () => {
  const member = await testMember(database);
  const { key, secret } = await makeKey(member);
  const early = auth.authenticate(secret).catch(() => null);
  await auth.revokeKey(context, member, key.id);
  await early;
  await expect(auth.authenticate(secret)).rejects.toMatchObject(refused);
});

test.skipIf(testKind() === "pglite")(
  "a revocation reaches other processes, however fresh their memory is",
  async () => {
    const elsewhere = await sameDatabase(database);
    const other = await openAuth({ database: elsewhere, platform, log: silentLog });
    const member = await testMember(database);
    const { key, secret } = await makeKey(member);
    expect((await other.authenticate(secret)).keyId).toBe(key.id);
    await auth.revokeKey(context, member, key.id);
    await expect
      .poll(
        () =>
          other.authenticate(secret).then(
            () => "taken",
            () => "refused",
          ),
        { timeout: 10_000 },
      )
      .toBe("refused");
    await other.close();
    await elsewhere.close();
  },
);

test("keys are listed to their owner alone, revoked ones too, newest first and without anything secret", async () => {
  const member = await testMember(database);
  const first = await makeKey(member, { name: "first" });
  nowMs += 10;
  const second = await makeKey(member, { name: "second" });
  const colleague = await testMember(database, { organisationId: member.organisationId, projectId: member.projectId });
  await makeKey(colleague);
  await auth.revokeKey(context, member, first.key.id);
  const keys = await auth.listKeys(member);
  expect(keys).toEqual([second.key, { ...first.key, revokedAt: new Date(nowMs) }]);
  expect(await auth.listKeys({ ...member, personId: colleague.personId })).toHaveLength(1);
});

test("somebody else's key cannot be revoked, and revoking again changes nothing", async () => {
  const [member, stranger] = [await testMember(database), await testMember(database)];
  const { key, secret } = await makeKey(member);
  for (const id of [key.id, "not-a-uuid" as KeyId]) {
    await expect(auth.revokeKey(context, stranger, id)).rejects.toMatchObject({ code: "not_found" });
  }
  await auth.authenticate(secret);
  const once = await auth.revokeKey(context, member, key.id);
  nowMs += 1000;
  expect(await auth.revokeKey(context, member, key.id)).toEqual(once);
  const audit = await database.kysely
    .selectFrom("audit.entry")
    .selectAll()
    .where("subject_id", "=", key.id)
    .orderBy("id")
    .execute();
  expect(audit.map(({ from_state, to_state }) => [from_state, to_state])).toEqual([
    [null, "active"],
    ["active", "revoked"],
  ]);
});

test("use is written down once in a while, and never moves back", async () => {
  const member = await testMember(database);
  const { secret } = await makeKey(member);
  const lastUse = async () => (await auth.listKeys(member))[0]?.lastUsedAt;
  await auth.authenticate(secret);
  expect(await lastUse()).toBeNull();
  await auth.recordUse();
  expect(await lastUse()).toEqual(new Date(nowMs));
  const latestMs = nowMs;
  nowMs -= 60_000;
  await auth.authenticate(secret);
  await auth.recordUse();
  expect(await lastUse()).toEqual(new Date(latestMs));
  nowMs = latestMs;
});

test("a key needs a name, a future and a member who may have one", async () => {
  const member = await testMember(database);
  for (const options of [
    { name: " " },
    { name: "x".repeat(101) },
    { name: "a\u0000b" },
    { name: "\ud800" },
    { expiresAt: new Date(nowMs) },
  ]) {
    await expect(makeKey(member, options)).rejects.toMatchObject({ code: "invalid_input" });
  }
  await expect(makeKey(await testMember(database, { role: "observer" }))).rejects.toMatchObject({ code: "forbidden" });
  await expect(makeKey({ ...member, membershipId: member.personId as never })).rejects.toMatchObject({
    code: "not_found",
  });
});
