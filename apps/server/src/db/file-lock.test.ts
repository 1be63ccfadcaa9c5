import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { fileLock, tryFileLock } from "./file-lock.ts";

let path: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "naru-lock-"));
  path = join(folder, "lock");
  return () => rmSync(folder, { recursive: true });
});

test("one at a time has it, in one process and in another", async () => {
  const lock = tryFileLock(path);
  expect(lock).not.toBeNull();
  expect(tryFileLock(path)).toBeNull();
  expect(await fileLock(path, 50)).toBeNull();
  lock?.release();
  const other = tryFileLock(path);
  expect(other).not.toBeNull();
  other?.release();
});

test("whoever waits gets it when it is given back", async () => {
  const first = tryFileLock(path);
  let waits = 0;
  const second = fileLock(path, 30_000, () => {
    waits++;
    first?.release();
  });
  (await second)?.release();
  expect(waits).toBe(1);
});

test("a process that is killed gives it back", { timeout: 60_000 }, async () => {
  const program = `
    import { tryFileLock } from ${JSON.stringify(new URL("./file-lock.ts", import.meta.url).href)};
    tryFileLock(${JSON.stringify(path)});
    console.log("held");
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  expect(tryFileLock(path)).toBeNull();
  holder.kill("SIGKILL");
  await once(holder, "exit");
  const lock = tryFileLock(path);
  expect(lock).not.toBeNull();
  lock?.release();
});

test("a folder that is not there is an error, not a lock that somebody holds", () => {
  expect(() => tryFileLock(join(path, "missing", "lock"))).toThrow("unable to open");
});
