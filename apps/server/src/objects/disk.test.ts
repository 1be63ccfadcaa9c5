import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { type ObjectHash, type ObjectStore, objectHash, openDiskObjects } from "./index.ts";

let folder: string;
let objects: ObjectStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "naru-objects-"));
  objects = await openDiskObjects(folder);
  return () => rmSync(folder, { recursive: true });
});

const pathOf = (hash: ObjectHash) => join(folder, hash.slice(0, 2), hash);
const yesterday = new Date(Date.now() - 86_400_000);
const makeOld = (path: string) => utimesSync(path, yesterday, yesterday);
const nothingNamed = async () => new Set<string>();
const anHourAgo = () => new Date(Date.now() - 3_600_000);

test("whatever is put comes back under the SHA-256 of its bytes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (content) => {
      const hash = await objects.put(content);
      expect(hash).toBe(await objectHash(content));
      expect(new Uint8Array((await objects.get(hash)) ?? [])).toEqual(content);
    }),
    { numRuns: 20 },
  );
});

test("a text is its bytes in UTF-8", async () => {
  const hash = await objects.put("양자 |ψ⟩");
  expect(hash).toBe(await objectHash(new TextEncoder().encode("양자 |ψ⟩")));
  expect(await objects.getText(hash)).toBe("양자 |ψ⟩");
});

test("the same content is kept once, even when put at the same time, and nothing unfinished stays", async () => {
  const hashes = await Promise.all(Array.from({ length: 10 }, () => objects.put("same")));
  expect(new Set(hashes).size).toBe(1);
  expect(readdirSync(join(folder, (await objectHash("same")).slice(0, 2)))).toEqual([await objectHash("same")]);
  expect(readdirSync(join(folder, "unfinished"))).toEqual([]);
});

test("what was never put is null, and what is no hash never becomes a path", async () => {
  expect(await objects.get(await objectHash("never"))).toBeNull();
  expect(await objects.getText(await objectHash("never"))).toBeNull();
  for (const hash of ["", "../../etc/passwd", (await objectHash("x")).toUpperCase(), `${await objectHash("x")}/..`]) {
    await expect(objects.get(hash as ObjectHash)).rejects.toMatchObject({ code: "invalid_input" });
  }
});

test("content that changed on the disk is not passed on", async () => {
  const hash = await objects.put("good");
  writeFileSync(pathOf(hash), "evil");
  await expect(objects.get(hash)).rejects.toThrow("damaged");
});

test("what is old and not named is swept; what is named or young stays", async () => {
  const [named, orphan, young] = [await objects.put("named"), await objects.put("orphan"), await objects.put("young")];
  const leftOver = join(folder, "unfinished", "left-over");
  writeFileSync(leftOver, "half");
  for (const path of [pathOf(named), pathOf(orphan), leftOver]) makeOld(path);
  expect(await objects.sweep(anHourAgo(), async () => new Set([named]))).toBe(1);
  expect(await objects.get(orphan)).toBeNull();
  expect(await objects.getText(named)).toBe("named");
  expect(await objects.getText(young)).toBe("young");
  expect(readdirSync(join(folder, "unfinished"))).toEqual([]);
});

test("an orphan that is put again is young again", async () => {
  const hash = await objects.put("again");
  makeOld(pathOf(hash));
  await objects.put("again");
  expect(await objects.sweep(anHourAgo(), nothingNamed)).toBe(0);
  makeOld(pathOf(hash));
  const putMeanwhile = async () => {
    await objects.put("again");
    return new Set<string>();
  };
  expect(await objects.sweep(anHourAgo(), putMeanwhile)).toBe(0);
  expect(await objects.getText(hash)).toBe("again");
});
