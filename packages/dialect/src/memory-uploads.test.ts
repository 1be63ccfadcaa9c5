import { createHash } from "node:crypto";
import type { BackendSpec } from "@naru/backends";
import type { JobId } from "@naru/base";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Caller, JobOrder } from "./job.ts";
import { type MemoryCloud, memoryCloud } from "./memory-cloud.ts";
import { hexOf, md5 } from "./memory-md5.ts";
import { everyZero, scriptedBackend } from "./scripted-backend.ts";
import { type UploadId, uploadLimits } from "./upload.ts";

const spec: BackendSpec = {
  ...{ name: "sim", vendor: "test", kind: "simulator", description: { ko: "시험", en: "test" }, qubitCount: 4 },
  ...{ nativeGates: [], connectivity: "all", noiseModels: [], dynamicCircuits: true },
  limits: { shots: 1000, circuits: 2, gates: 10 },
};

let now: number;
let cloud: MemoryCloud;
let caller: Caller;
let stranger: Caller;
beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  cloud = memoryCloud({ backends: [scriptedBackend(spec)], now: () => new Date(now) });
  caller = await cloud.authenticate(cloud.keys.first);
  stranger = await cloud.authenticate(cloud.keys.second);
});

const md5Hex = (content: Uint8Array) => createHash("md5").update(content).digest("hex");
const checksumOf = (contents: readonly Uint8Array[]) =>
  md5Hex(Buffer.concat(contents.map((content) => createHash("md5").update(content).digest())));
const [first, second] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)] as const;

async function opened(): Promise<UploadId> {
  return (await cloud.openUpload(caller, { bytes: 5, kind: "model" })).id;
}

async function complete(): Promise<UploadId> {
  const id = await opened();
  await cloud.putPart(caller, id, { number: 2, content: second, md5: md5Hex(second) });
  await cloud.putPart(caller, id, { number: 1, content: first });
  await cloud.completeUpload(caller, id, checksumOf([first, second]));
  return id;
}

test("MD5 is what the platform says it is", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
      expect(hexOf(md5(content))).toBe(md5Hex(content));
    }),
  );
});

describe("uploads in memory", () => {
  test("come in parts of any order and are read as often as one likes", async () => {
    const id = await opened();
    await cloud.putPart(caller, id, { number: 2, content: second, md5: md5Hex(second) });
    expect(await cloud.upload(caller, id)).toMatchObject({ state: "open", parts: [{ number: 2, bytes: 2 }] });
    await cloud.putPart(caller, id, { number: 1, content: second });
    await cloud.putPart(caller, id, { number: 1, content: first });
    const done = await cloud.completeUpload(caller, id, checksumOf([first, second]));
    expect(done).toMatchObject({ state: "complete", parts: [{ md5: md5Hex(first) }, { md5: md5Hex(second) }] });
    for (let n = 0; n < 2; n++) expect(await cloud.uploadContent(caller, id)).toEqual(Uint8Array.of(1, 2, 3, 4, 5));
    expect(await cloud.uploadContent(caller, id, { from: 2, to: 4 })).toEqual(Uint8Array.of(3, 4));
    expect(await cloud.completeUpload(caller, id, checksumOf([first, second]))).toMatchObject({ state: "complete" });
  });

  test("refuse a part that was damaged, too long or too late", async () => {
    const id = await opened();
    const put = (part: Parameters<MemoryCloud["putPart"]>[2]) => cloud.putPart(caller, id, part);
    await expect(put({ number: 1, content: first, md5: md5Hex(second) })).rejects.toThrow("damaged on the way");
    await expect(put({ number: 0, content: first })).rejects.toThrow("numbered from 1");
    await expect(put({ number: 1, content: new Uint8Array() })).rejects.toThrow("empty");
    await expect(put({ number: 1, content: new Uint8Array(6) })).rejects.toThrow("5 were announced");
    expect((await cloud.upload(caller, id)).parts).toEqual([]);
    const late = await complete();
    const part = { number: 1, content: first };
    await expect(cloud.putPart(caller, late, part)).rejects.toMatchObject({ code: "conflict" });
  });

  test("are complete with all parts and their checksum only", async () => {
    const id = await opened();
    await expect(cloud.uploadContent(caller, id)).rejects.toMatchObject({ code: "conflict" });
    await cloud.putPart(caller, id, { number: 2, content: second });
    await expect(cloud.completeUpload(caller, id, checksumOf([second]))).rejects.toThrow("Part 1 is missing");
    await cloud.putPart(caller, id, { number: 1, content: Uint8Array.of(1) });
    await expect(cloud.completeUpload(caller, id, checksumOf([Uint8Array.of(1), second]))).rejects.toThrow("5 were");
    await cloud.putPart(caller, id, { number: 1, content: first });
    await expect(cloud.completeUpload(caller, id, checksumOf([second, first]))).rejects.toThrow("checksum");
  });

  test("are refused when they are too large, alone or together", async () => {
    const open = (bytes: number) => cloud.openUpload(caller, { bytes, kind: "model" });
    await expect(open(0)).rejects.toThrow("at least 1");
    await expect(open(uploadLimits.bytes + 1)).rejects.toThrow("bigger than the maximum");
    for (let n = 0; n < uploadLimits.projectBytes / uploadLimits.bytes; n++) await open(uploadLimits.bytes);
    await expect(open(1)).rejects.toThrow("bigger than the maximum");
    expect(await cloud.openUpload(stranger, { bytes: 1, kind: "model" })).toMatchObject({ state: "open" });
  });

  test("are a project's own, and go when they are removed or not used", async () => {
    const id = await complete();
    await expect(cloud.upload(stranger, id)).rejects.toMatchObject({ code: "not_found" });
    now += 6 * 86_400_000;
    await cloud.uploadContent(caller, id);
    now += 6 * 86_400_000;
    expect(await cloud.upload(caller, id)).toMatchObject({ state: "complete" });
    now += 86_400_000;
    await expect(cloud.uploadContent(caller, id)).rejects.toMatchObject({ code: "not_found" });
    const abandoned = await opened();
    await cloud.removeUpload(caller, abandoned);
    await expect(cloud.upload(caller, abandoned)).rejects.toMatchObject({ code: "not_found" });
  });
});

test("an order that names an upload runs its content, and of its own project's uploads alone", async () => {
  const seen: unknown[] = [];
  const solver = memoryCloud({
    backends: [
      scriptedBackend({ ...spec, kind: "hybrid" }, (workload) => {
        if (workload.kind === "solve") seen.push(workload.model.content);
        return everyZero(workload);
      }),
    ],
  });
  const owner = await solver.authenticate(solver.keys.first);
  const { id } = await solver.openUpload(owner, { bytes: 5, kind: "model" });
  const model = { format: "bqm", base64: "", upload: { id, bytes: 5 } } as const;
  const order: JobOrder = {
    ...{ vendor: "test", apiVersion: "1", backendName: "sim", name: null, dryRun: false, sessionId: null },
    workload: { kind: "solve", model, timeLimitSeconds: 1 },
    ...{ echo: {}, original: {}, idempotencyKey: null },
  };
  await expect(solver.submit(owner, order)).rejects.toMatchObject({ code: "conflict" });
  await solver.putPart(owner, id, { number: 1, content: Uint8Array.of(1, 2, 3, 4, 5) });
  await solver.completeUpload(owner, id, checksumOf([Uint8Array.of(1, 2, 3, 4, 5)]));
  const other = await solver.authenticate(solver.keys.second);
  await expect(solver.submit(other, order)).rejects.toMatchObject({ code: "not_found" });
  const job = await solver.submit(owner, order);
  expect(await solver.job(owner, job.id, { waitMs: 1000 })).toMatchObject({ state: "succeeded" });
  expect(seen).toEqual([Uint8Array.of(1, 2, 3, 4, 5)]);
});

describe("a wait for several jobs", () => {
  const order: JobOrder = {
    ...{ vendor: "test", apiVersion: "1", backendName: "sim", name: null, dryRun: false, sessionId: null },
    workload: { kind: "sample", circuits: [{ qubitCount: 2, clbitCount: 0, operations: [] }], shots: 3 },
    ...{ echo: {}, original: {}, idempotencyKey: null },
  };

  test("gives all of them in the order of the question, one of them final", async () => {
    const a = await cloud.submit(caller, order);
    const b = await cloud.submit(caller, order);
    const jobs = await cloud.waitForAny(caller, [b.id, a.id, b.id], 1000);
    expect(jobs.map(({ id }) => id)).toEqual([b.id, a.id, b.id]);
    expect(jobs.map(({ state }) => state)).toContain("succeeded");
  });

  test("ends without news, and knows no others' jobs", async () => {
    cloud.pause();
    const { id } = await cloud.submit(caller, order);
    expect(await cloud.waitForAny(caller, [id], 1000)).toMatchObject([{ state: "queued" }]);
    expect(await cloud.waitForAny(caller, [], 1000)).toEqual([]);
    await expect(cloud.waitForAny(stranger, [id], 1000)).rejects.toMatchObject({ code: "not_found" });
    const many = Array.from({ length: 1001 }, () => id as JobId);
    await expect(cloud.waitForAny(caller, many, 0)).rejects.toMatchObject({ code: "invalid_input" });
  });
});
