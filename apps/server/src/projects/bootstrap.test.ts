import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Auth, openAuth } from "../auth/index.ts";
import { silentLog, systemPlatform } from "../config/index.ts";
import { type Database, transaction } from "../db/index.ts";
import { testDatabase } from "../db/testing.ts";
import { addMember, bootstrap, createProject, findProjectBySlug } from "./index.ts";

let database: Database;
let auth: Auth;
let dataDir: string;
beforeAll(async () => {
  database = await testDatabase();
  auth = await openAuth({ database, platform: systemPlatform, log: silentLog });
});
afterAll(async () => {
  await auth.close();
  await database.close();
});
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "naru-bootstrap-"));
  return () => rmSync(dataDir, { recursive: true });
});

const start = (isLoopback = true) => bootstrap({ database, platform: systemPlatform, auth }, { isLoopback, dataDir });
const keyFile = () => join(dataDir, "demo-key");

test("a first start makes an operator, a demo project and a key that works, kept for the local user alone", async () => {
  const { operator, project, key } = await start();
  expect(operator.systemRoles).toEqual(["operator"]);
  expect(project).toMatchObject({ slug: "demo", state: "active" });
  expect(await auth.authenticate(key)).toMatchObject({ projectId: project.id, personId: operator.id });
  expect(readFileSync(keyFile(), "utf8")).toBe(`${key}\n`);
  expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
});

test("a second start finds everything as it was", async () => {
  const first = await start();
  expect(await start()).toEqual(first);
});

test("a key that was lost, spoilt or revoked is replaced, and the old one ends", async () => {
  const first = await start();
  rmSync(keyFile());
  const second = await start();
  expect(second.key).not.toBe(first.key);
  await expect(auth.authenticate(first.key)).rejects.toMatchObject({ code: "unauthenticated" });
  writeFileSync(keyFile(), "spoilt");
  const third = await start();
  const { keyId } = await auth.authenticate(third.key);
  await auth.revokeKey({ actor: "system:test", requestId: null }, third.membership, keyId);
  const fourth = await start();
  expect((await auth.authenticate(fourth.key)).projectId).toBe(first.project.id);
  expect((await auth.listKeys(first.membership)).filter(({ revokedAt }) => revokedAt === null)).toHaveLength(1);
});

test("where others can reach the server, no key is made or told", async () => {
  await start();
  const before = (await auth.listKeys((await start()).membership)).length;
  rmSync(keyFile());
  const { key, membership } = await start(false);
  expect(key).toBeNull();
  expect(await auth.listKeys(membership)).toHaveLength(before);
  expect(() => readFileSync(keyFile())).toThrow("ENOENT");
});

test("starts at the same time agree", async () => {
  const starts = await Promise.all([start(), start(), start()]);
  for (const one of starts) {
    expect(one).toEqual(starts[0]);
    await auth.authenticate(one.key);
  }
});

const context = { actor: "system:test", requestId: null };

test("a project has its principal as a member, an account and a share; its name belongs to it alone", async () => {
  const { operator, project: demo } = await start();
  const order = {
    organisationId: demo.organisationId,
    slug: "qaoa-2026",
    name: "QAOA",
    kind: "research",
    principal: operator.id,
  } as const;
  const make = () => transaction(database, (tx) => createProject(systemPlatform, tx, context, order));
  const { project, membership } = await make();
  expect(membership).toMatchObject({ projectId: project.id, personId: operator.id, role: "pi" });
  expect(await findProjectBySlug(database.kysely, "qaoa-2026")).toEqual(project);
  const { kysely } = database;
  const account = await kysely
    .selectFrom("ledger.account")
    .select("book")
    .where("id", "=", project.id as never)
    .execute();
  expect(account).toEqual([{ book: "project" }]);
  const share = await kysely
    .selectFrom("queue.project_share")
    .select("organisation_id")
    .where("project_id", "=", project.id)
    .execute();
  expect(share).toEqual([{ organisation_id: demo.organisationId }]);
  await expect(make()).rejects.toMatchObject({ code: "conflict" });
  const again = transaction(database, (tx) =>
    addMember(systemPlatform, tx, context, project.id, operator.id, "member"),
  );
  await expect(again).rejects.toMatchObject({ code: "conflict" });
});

test("a name that would not do in an address is refused", async () => {
  const { operator, project } = await start();
  for (const slug of ["", "-x", "x-", "Größe", "a b", "a/b", "x".repeat(64)]) {
    const order = {
      organisationId: project.organisationId,
      slug,
      name: "x",
      kind: "trial",
      principal: operator.id,
    } as const;
    const made = transaction(database, (tx) => createProject(systemPlatform, tx, context, order));
    await expect(made).rejects.toMatchObject({ code: "invalid_input" });
  }
});
