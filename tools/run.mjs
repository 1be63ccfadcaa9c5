/**
 * Runs a command of this repository on the Node that Naru runs on: `node tools/run.mjs NAME [ARGUMENTS]`.
 *
 * Plain JavaScript for any Node 20.20: it installs what is missing and hands over to TypeScript.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { handOverTo } from "../apps/cli/bin/hand-over.mjs";
import { BootstrapError } from "../apps/cli/bin/runtime.mjs";
import { asCommand, prepare, root, sourceFlags } from "./bootstrap/prepare.mjs";

/** Name of the command → the file that is it. */
const commands = {
  test: "tools/test/main.ts",
  clients: "tools/test/clients-only.ts",
  check: "tools/check.ts",
  arrows: "tools/arrows/main.ts",
  layout: "tools/layout/main.ts",
  api: "tools/api/main.ts",
  console: "tools/console.ts",
  bench: "bench/main.ts",
};

const [name = "", ...args] = process.argv.slice(2);

await asCommand(`npm run ${name}`, async () => {
  const file = commands[name];
  if (file === undefined) {
    throw new BootstrapError(`There is no command "${name}". There are ${Object.keys(commands).join(", ")}.`);
  }
  const { runtime, language } = prepare(args);
  if (!existsSync(join(root, file))) throw new BootstrapError(`${file} is missing from this checkout.`);
  return handOverTo(runtime, [...sourceFlags, join(root, file), ...args], language);
});
