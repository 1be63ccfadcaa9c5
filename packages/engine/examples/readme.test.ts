import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readmeProgram } from "./readme-program.testing.ts";
import { linesOf } from "./run.testing.ts";

const here = import.meta.dirname;
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(here, ".readme-")); // within the repository, where its packages are found
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the README says in its comments, asked of the values that its program has at the end. */
const questions = `
console.log(JSON.stringify({
  bell: [...counts], outcomes: [...probabilities.outcomes],
  sent: [...teleported.counts].filter(([bits]) => bits[0] === "1").reduce((sum, [, count]) => sum + count, 0),
  drawn: [...drawn.counts].length, exact: [...exact.probabilities.values], value, expected: expectations[0], slopes,
  gradient: [...gradient], bound: results.length, fired, method, seconds, bytes,
}));
await engine.close();
`;

test("the blocks of the README run as one program and give what it says", () => {
  const program = readmeProgram(join(here, "../README.md"));
  writeFileSync(join(folder, "readme.ts"), program + questions);
  const said = JSON.parse(linesOf(join(basename(folder), "readme.ts")).at(-1) ?? "");
  expect(said.bell).toEqual([
    ["00", 497],
    ["11", 503],
  ]);
  expect(program).toContain("Map(2) { '00' => 497, '11' => 503 }");
  expect(said.outcomes).toEqual([0, 3]);
  expect(Math.abs(said.sent / 1000 - Math.sin(0.5) ** 2)).toBeLessThan(0.065); // five standard deviations
  expect(said.exact.reduce((sum: number, p: number) => sum + p, 0)).toBeCloseTo(1, 10);
  expect(said.drawn).toBe(4);
  expect(said.value).toBeCloseTo(Math.cos(0.1) + 0.5 * Math.sin(0.1) * Math.cos(0.2), 10);
  expect(said.expected).toBeCloseTo(said.value, 10);
  expect(said.gradient[0]).toBeCloseTo(-Math.sin(0.1) + 0.5 * Math.cos(0.1) * Math.cos(0.2), 10);
  expect(said.gradient[1]).toBeCloseTo(-0.5 * Math.sin(0.1) * Math.sin(0.2), 10);
  expect(said.bound).toBe(2);
  expect(Math.abs(said.fired / 10_240 - 0.18)).toBeLessThan(5 * Math.sqrt((0.18 * 0.82) / 10_240));
});
