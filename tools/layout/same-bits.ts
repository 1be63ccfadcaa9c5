import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Packages whose numbers must have the same bits on every platform. */
const packages = ["base", "circuit", "kernels", "engine", "annealer", "workload", "backends", "solutions"];

/** What the language leaves to each implementation; `Math.log2` is left out, as powers of two are all it is asked for. */
const uncertain =
  /\bMath\.(sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|exp|expm1|log|log10|log1p|pow|hypot|cbrt)\b/;
const destructured = /\{[^}]*\b(sin|cos|tan|atan2|exp|log|hypot|pow)\b[^}]*\} = Math\b/;
const isTest = /\.(test|testing|bench)\.ts$|\/(conformance|testing|e2e)\//;

/** Where a pure package takes elementary functions from the platform instead of `@naru/base`. */
export function sameBitsProblems(root: string): string[] {
  return packages.flatMap((name) => {
    const folder = `packages/${name}/src`;
    if (!existsSync(join(root, folder))) return [];
    return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .map((path) => `${folder}/${path}`)
      .filter((path) => path.endsWith(".ts") && !isTest.test(path))
      .flatMap((path) => {
        const text = readFileSync(join(root, path), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
        const found = uncertain.exec(text)?.[0] ?? destructured.exec(text)?.[0];
        return found === undefined
          ? []
          : [`${path} uses ${found}, whose last bits differ between platforms: take it from @naru/base.`];
      });
  });
}
