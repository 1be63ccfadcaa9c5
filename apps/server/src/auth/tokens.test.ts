import type { KeyId } from "@naru/base";
import { generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Platform, silentLog, systemPlatform } from "../config/index.ts";
import { type Database, transaction } from "../db/index.ts";
import { sameDatabase, testDatabase, testKind } from "../db/testing.ts";
import { testMember } from "../db/testing-rows.ts";
import { type Auth, openAuth } from "./index.ts";

let database: Database;
let auth: Auth;
let nowMs = Date.UTC(2026, 10, 22);
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

async function aKey(expiresAt: Date | null = null) {
  const member = await testMember(database);
  const made = await transaction(database, (tx) =>
    auth.createKey(tx, context, { membershipId: member.membershipId, name: "key", expiresAt }),
  );
  return { ...member, ...made };
}

const refused = { code: "unauthenticated" };
const readPart = (part = ""): Record<string, unknown> => JSON.parse(Buffer.from(part, "base64url").toString());
const writePart = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

test("a token stands for its key and says when, in whole seconds", async () => {
  const { secret, key } = await aKey();
  const { token, issuedAt, expiresAt } = await auth.issueToken(secret);
  const parts = token.split(".");
  expect(parts).toHaveLength(3);
  for (const part of parts) expect(part).toMatch(/^[A-Za-z0-9_-]+$/);
  const claims = readPart(parts[1]);
  expect(claims).toMatchObject({ sub: key.id, iat: issuedAt.getTime() / 1000, exp: expiresAt.getTime() / 1000 });
  expect(Number.isInteger(claims.iat) && Number.isInteger(claims.exp)).toBe(true);
  expect(expiresAt.getTime() - issuedAt.getTime()).toBe(3_600_000);
  expect(token).not.toContain(secret);
  expect(await auth.authenticate(token)).toEqual(await auth.authenticate(secret));
});

test("only keys are exchanged for tokens", async () => {
  const { secret } = await aKey();
  const { token } = await auth.issueToken(secret);
  for (const other of [token, "", "naru_unknown", `naru_${"0".repeat(43)}`]) {
    await expect(auth.issueToken(other)).rejects.toMatchObject(refused);
  }
});

test("a token ends after its hour, also one that was just used, and with its key's own time", async () => {
  const [{ secret }, shortLived] = [await aKey(), await aKey(new Date(nowMs + 60_000))];
  const { token } = await auth.issueToken(secret);
  const other = await auth.issueToken(shortLived.secret);
  nowMs += 60_000;
  await expect(auth.authenticate(other.token)).rejects.toMatchObject(refused);
  nowMs += 3_538_000;
  await auth.authenticate(token);
  nowMs += 2_000;
  await expect(auth.authenticate(token)).rejects.toMatchObject(refused);
});

test("a token falls with its key", async () => {
  const { secret, key, projectId, personId } = await aKey();
  const { token } = await auth.issueToken(secret);
  await auth.authenticate(token);
  await auth.revokeKey(context, { projectId, personId }, key.id);
  await expect(auth.authenticate(token)).rejects.toMatchObject(refused);
});

test("whatever we did not sign in our one way is refused", async () => {
  const { secret, key } = await aKey();
  const { token } = await auth.issueToken(secret);
  const [head = "", body = "", signature = ""] = token.split(".");
  const claims = readPart(body);
  const other = await aKey();
  const { privateKey } = await generateKeyPair("EdDSA");
  const foreign = (algorithm: string) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm })
      .sign(algorithm === "EdDSA" ? privateKey : new Uint8Array(64));
  const forged = {
    "alg none": new UnsecuredJWT(claims).encode(),
    "alg none with our signature": `${writePart({ alg: "none" })}.${body}.${signature}`,
    "alg none in capitals": `${writePart({ alg: "NONE" })}.${body}.${signature}`,
    "another algorithm": await foreign("HS512"),
    "a pair of keys": await foreign("EdDSA"),
    "another secret": await foreign("HS256"),
    "another subject": `${head}.${writePart({ ...claims, sub: other.key.id })}.${signature}`,
    "a later end": `${head}.${writePart({ ...claims, exp: Number(claims.exp) + 1 })}.${signature}`,
    "no signature": `${head}.${body}.`,
    "a changed signature": `${head}.${body}.${signature.slice(0, -2)}${signature.endsWith("AA") ? "BB" : "AA"}`,
    "a critical header": `${writePart({ alg: "HS256", crit: ["b64"], b64: false })}.${body}.${signature}`,
    "a long one": `${head}.${writePart({ ...claims, more: "x".repeat(2000) })}.${signature}`,
    "two parts": `${head}.${body}`,
  };
  for (const [what, text] of Object.entries(forged)) {
    await expect(auth.authenticate(text), what).rejects.toMatchObject(refused);
  }
  expect((await auth.authenticate(token)).keyId).toBe(key.id satisfies KeyId);
});

test("the secret that signs is in no answer and in no log", async () => {
  const lines: unknown[] = [];
  const keep = (...facts: unknown[]) => void lines.push(facts);
  const log = { debug: keep, info: keep, warn: keep, error: keep };
  const again = await openAuth({ database, platform, log });
  const { secret } = await aKey();
  const answers = JSON.stringify([await again.issueToken(secret), await again.authenticate(secret), lines]);
  await again.close();
  const [row] = await database.kysely.selectFrom("auth.signing_key").selectAll().execute();
  const signing = Buffer.from(row?.secret ?? "");
  expect(signing).toHaveLength(32);
  for (const encoding of ["hex", "base64", "base64url"] as const) {
    expect(answers).not.toContain(signing.toString(encoding));
  }
});

test.runIf(testKind() !== "pglite")(
  "servers that start at once on one database take one another's tokens",
  async () => {
    const there = await testDatabase();
    const others = await Promise.all([1, 2, 3].map(() => sameDatabase(there)));
    const auths = await Promise.all(others.map((one) => openAuth({ database: one, platform, log: silentLog })));
    const member = await testMember(there);
    const [first] = auths;
    if (!first) throw new Error("There is no server.");
    const { secret } = await transaction(there, (tx) =>
      first.createKey(tx, context, { membershipId: member.membershipId, name: "key", expiresAt: null }),
    );
    const tokens = await Promise.all(auths.map((one) => one.issueToken(secret)));
    for (const one of auths) {
      for (const { token } of tokens) expect((await one.authenticate(token)).projectId).toBe(member.projectId);
    }
    for (const one of auths) await one.close();
    for (const one of others) await one.close();
    await there.close();
  },
);
