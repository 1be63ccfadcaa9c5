/**
 * Builds the web console into `apps/server/public` when its sources changed since the last build.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Everything that ends up in the page: the console and what it is built upon. */
const sources = [
  "apps/console/index.html",
  "apps/console/package.json",
  "apps/console/vite.config.ts",
  "apps/console/tsconfig.json",
  "apps/console/public",
  "apps/console/src",
  "packages/sdk/src",
  "packages/base/src",
  "packages/circuit/src",
  "packages/kernels/src",
  "packages/engine/src",
  "packages/workload/src",
  "package-lock.json",
];
const isTest = /\.(test|bench|e2e)\.tsx?$/;

/**
 * Returns "built", "unchanged", or "failed" (the server then answers `/` with a page that says so; a broken console
 * must not keep the API down).
 *
 * @param {string} root the repository
 * @param {(root: string) => number} build runs Vite and returns its exit status
 */
export function buildConsole(root, build) {
  const hash = hashOfSources(root, sources);
  const note = join(root, ".cache", "console-sources");
  const isBuilt = existsSync(join(root, "apps", "server", "public", "index.html"));
  if (isBuilt && existsSync(note) && readFileSync(note, "utf8") === hash) return "unchanged";
  if (build(root) !== 0) return "failed";
  mkdirSync(join(root, ".cache"), { recursive: true });
  writeFileSync(note, hash);
  return "built";
}

/**
 * One hash over the names and contents of files and folders, tests left out. What is missing counts as missing.
 *
 * @param {string} root
 * @param {readonly string[]} paths
 */
export function hashOfSources(root, paths) {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of filesUnder(root, path)) {
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

/** Runs Vite with the given Node. Its report goes to stderr, and only when it fails: a start has other news. */
export function viteBuild(node) {
  return (root) => {
    const result = spawnSync(node, [join(root, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn"], {
      cwd: join(root, "apps", "console"),
      stdio: ["ignore", 2, 2],
    });
    return result.status ?? 1;
  };
}

function filesUnder(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  let entries;
  try {
    entries = readdirSync(full, { withFileTypes: true });
  } catch {
    return [path]; // a file, not a folder
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return filesUnder(root, `${path}/${entry.name}`);
      return isTest.test(entry.name) ? [] : [`${path}/${entry.name}`];
    });
}
