import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { build, preview } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageProgram, readmeProgram } from "../../packages/engine/examples/readme-program.testing.ts";
import { chromiumPath, findChromium } from "../test/chromium.ts";
import { root } from "../test/process.ts";
import { installInto, packEngine } from "./pack.ts";

/** The engine as a package of its own: packed, installed into an empty folder from its tarballs, and used there. */
let folder = "";
let home = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "naru-engine-"));
  home = join(folder, "user");
  installInto(home, packEngine(join(folder, "tarballs")));
  const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  writeFileSync(join(home, "package.json"), JSON.stringify({ ...manifest, type: "module" })); // as the README says
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program of the user's in an environment that knows nothing of this checkout. */
function run(file: string): string {
  const { PATH, HOME } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    cwd: home,
    env: { PATH, HOME },
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

test.each(["base", "circuit", "kernels", "engine"])("@naru/%s brings its licence, its README and its types", (name) => {
  const inside = join(home, "node_modules/@naru", name);
  expect(readFileSync(join(inside, "LICENSE"), "utf8")).toBe(readFileSync(join(root, "LICENSE"), "utf8"));
  expect(existsSync(join(inside, "README.md"))).toBe(true);
  const manifest = JSON.parse(readFileSync(join(inside, "package.json"), "utf8"));
  expect(manifest).toMatchObject({ type: "module", sideEffects: false, license: "Apache-2.0" });
  expect(manifest.engines).toEqual({ node: ">=20.20" });
  expect(manifest.keywords.length).toBeGreaterThan(0);
  for (const conditions of Object.values<Record<string, string>>(manifest.exports)) {
    expect(existsSync(join(inside, conditions.types as string))).toBe(true);
    expect(existsSync(join(inside, conditions.default as string))).toBe(true);
  }
  expect(readdirSync(inside, { recursive: true }).filter((path) => /\.test\.|\.testing\./.test(`${path}`))).toEqual([]);
});

test("nothing else is installed", () => {
  expect(readdirSync(join(home, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["@naru"]);
  expect(readdirSync(join(home, "node_modules/@naru")).sort()).toEqual(["base", "circuit", "engine", "kernels"]);
});

test("Bell runs by plain JavaScript, also with threads", () => {
  const bell = `
    import { circuitOf, gate } from "@naru/circuit";
    import { Engine } from "@naru/engine";
    import { nodeHost } from "@naru/engine/node";

    const engine = await Engine.create(nodeHost(), { threads: 2 });
    const bell = [gate("h", [0]), gate("cx", [0, 1])];
    const { counts } = await engine.run(circuitOf(2, bell), { seed: 1, shots: 1000 });
    const wide = Array.from({ length: 19 }, (_, k) => [gate("cx", [k, k + 1]), gate("ry", [k], [0])]).flat();
    const ghz = await engine.run(circuitOf(20, [bell[0], ...wide]), { seed: 1, shots: 1000, method: "statevector" });
    await engine.close();
    console.log(JSON.stringify([[...counts], [...ghz.counts]]));`;
  writeFileSync(join(home, "bell.mjs"), bell);
  const [counts, ghz] = JSON.parse(run("bell.mjs")) as [string, number][][];
  expect(counts?.map(([outcome]) => outcome)).toEqual(["00", "11"]);
  expect(counts?.reduce((sum, [, count]) => sum + count, 0)).toBe(1000);
  expect(ghz?.map(([outcome]) => outcome)).toEqual(["0".repeat(20), "1".repeat(20)]);
});

describe("what the package shows runs as it is", () => {
  test.each(["base", "circuit", "kernels", "engine"])("the README of @naru/%s", (name) => {
    writeFileSync(join(home, "readme.ts"), readmeProgram(join(home, "node_modules/@naru", name, "README.md")));
    run("readme.ts");
  });

  test.each(["bell", "vqe", "noisy-ghz", "surface-code", "qaoa"])("the example %s", (name) => {
    cpSync(join(home, `node_modules/@naru/engine/examples/${name}.ts`), join(home, `${name}.ts`));
    expect(run(`${name}.ts`).split("\n").length).toBeGreaterThan(3);
  });

  test.skipIf(findChromium() !== null && process.env.CI !== "true")(
    "the README's page, bundled by Vite without any settings",
    async () => {
      const site = join(home, "site");
      mkdirSync(site);
      writeFileSync(join(site, "page.ts"), pageProgram(join(home, "node_modules/@naru/engine/README.md")));
      const body = '<body>waiting</body><script type="module" src="./page.ts"></script>';
      writeFileSync(join(site, "index.html"), `<!doctype html><html lang="en">${body}</html>`);
      await build({ root: site, configFile: false, logLevel: "warn" });
      const server = await preview({ root: site, configFile: false, preview: { port: 0, host: "127.0.0.1" } });
      const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
      try {
        const page = await browser.newPage();
        await page.goto(server.resolvedUrls?.local[0] ?? "");
        await page.waitForFunction(() => document.body.textContent !== "waiting");
        expect(await page.evaluate(() => document.body.textContent)).toBe('[["00",497],["11",503]]');
      } finally {
        await browser.close();
        await server.close();
      }
    },
  );
});
