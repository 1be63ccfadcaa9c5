/**
 * What every command of this repository does first: check the Node that is here, install what is missing, and find the
 * Node that runs Naru.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { languageOf } from "../../apps/cli/bin/language.mjs";
import { BootstrapError, findRuntime, packagedRuntime, requireBootstrapNode } from "../../apps/cli/bin/runtime.mjs";
import { installPackages } from "./install.mjs";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Flags with which a runtime runs this repository's TypeScript. */
export const sourceFlags = ["--conditions=naru-source", "--disable-warning=ExperimentalWarning"];

/** @param {readonly string[]} args */
export function prepare(args) {
  const language = languageOf(args, process.env);
  requireBootstrapNode(process.versions.node, language);
  installPackages(root, language, (line) => console.error(line));
  const runtime = findRuntime({
    execPath: process.execPath,
    version: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    language,
    packaged: packagedRuntime(join(root, "package.json")),
  });
  return { runtime, language };
}

/**
 * Runs a command of this repository: its exit status becomes ours, and what the user can mend is said in one message.
 *
 * @param {string} name
 * @param {() => Promise<number>} run
 */
export async function asCommand(name, run) {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  }
}
