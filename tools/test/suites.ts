import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findChromium } from "./chromium.ts";
import { root, run, runScript } from "./process.ts";
import { honest, readLine, type Tally } from "./tally.ts";
import { runVitest } from "./vitest.ts";

export interface Suite {
  readonly name: string;
  readonly about: string;
  /** What this machine lacks to run it, and how to get it; null when nothing. */
  missing(): string | null;
  run(args: readonly string[]): Promise<Tally>;
}

/** Everything that `npm test` runs, in this order: the quickest answer first. */
export function suites(): Suite[] {
  return [unit, packages, ...clients(), engineInBrowser, consoleInBrowser];
}

/** What is no test, each part counted as one: format, lint, types, arrows and layout. Runs when it is named. */
export const check: Suite = {
  name: "check",
  about: "format, lint, types, arrows, layout",
  missing: () => null,
  run: () => printed(join(root, "tools/check.ts"), ["--no-unit"]),
};

const unit: Suite = {
  name: "unit",
  about: "unit, property, conformance, recorded and database tests, and those of the tools",
  missing: () => null,
  run: (args) => runVitest(args),
};

const packages: Suite = {
  name: "package",
  about: "the published packages, packed, installed into an empty folder and used there",
  missing: () => null,
  run: (args) => runVitest(["--config", "tools/pack/vitest.config.ts", ...args]),
};

/** The vendors' own SDKs against a live server; one suite a folder in `clients/`. */
export function clients(folder = join(root, "clients")): Suite[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((vendor) => existsSync(join(folder, vendor, "run.mjs")))
    .sort()
    .map((vendor) => ({
      name: `clients/${vendor}`,
      about: `${vendor}'s own SDKs, unmodified, against a live server`,
      missing: () => null, // it looks for Python itself, and counts in the same way
      run: (args) => printed(join(folder, vendor, "run.mjs"), args),
    }));
}

const engineInBrowser: Suite = {
  name: "browser/engine",
  about: "the engine in a real browser, beside the engine in Node",
  missing: findChromium,
  run: async (args) => {
    const compiler = [
      join(root, "node_modules/typescript/bin/tsc"),
      "-b",
      "packages/engine",
      "packages/engine/tsconfig.node.json",
    ];
    const { status } = await run(process.execPath, compiler); // the page bundles what is published
    if (status !== 0) return honest(null, status);
    return runVitest(["--config", "packages/engine/e2e/vitest.config.ts", ...args]);
  },
};

const consoleInBrowser: Suite = {
  name: "browser/console",
  about: "the console in a real browser",
  missing: findChromium,
  run: (args) => printed(join(root, "apps/console/e2e/run.mjs"), args),
};

async function printed(script: string, args: readonly string[]): Promise<Tally> {
  const { status, output } = await runScript(script, args);
  return honest(readLine(output), status);
}
