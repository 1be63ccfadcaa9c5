import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, run } from "./process.ts";
import { honest, type Tally } from "./tally.ts";
import { readVitestReport } from "./vitest-report.ts";

/** Runs Vitest with `args` and returns the tally from its own report. */
export async function runVitest(args: readonly string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), "naru-vitest-"));
  const report = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { status } = await run(process.execPath, [
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      ...reporters,
      ...args,
    ]);
    return honest(readReport(report), status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): Tally | null {
  try {
    return readVitestReport(readFileSync(file, "utf8"));
  } catch {
    return null; // Vitest ended before it could write one
  }
}
