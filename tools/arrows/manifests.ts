import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A workspace as its own `package.json` describes it. */
export interface Workspace {
  /** Such as `@naru/engine`. */
  readonly name: string;
  /** From the root, such as `packages/engine`. */
  readonly folder: string;
  /** Names of everything it declares, for running and for developing. */
  readonly declared: readonly string[];
  /** Names of what it needs to run. */
  readonly needed: readonly string[];
  /** Files by which others may enter, from the root, such as `packages/engine/src/index.ts`. */
  readonly doors: readonly string[];
}

export const workspaceFolders = ["packages", "dialects", "apps"] as const;

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Every workspace under `root`, in order of folder. */
export function readWorkspaces(root: string): Workspace[] {
  return workspaceFolders.flatMap((group) => {
    if (!existsSync(join(root, group))) return [];
    return readdirSync(join(root, group))
      .sort()
      .filter((name) => existsSync(join(root, group, name, "package.json")))
      .map((name) => readWorkspace(root, `${group}/${name}`));
  });
}

function readWorkspace(root: string, folder: string): Workspace {
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
  const declared = [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies];
  return {
    name: manifest.name,
    folder,
    declared: declared.flatMap((names) => Object.keys(names ?? {})),
    needed: Object.keys(manifest.dependencies ?? {}),
    doors: Object.values(manifest.exports ?? {}).flatMap((door) => {
      const source = door["naru-source"];
      return source === undefined ? [] : [`${folder}/${source.replace(/^\.\//, "")}`];
    }),
  };
}
