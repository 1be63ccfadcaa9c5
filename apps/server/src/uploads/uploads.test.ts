import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seeded, uuidV7 } from "@naru/base";
import { type Caller, type UploadId, uploadLimits } from "@naru/dialect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAuth } from "../auth/index.ts";
import { silentLog, systemPlatform } from "../config/index.ts";
import { type Database, transaction } from "../db/index.ts";
import { testDatabase } from "../db/testing.ts";
import { testMember } from "../db/testing-rows.ts";
import { type ObjectHash, openDiskObjects } from "../objects/index.ts";
import { namedParts, openUploads, type UploadService } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "naru-uploads-"));
let database: Database;
let uploads: UploadService;
let objects: Awaited<ReturnType<typeof openDiskObjects>>;
let nowMs = Date.UTC(2030, 0, 1);
const platform = { ...systemPlatform, clock: { now: () => new Date(nowMs) } };
const open = () =>
  openUploads({
    ...{ database, platform },
    objects: {
      put: (content) => objects.put(content),
      get: async (name) => (await objects.get(name as ObjectHash)) ?? Promise.reject(new Error("missing")),
    },
  });

beforeAll(async () => {
  database = await testDatabase();
  objects = await openDiskObjects(join(folder, "objects"));
  uploads = open();
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function aCaller(given: Parameters<typeof testMember>[1] = {}): Promise<Caller> {
  const { membershipId } = await testMember(database, given);
  const auth = await openAuth({ database, platform: systemPlatform, log: silentLog });
  const context = { actor: "system:test", requestId: null };
  const { secret } = await transaction(database, (tx) =>
    auth.createKey(tx, context, { membershipId, name: "key", expiresAt: null }),
  );
  const caller = await auth.authenticate(secret);
  await auth.close();
  return caller;
}

const random = seeded(11);
const bytesOf = (count: number) => Uint8Array.from({ length: count }, () => random.below(256));
const md5 = (content: Uint8Array) => createHash("md5").update(content).digest();
const md5Hex = (content: Uint8Array) => md5(content).toString("hex");
const checksumOf = (contents: readonly Uint8Array[]) => md5Hex(Buffer.concat(contents.map(md5)));

async function opened(caller: Caller, bytes: number): Promise<UploadId> {
  return (await uploads.openUpload(caller, { bytes, kind: "model" })).id;
}

async function complete(caller: Caller, contents: readonly Uint8Array<ArrayBuffer>[]): Promise<UploadId> {
  const id = await opened(caller, Buffer.concat(contents).length);
  for (const [k, content] of contents.entries()) await uploads.putPart(caller, id, { number: k + 1, content });
  await uploads.completeUpload(caller, id, checksumOf(contents));
  return id;
}

describe("an upload", () => {
  test("takes ten parts at once, in any order, through several servers, and gives what was sent", async () => {
    const caller = await aCaller();
    const parts = Array.from({ length: 10 }, (_, k) => bytesOf(1000 + k));
    const whole = Buffer.concat(parts);
    const id = await opened(caller, whole.length);
    const servers = [uploads, open()];
    await Promise.all(
      parts.map((content, k) =>
        servers[k % 2]?.putPart(caller, id, {
          number: 10 - k,
          content: parts[9 - k] ?? content,
          md5: md5Hex(parts[9 - k] ?? content),
        }),
      ),
    );
    const { parts: listed, state } = await uploads.upload(caller, id);
    expect(state).toBe("open");
    expect(listed).toEqual(parts.map((content, k) => ({ number: k + 1, bytes: content.length, md5: md5Hex(content) })));
    expect(await uploads.completeUpload(caller, id, checksumOf(parts))).toMatchObject({ state: "complete" });
    expect(await uploads.completeUpload(caller, id, checksumOf(parts).toUpperCase())).toMatchObject({
      bytes: whole.length,
    });
    expect(Buffer.compare(await open().uploadContent(caller, id), whole)).toBe(0);
    const range = await uploads.uploadContent(caller, id, { from: 990, to: 2010 });
    expect(Buffer.compare(range, whole.subarray(990, 2010))).toBe(0);
    expect(await uploads.uploadContent(caller, id, { from: whole.length + 1, to: whole.length + 5 })).toHaveLength(0);
    const shared = await uploads.load(await uploads.requireComplete(caller, id));
    expect(Buffer.compare(shared, whole)).toBe(0);
  });

  test("refuses parts that were damaged, that are too much or too late, and keeps what it had", async () => {
    const caller = await aCaller();
    const id = await opened(caller, 100);
    const content = bytesOf(60);
    const put = (part: Parameters<UploadService["putPart"]>[2]) => uploads.putPart(caller, id, part);
    await put({ number: 1, content, md5: md5Hex(content) });
    await expect(put({ number: 1, content, md5: md5Hex(bytesOf(60)) })).rejects.toThrow("damaged on the way");
    await expect(put({ number: 2, content })).rejects.toMatchObject({ code: "too_large" });
    await expect(put({ number: 2, content: bytesOf(101) })).rejects.toMatchObject({ code: "too_large" });
    for (const number of [0, -1, 1.5, Number.NaN, uploadLimits.parts + 1]) {
      await expect(put({ number, content })).rejects.toMatchObject({ code: "invalid_input" });
    }
    expect((await uploads.upload(caller, id)).parts).toMatchObject([{ number: 1, md5: md5Hex(content) }]);
    // A part that is sent again takes the place of the first.
    const second = bytesOf(100);
    await put({ number: 1, content: second });
    await uploads.completeUpload(caller, id, checksumOf([second]));
    await expect(put({ number: 1, content })).rejects.toMatchObject({ code: "conflict" });
  });

  test("is complete with every part, every byte and the right checksum only", async () => {
    const caller = await aCaller();
    const id = await opened(caller, 20);
    const [first, second] = [bytesOf(10), bytesOf(10)];
    await uploads.putPart(caller, id, { number: 2, content: second });
    await expect(uploads.uploadContent(caller, id)).rejects.toMatchObject({ code: "conflict" });
    await expect(uploads.requireComplete(caller, id)).rejects.toMatchObject({ code: "conflict" });
    await expect(uploads.completeUpload(caller, id, checksumOf([second]))).rejects.toThrow("Part 1 is missing");
    await uploads.putPart(caller, id, { number: 1, content: first.slice(1) });
    const short = checksumOf([first.slice(1), second]);
    await expect(uploads.completeUpload(caller, id, short)).rejects.toThrow("20 were announced");
    await uploads.putPart(caller, id, { number: 1, content: first });
    await expect(uploads.completeUpload(caller, id, checksumOf([second, first]))).rejects.toThrow("checksum");
    await expect(uploads.completeUpload(caller, id, "no checksum")).rejects.toThrow("checksum");
    expect(await uploads.completeUpload(caller, id, checksumOf([first, second]))).toMatchObject({ state: "complete" });
  });

  test("is refused when it is too large, or one of too many", async () => {
    const caller = await aCaller();
    for (const bytes of [0, -1, 1.5, Number.NaN, 2 ** 60]) {
      await expect(opened(caller, bytes)).rejects.toMatchObject({ code: "invalid_input" });
    }
    await expect(opened(caller, uploadLimits.bytes + 1)).rejects.toThrow("bigger than the maximum");
    const most = uploadLimits.projectBytes / uploadLimits.bytes;
    const tried = await Promise.allSettled(Array.from({ length: most + 3 }, () => opened(caller, uploadLimits.bytes)));
    expect(tried.filter(({ status }) => status === "fulfilled")).toHaveLength(most);
    await expect(opened(caller, 1)).rejects.toMatchObject({ code: "too_large" });
  });

  test("is its project's alone", async () => {
    const caller = await aCaller();
    const colleague = await aCaller({ organisationId: caller.organisationId, projectId: caller.projectId });
    const stranger = await aCaller();
    const id = await complete(caller, [bytesOf(5)]);
    expect(await uploads.upload(colleague, id)).toMatchObject({ state: "complete" });
    const unknown = uuidV7<"upload">(0, new Uint8Array(10));
    for (const [who, which] of [
      [stranger, id],
      [caller, unknown],
      [caller, "not an id" as UploadId],
    ] as const) {
      await expect(uploads.upload(who, which)).rejects.toMatchObject({ code: "not_found" });
      await expect(uploads.uploadContent(who, which)).rejects.toMatchObject({ code: "not_found" });
      await expect(uploads.removeUpload(who, which)).rejects.toMatchObject({ code: "not_found" });
      await expect(uploads.putPart(who, which, { number: 1, content: bytesOf(1) })).rejects.toMatchObject({
        code: "not_found",
      });
    }
    await uploads.removeUpload(colleague, id);
    await expect(uploads.upload(caller, id)).rejects.toMatchObject({ code: "not_found" });
  });

  test("goes when nobody goes on with it or uses it, and its objects with it", async () => {
    const caller = await aCaller();
    const begun = await opened(caller, 10);
    await uploads.putPart(caller, begun, { number: 1, content: bytesOf(9) });
    const used = await complete(caller, [bytesOf(7)]);
    const kept = (await uploads.requireComplete(caller, used)).objectHashes;
    nowMs += 25 * 3_600_000;
    await expect(uploads.upload(caller, begun)).rejects.toMatchObject({ code: "not_found" });
    nowMs += 5 * 24 * 3_600_000;
    await uploads.uploadContent(caller, used);
    nowMs += 5 * 24 * 3_600_000;
    await uploads.sweep();
    const sweep = () => objects.sweep(new Date(Date.now() + 1000), (hashes) => namedParts(database.kysely, hashes));
    expect(await sweep()).toBeGreaterThan(0);
    expect(await uploads.uploadContent(caller, used)).toHaveLength(7);
    nowMs += 8 * 24 * 3_600_000;
    expect(await uploads.sweep()).toBeGreaterThan(0);
    await sweep();
    expect(await objects.get(kept[0] as ObjectHash)).toBeNull();
    const left = readdirSync(join(folder, "objects"), { recursive: true }).filter((name) =>
      /[0-9a-f]{64}$/.test(String(name)),
    );
    expect(left).toEqual([]);
  });
});
