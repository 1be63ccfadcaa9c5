import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const here = import.meta.dirname;
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(here, ".readme-")); // within the repository, where its packages are found
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the blocks of the README run as one program and give what it says", () => {
  const readme = readFileSync(join(here, "../README.md"), "utf8");
  const program = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block).join("\n");
  writeFileSync(join(folder, "readme.ts"), program);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=naru-source", "--no-warnings", join(folder, "readme.ts")],
    { encoding: "utf8" },
  );
  expect(stderr).toBe("");
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toMatch(/^-1 true all states are tried/);
  expect(lines[1]).toBe("-9 [ -1, 1, 1 ]");
  const [reads, best] = (lines[2] ?? "").split(" ").map(Number);
  expect(reads).toBe(32);
  expect(lines[3]).toBe("true");
  const [found, colder, polished] = (lines[4] ?? "").split(" ").map(Number);
  expect(found).toBeLessThanOrEqual(best ?? Number.NaN);
  expect(colder).toBeLessThanOrEqual(best ?? Number.NaN);
  expect(polished).toBe(32);
});
