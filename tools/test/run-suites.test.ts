import { expect, test } from "vitest";
import { runSuites } from "./run-suites.ts";
import type { Suite } from "./suites.ts";
import type { Tally } from "./tally.ts";

const suite = (name: string, tally: Tally, missing: string | null = null): Suite => ({
  name,
  about: `the ${name} tests`,
  missing: () => missing,
  run: async () => tally,
});
const passed = (count: number): Tally => ({ passed: count, failed: 0, skipped: 0 });

async function runAll(all: readonly Suite[], names: readonly string[] = [], isStrict = false) {
  const lines: string[] = [];
  const status = await runSuites(all, names, [], isStrict, (line) => lines.push(line));
  return { status, last: lines.at(-1), lines };
}

test("the last line sums every suite, and the status is 0 when none failed", async () => {
  const { status, last } = await runAll([suite("unit", passed(7)), suite("clients/ionq", passed(4))]);
  expect(last).toBe("11 passed, 0 failed");
  expect(status).toBe(0);
});

test("one failure anywhere fails the run", async () => {
  const { status, last } = await runAll([
    suite("unit", passed(7)),
    suite("browser", { passed: 1, failed: 1, skipped: 2 }),
  ]);
  expect(last).toBe("8 passed, 1 failed, 2 skipped");
  expect(status).toBe(1);
});

test("a suite that this machine cannot run is one skipped test on a laptop and one failure in CI", async () => {
  const all = [suite("unit", passed(7)), suite("browser", passed(3), "There is no Chromium.")];
  const laptop = await runAll(all);
  expect(laptop.last).toBe("7 passed, 0 failed, 1 skipped");
  expect(laptop.status).toBe(0);
  expect(laptop.lines).toContain("SKIPPED: There is no Chromium.");
  const ci = await runAll(all, [], true);
  expect(ci.last).toBe("7 passed, 1 failed");
  expect(ci.status).toBe(1);
});

test("a name chooses a suite, or all suites below it", async () => {
  const all = [suite("unit", passed(7)), suite("clients/ionq", passed(4)), suite("clients/ibm", passed(2))];
  expect((await runAll(all, ["clients"])).last).toBe("6 passed, 0 failed");
  expect((await runAll(all, ["clients/ibm"])).last).toBe("2 passed, 0 failed");
});

test("an unknown name runs nothing and lists what there is", async () => {
  const { status, lines } = await runAll([suite("unit", passed(7))], ["unti"]);
  expect(status).toBe(2);
  expect(lines.join("\n")).toContain("the unit tests");
});

test("a run in which nothing passed is not a success", async () => {
  expect((await runAll([suite("unit", { passed: 0, failed: 0, skipped: 3 })])).status).toBe(1);
});
