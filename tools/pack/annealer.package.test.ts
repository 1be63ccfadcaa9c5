import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readmeProgram } from "../../packages/engine/examples/readme-program.testing.ts";
import { root } from "../test/process.ts";
import { installInto, packAnnealer } from "./pack.ts";

/** The annealer as a package of its own: packed, installed into an empty folder from its tarballs, and used there. */
let folder = "";
let home = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "naru-annealer-"));
  home = join(folder, "user");
  installInto(home, packAnnealer(join(folder, "tarballs")));
  const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  writeFileSync(join(home, "package.json"), JSON.stringify({ ...manifest, type: "module" })); // as the README says
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program of the user's in an environment that knows nothing of this checkout. Gives its lines. */
function run(name: string, program: string): string[] {
  writeFileSync(join(home, name), program);
  const { PATH, HOME } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [name], {
    cwd: home,
    env: { PATH, HOME },
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout.trim().split("\n");
}

test("it brings its licence, its README and its types, and no tests", () => {
  const inside = join(home, "node_modules/@naru/annealer");
  expect(readFileSync(join(inside, "LICENSE"), "utf8")).toBe(readFileSync(join(root, "LICENSE"), "utf8"));
  expect(existsSync(join(inside, "README.md"))).toBe(true);
  const manifest = JSON.parse(readFileSync(join(inside, "package.json"), "utf8"));
  expect(manifest).toMatchObject({ type: "module", sideEffects: false, license: "Apache-2.0" });
  expect(manifest.engines).toEqual({ node: ">=20.20" });
  for (const conditions of Object.values<Record<string, string>>(manifest.exports)) {
    expect(existsSync(join(inside, conditions.types as string))).toBe(true);
    expect(existsSync(join(inside, conditions.default as string))).toBe(true);
  }
  expect(readdirSync(inside, { recursive: true }).filter((path) => /\.test\.|\.testing\./.test(`${path}`))).toEqual([]);
});

test("with it come fflate and HiGHS, and nothing else", () => {
  const installed = readdirSync(join(home, "node_modules")).filter((name) => !name.startsWith("."));
  expect(installed.sort()).toEqual(["@naru", "fflate", "highs"]);
  expect(readdirSync(join(home, "node_modules/@naru")).sort()).toEqual(["annealer", "base", "kernels"]);
});

test("the README's examples run as one program", () => {
  const lines = run("readme.ts", readmeProgram(join(home, "node_modules/@naru/annealer/README.md")));
  expect(lines[0]).toMatch(/^-1 true all states are tried/);
  expect(lines[1]).toBe("-9 [ -1, 1, 1 ]");
  expect(lines[3]).toBe("true"); // two threads, the same samples
});

test("plain JavaScript reaches the door of a browser, and that of the exact solver", () => {
  const program = `
    import { isingModel, temper } from "@naru/annealer";
    import { highsSolver } from "@naru/annealer/highs";
    import { webHost } from "@naru/annealer/web";

    const pair = isingModel([0, 0], { first: [0], second: [1], values: [1] });
    const { energies } = await temper(webHost(), pair, { seed: 1, sweeps: 20 });
    console.log(energies[0], (await highsSolver()).name);`;
  expect(run("doors.mjs", program)).toEqual(["-1 highs"]);
});
