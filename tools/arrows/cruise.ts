import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { configuration } from "./configuration.ts";
import { workspaceFolders } from "./manifests.ts";

export interface Arrows {
  readonly violations: readonly { readonly rule: string; readonly from: string; readonly to: string }[];
  /** TypeScript files on the disk. */
  readonly fileCount: number;
  /** Those of them that were not read, or in which imports were not seen. */
  readonly unread: readonly string[];
}

/** Reads every import under `root` and holds it against the rules. */
export async function readArrows(root: string): Promise<Arrows> {
  const { ruleSet, ...options } = configuration(root);
  const present = workspaceFolders.filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise([...present], { ...options, ruleSet });
  const { modules, summary } = output as ICruiseResult;
  const arrowCount = new Map(modules.map(({ source, dependencies }) => [source, dependencies.length]));
  const files = globSync("{packages,dialects,apps}/**/*.{ts,tsx}", { cwd: root, exclude: isNotOurs })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !/^[^/]+\/[^/]+\/(dist|fixtures|public)\//.test(file));
  return {
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    fileCount: files.length,
    unread: files.filter((file) => {
      const arrows = arrowCount.get(file);
      return arrows === undefined || (arrows === 0 && importsSomething.test(readFileSync(join(root, file), "utf8")));
    }),
  };
}

/** A line that is an import by its look. A file with one, in which no arrow was found, was not understood. */
const importsSomething = /^(import|export)\b[^;'"`]*\bfrom\s*["']/m;

const isNotOurs = (path: string): boolean => /(^|[\\/])node_modules$/.test(path);
