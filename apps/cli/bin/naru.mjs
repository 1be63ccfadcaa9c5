#!/usr/bin/env node
/**
 * The `naru` command. Plain JavaScript that Node 20.20 understands: it finds the Node that runs Naru and hands over.
 * In a checkout it runs the TypeScript of `src/`; published, the JavaScript of `dist/`.
 */
import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { handOverTo } from "./hand-over.mjs";
import { languageOf } from "./language.mjs";
import { BootstrapError, findRuntime, packagedRuntime, requireBootstrapNode } from "./runtime.mjs";

const self = realpathSync(fileURLToPath(import.meta.url));
const source = join(dirname(self), "..", "src", "main.ts");
const isCheckout = existsSync(source);
const args = process.argv.slice(2);
const language = languageOf(args, process.env);

/** In a checkout packages are entered by their TypeScript; the condition reaches worker threads too. */
const sourceFlags = ["--conditions=naru-source", "--disable-warning=ExperimentalWarning"];
const hasFlags = !isCheckout || process.execArgv.includes(sourceFlags[0]);

try {
  requireBootstrapNode(process.versions.node, language);
  const runtime = findRuntime({
    execPath: process.execPath,
    version: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    language,
    packaged: packagedRuntime(self),
  });
  if (runtime.origin === "this" && hasFlags) {
    await useCompileCache();
    const main = isCheckout ? source : join(dirname(self), "..", "dist", "main.js");
    await import(pathToFileURL(main).href);
  } else {
    const flags = isCheckout ? sourceFlags : [];
    process.exitCode = await handOverTo(runtime, [...flags, self, ...args], language);
  }
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  console.error(`naru: ${error.message}`);
  process.exitCode = 1;
}

/**
 * Keeps compiled modules between starts, which halves the time to the first answer. The variable is how worker
 * threads find the same cache. Not in the shared temporary folder: cached code is code.
 */
async function useCompileCache() {
  const { enableCompileCache } = await import("node:module");
  if (process.env.NODE_COMPILE_CACHE !== undefined || enableCompileCache === undefined) return;
  const folder = isCheckout
    ? join(dirname(self), "..", "..", "..", ".cache", "compile")
    : join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "naru", "compile");
  process.env.NARU_COMPILE_CACHE = folder;
  process.env.NODE_COMPILE_CACHE = folder;
  enableCompileCache(folder);
}
