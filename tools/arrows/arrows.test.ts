import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type Arrows, readArrows } from "./cruise.ts";

/** Files by path; a manifest is written for each workspace that is named. */
type Tree = Readonly<Record<string, string>>;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A small repository that keeps every rule: a name → what it declares. */
const workspaces = {
  "packages/base": [],
  "packages/engine": ["@naru/base"],
  "packages/dialect": ["@naru/base"],
  "dialects/ionq": ["@naru/dialect", "@naru/base", "zod"],
  "dialects/ibm": ["@naru/dialect", "@naru/base"],
  "apps/server": ["@naru/base", "@naru/engine", "@naru/dialect", "@naru/ionq", "@naru/ibm"],
  "apps/cli": ["@naru/base", "@naru/server"],
} as const satisfies Record<string, readonly string[]>;

const clean: Tree = {
  ...Object.fromEntries(Object.keys(workspaces).map((folder) => [`${folder}/src/index.ts`, "export const door = 1;"])),
  "packages/base/src/inside.ts": "export const inside = 1; export type Inside = number;",
  "dialects/ionq/src/index.ts": 'import { door } from "@naru/base"; import "zod"; export const ionq = door;',
  "dialects/ibm/src/index.ts": "export const ibm = 1; export type Ibm = number;",
  "apps/server/src/dialects.ts": 'export { ionq } from "@naru/ionq"; export { ibm } from "@naru/ibm";',
  "apps/server/src/db/index.ts": 'export { rows } from "./store.ts";',
  "apps/server/src/db/store.ts": "export const rows = 1;",
  "apps/server/src/jobs/index.ts": 'export { rows as jobs } from "../db/index.ts";',
  "apps/server/src/programme/index.ts": "export const programme = 1;",
  "apps/server/src/academy/index.ts": "export const academy = 1;",
};

async function arrowsOf(planted: Tree): Promise<Arrows> {
  const root = mkdtempSync(join(tmpdir(), "naru-arrows-"));
  folders.push(root);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write("package.json", JSON.stringify({ name: "root", type: "module", devDependencies: { vitest: "5" } }));
  for (const name of ["zod", "vitest", "left-out"]) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "dist/index.js" }));
    write(`node_modules/${name}/dist/index.js`, "module.exports = {};");
  }
  for (const [folder, declared] of Object.entries(workspaces)) {
    const name = `@naru/${folder.split("/")[1]}`;
    const dependencies = Object.fromEntries(declared.map((other) => [other, "0.1.0"]));
    const exports = { ".": { "naru-source": "./src/index.ts" } };
    write(`${folder}/package.json`, JSON.stringify({ name, type: "module", exports, dependencies }));
    mkdirSync(join(root, "node_modules/@naru"), { recursive: true });
    symlinkSync(join(root, folder), join(root, "node_modules", name));
  }
  for (const [path, text] of Object.entries({ ...clean, ...planted })) write(path, text);
  return readArrows(root);
}

test("a tree that keeps every rule has no violations, and every file is read", async () => {
  const arrows = await arrowsOf({});
  expect(arrows.violations).toEqual([]);
  expect(arrows.unread).toEqual([]);
  expect(arrows.fileCount).toBe(Object.keys(clean).length);
});

describe("a planted violation is found under its name", () => {
  test.each<[rule: string, path: string, text: string]>([
    ["1-undeclared-workspace:@naru/engine", "packages/engine/src/a.ts", 'import "@naru/dialect";'],
    [
      "1-undeclared-workspace:@naru/cli",
      "apps/cli/src/a.ts",
      'import type { door } from "@naru/engine"; export type D = typeof door;',
    ],
    ["1-undeclared-package", "packages/engine/src/a.ts", 'import "left-out";'],
    ["1-development-package-in-product", "packages/engine/src/a.ts", 'import "vitest";'],
    ["1-unresolved", "packages/engine/src/a.ts", 'import "./nowhere.ts";'],
    ["2-packages-look-up", "packages/engine/src/a.ts", 'import "../../../apps/server/src/index.ts";'],
    ["2-packages-look-up", "packages/engine/src/a.ts", 'import "../../../dialects/ionq/src/index.ts";'],
    ["2-dialects-look-up", "dialects/ionq/src/a.ts", 'import "../../../apps/server/src/index.ts";'],
    [
      "3-dialect-to-dialect",
      "dialects/ionq/src/a.ts",
      'import type { Ibm } from "../../ibm/src/index.ts"; export type A = Ibm;',
    ],
    ["4-vendor-in-server", "apps/server/src/jobs/a.ts", 'import { ionq } from "@naru/ionq"; export const a = ionq;'],
    [
      "5-package-door",
      "packages/engine/src/a.ts",
      'import { inside } from "../../base/src/inside.ts"; export const a = inside;',
    ],
    ["5-module-door", "apps/server/src/jobs/a.ts", 'import { rows } from "../db/store.ts"; export const a = rows;'],
    [
      "5-module-door-in-tests",
      "apps/server/src/jobs/a.test.ts",
      'import { rows } from "../db/store.ts"; export const a = rows;',
    ],
    [
      "5-module-door-at-the-top",
      "apps/server/src/main.ts",
      'import { rows } from "./db/store.ts"; export const a = rows;',
    ],
    ["6-node-in-pure-package", "packages/engine/src/a.ts", 'import { join } from "node:path"; export const a = join;'],
    [
      "7-floor-0-looks-up",
      "apps/server/src/db/a.ts",
      'import { jobs } from "../jobs/index.ts"; export const a = jobs;',
    ],
    [
      "7-pillar-to-pillar",
      "apps/server/src/academy/a.ts",
      'import { programme } from "../programme/index.ts"; export const a = programme;',
    ],
    ["8-no-cycles", "packages/base/src/inside.ts", 'import { a } from "./a.ts"; export const inside = a;'],
  ])("%s: %s", async (rule, path, text) => {
    const partner: Tree =
      rule === "8-no-cycles" ? { "packages/base/src/a.ts": 'export { inside as a } from "./inside.ts";' } : {};
    const { violations } = await arrowsOf({ [path]: text, ...partner });
    expect(violations.map((violation) => violation.rule)).toContain(rule);
    expect(violations.every(({ from }) => from === path || partner[from] !== undefined)).toBe(true);
  });
});

describe("a checker that sees nothing does not report success", () => {
  test("a file that cannot be parsed stops the run", async () => {
    await expect(
      arrowsOf({ "packages/engine/src/a.ts": 'import "@naru/base"; export const a = 1 +;' }),
    ).rejects.toThrow("packages/engine/src/a.ts");
  });

  test("a file whose imports were not seen is named", async () => {
    const unseen = '/*\nimport { door } from "@naru/base";\n*/ export const a = 1;';
    const { violations, unread } = await arrowsOf({ "packages/engine/src/a.ts": unseen });
    expect(violations).toEqual([]);
    expect(unread).toEqual(["packages/engine/src/a.ts"]);
  });
});

describe("what the rules allow", () => {
  test.each<[what: string, path: string, text: string]>([
    ["a test may use what developers install", "packages/engine/src/a.test.ts", 'import "vitest"; import "node:fs";'],
    ["a host of a pure package may use its platform", "packages/engine/src/hosts/node.ts", 'import "node:os";'],
    [
      "a file may use its own module's inside",
      "apps/server/src/db/a.ts",
      'import { rows } from "./store.ts"; export const a = rows;',
    ],
  ])("%s", async (_, path, text) => {
    expect((await arrowsOf({ [path]: text })).violations).toEqual([]);
  });
});
