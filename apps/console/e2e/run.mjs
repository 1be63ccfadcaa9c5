/**
 * The console in a real browser against a real server: builds the page, runs every `*.e2e.ts` here and ends with the
 * line `N passed, N failed`. The browser is /usr/bin/chromium, or the one that CHROMIUM_PATH names.
 * Needs Node 24; arguments are Vitest's.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "naru-e2e-"));
const report = join(folder, "report.json");

const runNode = (script, args) =>
  spawnSync(process.execPath, [join(root, script), ...args], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });

let tally = { passed: 0, failed: 1 };
try {
  const built = runNode("node_modules/vite/bin/vite.js", ["build", "apps/console", "--logLevel", "warn"]);
  if (built.status === 0) {
    const reporters = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${report}`];
    const config = join(here, "vitest.config.ts");
    const ran = runNode("node_modules/vitest/vitest.mjs", [
      "run",
      "--config",
      config,
      ...reporters,
      ...process.argv.slice(2),
    ]);
    const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, "utf8"));
    // A run that ends badly without a failed test has failed all the same.
    tally = { passed, failed: ran.status === 0 ? failed : Math.max(1, failed) };
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
process.exitCode = tally.failed === 0 ? 0 : 1;
