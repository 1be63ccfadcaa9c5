/**
 * `npm run check`: format · lint · types · arrows · layout · unit tests, the same on a laptop and in CI. Every part runs,
 * so that one run shows everything that is wrong. `npm run check -- types arrows` runs a part; `-- --no-unit` leaves the
 * tests out. The last line counts the parts, and the unit tests one by one.
 */
import { join } from "node:path";
import { root, run, runScript } from "./test/process.ts";
import { lineOf, sum, type Tally } from "./test/tally.ts";
import { runVitest } from "./test/vitest.ts";

const tool = (path: string): string => join(root, "node_modules", path);
const node = (file: string, args: readonly string[]) => run(process.execPath, [file, ...args]);

/** A part that is no test suite is well or not. */
const asTally = ({ status }: { readonly status: number }): Tally => ({
  passed: status === 0 ? 1 : 0,
  failed: status === 0 ? 0 : 1,
  skipped: 0,
});
const biome = (...args: string[]) => node(tool("@biomejs/biome/bin/biome"), args);
const tsc = (...args: string[]) => node(tool("typescript/bin/tsc"), args);

const parts: Record<string, () => Promise<Tally>> = {
  format: async () => asTally(await biome("format", ".")),
  lint: async () => asTally(await biome("lint", "--error-on-warnings", ".")),
  types: async () => asTally(await tsc("-b")),
  "test types": async () => asTally(await tsc("-p", "tsconfig.tests.json")),
  arrows: async () => asTally(await runScript(join(root, "tools/arrows/main.ts"), [])),
  layout: async () => asTally(await runScript(join(root, "tools/layout/main.ts"), [])),
  unit: () => runVitest([]),
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

const results: (readonly [string, Tally])[] = [];
for (const name of chosen) {
  console.log(`── ${name}`);
  const tally = await parts[name]?.();
  if (tally) results.push([name, tally]);
}
const total = sum(results.map(([, tally]) => tally));
console.log(`\n${results.map(([name, { failed }]) => `${name} ${failed === 0 ? "ok" : "FAILED"}`).join(" · ")}`);
console.log(lineOf(total));
if (total.failed > 0) process.exitCode = 1;
