import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readWorkspaces } from "../arrows/manifests.ts";
import { buildConsole, viteBuild } from "../bootstrap/console.mjs";
import { root } from "../test/process.ts";

/** Builds everything that is published and packs it into `folder`. Returns the tarballs' paths. */
export function packAll(folder: string): string[] {
  const console = buildConsole(root, viteBuild(process.execPath));
  if (console === "failed") throw new Error("The console could not be built.");
  const published = readWorkspaces(root).filter(
    (workspace) => JSON.parse(readFileSync(join(root, workspace.folder, "package.json"), "utf8")).private !== true,
  );
  return pack(
    published.map(({ name }) => name),
    folder,
  );
}

/** The same for the engine and what it needs, which people install without the rest. */
export const packEngine = (folder: string): string[] =>
  pack(["@naru/base", "@naru/circuit", "@naru/kernels", "@naru/engine"], folder);

/** The same for the annealer. */
export const packAnnealer = (folder: string): string[] =>
  pack(["@naru/base", "@naru/kernels", "@naru/annealer"], folder);

function pack(names: readonly string[], folder: string): string[] {
  command(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b"], root);
  mkdirSync(folder, { recursive: true });
  const chosen = names.flatMap((name) => ["-w", name]);
  const printed = command("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder, ...chosen], root);
  const packed = Object.values(JSON.parse(printed)) as { filename: string }[];
  return packed.map(({ filename }) => join(folder, filename));
}

/** Installs tarballs into an empty folder, as a user would, without install scripts. */
export function installInto(folder: string, tarballs: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "a-user", private: true }));
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  command("npm", ["install", ...flags, ...tarballs], folder);
}

/** Standard output of a command that must succeed. */
function command(file: string, args: readonly string[], cwd: string): string {
  const done = spawnSync(file, args, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (done.status !== 0) {
    throw new Error(`${file} ${args.join(" ")} ended with ${done.status}:\n${done.stdout}\n${done.stderr}`);
  }
  return done.stdout;
}
