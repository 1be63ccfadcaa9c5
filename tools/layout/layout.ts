import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { floors } from "../arrows/floors.ts";
import { readWorkspaces, type Workspace } from "../arrows/manifests.ts";
import { sameBitsProblems } from "./same-bits.ts";

/**
 * Where this tree does not look like its neighbours: one sentence for each place, none when all is well. The shapes are
 * those of the architecture page, "Anatomy".
 */
export function layoutProblems(root: string): string[] {
  const workspaces = readWorkspaces(root);
  return [
    ...workspaces.flatMap((workspace) => workspaceProblems(root, workspace, workspaces)),
    ...foldersOf(root, "dialects").flatMap((vendor) => dialectProblems(root, `dialects/${vendor}`)),
    ...foldersOf(root, "apps/server/src").flatMap((module) => moduleProblems(root, module)),
    ...sameBitsProblems(root),
  ];
}

/** Packages that run in a browser too: their compiler knows no platform, so it refuses `process` and `fetch`. */
const purePackages = ["base", "circuit", "kernels", "engine", "annealer", "workload", "backends", "solutions"];

function workspaceProblems(root: string, workspace: Workspace, all: readonly Workspace[]): string[] {
  const { folder, name, needed, doors } = workspace;
  const problems: string[] = [];
  const config = readJson(root, `${folder}/tsconfig.json`) as TsConfig | null;
  if (config === null) return [`${folder} has no tsconfig.json.`];

  for (const door of doors) {
    if (!existsSync(join(root, door))) problems.push(`${folder}/package.json exports ${door}, which is missing.`);
  }
  if (doors.length > 0 && !opensWithComment(root, `${folder}/src/index.ts`)) {
    problems.push(`${folder}/src/index.ts does not open with a paragraph on what the package is and promises.`);
  }
  if (purePackages.includes(folder.replace("packages/", "")) && config.compilerOptions?.types?.length !== 0) {
    problems.push(`${folder}/tsconfig.json must have "types": [], since the package runs in a browser too.`);
  }
  const references = (config.references ?? []).map(({ path }) => path);
  for (const other of all) {
    const isReferenced = references.some((path) => join(folder, path).startsWith(other.folder));
    if (needed.includes(other.name) && !isReferenced) {
      problems.push(`${folder}/tsconfig.json does not reference ${other.folder}, which ${name} needs.`);
    }
  }
  const built = (readJson(root, "tsconfig.json") as TsConfig | null)?.references?.map(({ path }) => path) ?? [];
  if (!built.some((path) => path === folder)) problems.push(`tsconfig.json does not list ${folder}.`);
  return problems;
}

/** What every vendor's folder has. `connect.ts` may come later: without it the vendor is emulated only. */
const dialectAnatomy = [
  "README.md",
  "package.json",
  "tsconfig.json",
  "fixtures",
  "src/index.ts",
  "src/job.ts",
  "src/outcome.ts",
  "src/errors.ts",
  "src/serve.ts",
  "src/backends",
];

function dialectProblems(root: string, folder: string): string[] {
  const problems = dialectAnatomy
    .filter((part) => !existsSync(join(root, folder, part)))
    .map((part) => `${folder} has no ${part}.`);
  const files = existsSync(join(root, folder, "src")) ? readdirSync(join(root, folder, "src")) : [];
  // Circuits in a format of files (QPY) are read in `packages/circuit`; then only what they are wrapped in is the vendor's.
  if (!files.includes("circuit.ts") && !files.includes("encoding")) {
    problems.push(`${folder} has no src/circuit.ts (or src/encoding, where circuits come as files).`);
  }
  if (!files.some((file) => /^wire(-.+)?\.ts$/.test(file))) {
    problems.push(`${folder} has no src/wire.ts (or src/wire-<version>.ts for each version of the API).`);
  }
  if (folderIsEmpty(root, `${folder}/fixtures`)) problems.push(`${folder}/fixtures holds no recorded exchange.`);
  return problems;
}

function moduleProblems(root: string, module: string): string[] {
  const folder = `apps/server/src/${module}`;
  const problems: string[] = [];
  if (!existsSync(join(root, folder, "index.ts"))) problems.push(`${folder} has no door, index.ts.`);
  else if (!opensWithComment(root, `${folder}/index.ts`)) {
    problems.push(`${folder}/index.ts does not open with a paragraph on what the module promises.`);
  }
  if (!floors.some(({ modules }) => modules.includes(module))) {
    problems.push(`${folder} stands on no floor: give it one in tools/arrows/floors.ts.`);
  }
  return problems;
}

interface TsConfig {
  readonly compilerOptions?: { readonly types?: readonly string[] };
  readonly references?: readonly { readonly path: string }[];
}

const readJson = (root: string, path: string): unknown =>
  existsSync(join(root, path)) ? JSON.parse(readFileSync(join(root, path), "utf8")) : null;

const opensWithComment = (root: string, path: string): boolean =>
  existsSync(join(root, path)) && readFileSync(join(root, path), "utf8").startsWith("/**");

const foldersOf = (root: string, path: string): string[] =>
  existsSync(join(root, path))
    ? readdirSync(join(root, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];

const folderIsEmpty = (root: string, path: string): boolean =>
  existsSync(join(root, path)) && readdirSync(join(root, path)).length === 0;
