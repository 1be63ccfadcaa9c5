import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readWorkspaces } from "../arrows/manifests.ts";
import { root } from "../test/process.ts";
import { type Declaration, type Declarations, readDeclarations } from "./declarations.ts";

/** A package's door, as one imports it: "@naru/engine/node". */
export interface Door {
  readonly specifier: string;
  /** Path of its TypeScript from the root of the repository. */
  readonly source: string;
}

/** What packages declare, by the files that declare it. */
export class Library {
  readonly #folder: string;
  readonly #files = new Map<string, Declarations>();

  /** `folder` holds the declarations as the compiler lays them out: the same tree as the sources. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The names that a door exports. */
  exportsOf({ source }: Door): string[] {
    const { own, passedOn } = this.#file(source);
    const exported = [...own.values()].filter(({ name }) => this.#isExported(source, name));
    return [...exported.map(({ name }) => name), ...passedOn.keys()];
  }

  /** The declaration of a name in a file, or of what the file passes on under that name. */
  find(source: string, name: string): Declaration {
    const { own, passedOn } = this.#file(source);
    const found = own.get(name);
    if (found) return found;
    const origin = passedOn.get(name);
    if (!origin) throw new Error(`${source} neither declares nor exports ${name}.`);
    return this.find(join(dirname(source), origin.from), origin.name);
  }

  openingOf({ source }: Door): string {
    return this.#file(source).opening;
  }

  #isExported(source: string, name: string): boolean {
    return new RegExp(`^export (declare )?\\w+ ${name}\\b`, "m").test(this.#text(source));
  }

  #file(source: string): Declarations {
    const known = this.#files.get(source) ?? readDeclarations(this.#text(source));
    this.#files.set(source, known);
    return known;
  }

  #text = (source: string): string => readFileSync(join(this.#folder, source.replace(/\.ts$/, ".d.ts")), "utf8");
}

/** The doors of a package that are for everyone: all that its package.json exports. */
export function doorsOf(packageName: string): Door[] {
  const workspace = readWorkspaces(root).find(({ name }) => name === packageName);
  if (!workspace) throw new Error(`There is no package ${packageName}.`);
  const manifest = JSON.parse(readFileSync(join(root, workspace.folder, "package.json"), "utf8"));
  return Object.entries(manifest.exports as Record<string, Record<string, string>>).map(([path, conditions]) => ({
    specifier: join(packageName, path),
    source: join(workspace.folder, conditions["naru-source"] ?? ""),
  }));
}

/** Has the compiler print the declarations behind some doors, and lends them to `use`. */
export function withLibrary<Result>(doors: readonly Door[], use: (library: Library) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), "naru-api-"));
  try {
    const configuration = {
      extends: join(root, "tsconfig.base.json"),
      compilerOptions: {
        rootDir: root,
        outDir: join(folder, "out"),
        emitDeclarationOnly: true,
        noCheck: true, // types are checked elsewhere
        composite: false,
        sourceMap: false,
        inlineSources: false,
        lib: ["es2024", "dom"],
        types: ["node"],
        typeRoots: [join(root, "node_modules/@types")],
        noUncheckedIndexedAccess: false,
      },
      files: doors.map(({ source }) => join(root, source)),
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(configuration));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    // TypeScript 7.0.2 with several threads leaves some of the declarations out, others each time.
    const flags = ["-p", folder, "--singleThreaded"];
    const { status, stdout } = spawnSync(process.execPath, [compiler, ...flags], { encoding: "utf8" });
    if (status !== 0) throw new Error(`The declarations could not be made:\n${stdout}`);
    return use(new Library(join(folder, "out")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
