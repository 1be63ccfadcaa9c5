import type { ICruiseOptions } from "dependency-cruiser";
import { readWorkspaces } from "./manifests.ts";
import { arrowRules } from "./rules.ts";

/**
 * How dependency-cruiser reads the tree under `root`: with swc, since it cannot read with TypeScript 7 and then sees
 * nothing and says nothing; types count as arrows; packages are entered by their TypeScript.
 */
export function configuration(root: string): ICruiseOptions & { ruleSet: NonNullable<ICruiseOptions["ruleSet"]> } {
  return {
    baseDir: root,
    parser: "swc",
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    doNotFollow: { path: "(^|/)node_modules/" },
    // What is built from ours; a foreign package may well lie in a folder called dist.
    exclude: { path: "^(packages|dialects|apps)/[^/]+/(dist|fixtures|public)/" },
    moduleSystems: ["es6", "cjs"],
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["naru-source", "node", "import", "default"],
      extensions: [".ts", ".tsx", ".mts", ".mjs", ".js", ".cjs", ".d.ts", ".d.mts", ".json", ".css"],
    },
    validate: true,
    ruleSet: { forbidden: arrowRules(readWorkspaces(root)) },
  };
}
