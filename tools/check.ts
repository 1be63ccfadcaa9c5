/**
 * `npm run check`: format · lint · types · arrows · layout · unit tests, the same on a laptop and in CI. Every part runs,
 * so that one run shows everything that is wrong. `npm run check -- types arrows` runs a part; `-- --no-unit` leaves the
 * tests out (for `.ci/run`, which runs all of them afterwards).
 */
import { join } from "node:path";
import { root, run, runScript } from "./test/process.ts";
import { runVitest } from "./test/vitest.ts";

const tool = (path: string): string => join(root, "node_modules", path);
const node = (file: string, args: readonly string[]) => run(process.execPath, [file, ...args]);

const parts: Record<string, () => Promise<boolean>> = {
  format: async () => (await node(tool("@biomejs/biome/bin/biome"), ["format", "."])).status === 0,
  lint: async () => (await node(tool("@biomejs/biome/bin/biome"), ["lint", "--error-on-warnings", "."])).status === 0,
  types: async () =>
    (await node(tool("typescript/bin/tsc"), ["-b"])).status === 0 &&
    (await node(tool("typescript/bin/tsc"), ["-p", "tsconfig.tests.json"])).status === 0,
  arrows: async () => (await runScript(join(root, "tools/arrows/main.ts"), [])).status === 0,
  layout: async () => (await runScript(join(root, "tools/layout/main.ts"), [])).status === 0,
  unit: async () => (await runVitest([])).failed === 0,
};

const words = process.argv.slice(2);
const names = words.filter((word) => !word.startsWith("--"));
const unknown = names.find((name) => parts[name] === undefined);
if (unknown !== undefined) {
  console.error(`There is no part "${unknown}". There are ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}
const chosen = Object.keys(parts).filter(
  (name) => (names.length === 0 || names.includes(name)) && !(name === "unit" && words.includes("--no-unit")),
);

const results: string[] = [];
for (const name of chosen) {
  console.log(`── ${name}`);
  const isWell = (await parts[name]?.()) === true;
  results.push(`${name} ${isWell ? "ok" : "FAILED"}`);
  if (!isWell) process.exitCode = 1;
}
console.log(`\n${results.join(" · ")}`);
