import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { layoutProblems } from "./layout.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const door = "/** What this is. */\nexport const door = 1;\n";
const manifest = (name: string, declared: string[] = []): string =>
  JSON.stringify({
    name,
    exports: { ".": { "naru-source": "./src/index.ts" } },
    dependencies: Object.fromEntries(declared.map((other) => [other, "0.1.0"])),
  });
const dialectFiles = ["circuit", "job", "outcome", "errors", "serve", "wire-v04"].map(
  (name) => `dialects/aqt/src/${name}.ts`,
);

/** A small repository in which everything looks as it should. */
const clean: Record<string, string> = {
  "tsconfig.json": JSON.stringify({
    references: ["packages/base", "dialects/aqt", "apps/server"].map((path) => ({ path })),
  }),
  "packages/base/package.json": manifest("@naru/base"),
  "packages/base/tsconfig.json": JSON.stringify({ compilerOptions: { types: [] } }),
  "packages/base/src/index.ts": door,
  "dialects/aqt/package.json": manifest("@naru/dialect-aqt", ["@naru/base"]),
  "dialects/aqt/tsconfig.json": JSON.stringify({ references: [{ path: "../../packages/base" }] }),
  "dialects/aqt/README.md": "# AQT",
  "dialects/aqt/fixtures/bell.json": "{}",
  "dialects/aqt/src/backends/ibex.ts": "export {};",
  "dialects/aqt/src/index.ts": door,
  ...Object.fromEntries(dialectFiles.map((file) => [file, "export {};"])),
  "apps/server/package.json": manifest("@naru/server"),
  "apps/server/tsconfig.json": JSON.stringify({ compilerOptions: { types: ["node"] } }),
  "apps/server/src/index.ts": door,
  "apps/server/src/jobs/index.ts": door,
};

/** Problems of the clean tree after a change: null removes a file. */
function problemsOf(change: Record<string, string | null>): string[] {
  const root = mkdtempSync(join(tmpdir(), "naru-layout-"));
  folders.push(root);
  for (const [path, text] of Object.entries({ ...clean, ...change })) {
    if (text === null) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return layoutProblems(root);
}

test("a tree in which everything looks like its neighbours has no problems", () => {
  expect(problemsOf({})).toEqual([]);
});

describe("what is missing or strange is told in a sentence", () => {
  test.each<[problem: string, change: Record<string, string | null>]>([
    ["dialects/aqt has no README.md.", { "dialects/aqt/README.md": null }],
    ["dialects/aqt has no src/outcome.ts.", { "dialects/aqt/src/outcome.ts": null }],
    ["dialects/aqt has no src/backends.", { "dialects/aqt/src/backends/ibex.ts": null }],
    [
      "dialects/aqt has no src/wire.ts (or src/wire-<version>.ts for each version of the API).",
      { "dialects/aqt/src/wire-v04.ts": null },
    ],
    [
      "packages/base/src/turn.ts uses Math.sin, whose last bits differ between platforms: take it from @naru/base.",
      { "packages/base/src/turn.ts": "export const turn = (x: number) => Math.sin(x); // Math.cos is only spoken of" },
    ],
    ["dialects/aqt has no fixtures.", { "dialects/aqt/fixtures/bell.json": null }],
    ["apps/server/src/queue has no door, index.ts.", { "apps/server/src/queue/queue.ts": "export {};" }],
    [
      "apps/server/src/gifts stands on no floor: give it one in tools/arrows/floors.ts.",
      { "apps/server/src/gifts/index.ts": door },
    ],
    [
      "apps/server/src/jobs/index.ts does not open with a paragraph on what the module promises.",
      { "apps/server/src/jobs/index.ts": "export {};" },
    ],
    [
      'packages/base/tsconfig.json must have "types": [], since the package runs in a browser too.',
      { "packages/base/tsconfig.json": "{}" },
    ],
    [
      "packages/base/package.json exports packages/base/src/index.ts, which is missing.",
      { "packages/base/src/index.ts": null },
    ],
    [
      "dialects/aqt/tsconfig.json does not reference packages/base, which @naru/dialect-aqt needs.",
      { "dialects/aqt/tsconfig.json": "{}" },
    ],
    [
      "tsconfig.json does not list dialects/aqt.",
      { "tsconfig.json": JSON.stringify({ references: [{ path: "packages/base" }, { path: "apps/server" }] }) },
    ],
    ["packages/base has no tsconfig.json.", { "packages/base/tsconfig.json": null }],
  ])("%s", (problem, change) => {
    expect(problemsOf(change)).toContain(problem);
  });
});
