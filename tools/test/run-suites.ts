import type { Suite } from "./suites.ts";
import { lineOf, noTests, sum, type Tally } from "./tally.ts";

/**
 * Runs the suites whose name is, or begins with, one of `names` (all when there is none), prints a tally for each, and
 * as the last line the sum of all. Returns the exit status: 0 when nothing failed.
 *
 * A suite that this machine cannot run counts as one skipped test, and says what to install; where `isStrict` (CI), it
 * counts as one failure.
 */
export async function runSuites(
  all: readonly Suite[],
  names: readonly string[],
  args: readonly string[],
  isStrict: boolean,
  say: (line: string) => void = console.log,
): Promise<number> {
  const matches = (suite: Suite, name: string) => suite.name === name || suite.name.startsWith(`${name}/`);
  const unknown = names.find((name) => !all.some((suite) => matches(suite, name)));
  if (unknown !== undefined) {
    say(`There is no suite "${unknown}". There are:`);
    for (const suite of all) say(`  ${suite.name.padEnd(16)} ${suite.about}`);
    return 2;
  }
  const chosen = all.filter((suite) => names.length === 0 || names.some((name) => matches(suite, name)));
  const tallies: (readonly [string, Tally])[] = [];
  for (const suite of chosen) {
    say(`\n── ${suite.name}: ${suite.about}`);
    tallies.push([suite.name, await runSuite(suite, args, isStrict, say)]);
  }
  say("");
  for (const [name, tally] of tallies) say(`${name.padEnd(16)} ${lineOf(tally)}`);
  const total = sum(tallies.map(([, tally]) => tally));
  for (const failure of total.failures ?? []) say(`FAILED ${failure}`); // at the end, where a long log is still read
  say(lineOf(total));
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

async function runSuite(
  suite: Suite,
  args: readonly string[],
  isStrict: boolean,
  say: (line: string) => void,
): Promise<Tally> {
  const missing = suite.missing();
  if (missing === null) return suite.run(args);
  say(`${isStrict ? "FAILED" : "SKIPPED"}: ${missing}`);
  return isStrict ? { ...noTests, failed: 1 } : { ...noTests, skipped: 1 };
}
