import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type { AxeResults } from "axe-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { threeBits } from "./programs.ts";
import { openStage, type Stage, type VisitOptions } from "./stage.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let stage: Stage;
let pages: readonly { readonly path: string; readonly needsKey: boolean }[];
beforeAll(async () => {
  stage = await openStage();
  const job = await stage.client.submit({
    backend: "simulator",
    format: "openqasm3",
    program: threeBits,
    name: "looks",
  });
  await stage.client.wait(job.id);
  const emulated = (await stage.client.backends()).find((backend) => backend.kind === "emulated_qpu");
  pages = [
    { path: "/", needsKey: false },
    { path: "/", needsKey: true },
    { path: `/backends/${emulated?.name}`, needsKey: false },
    { path: "/sign-in", needsKey: false },
    { path: "/jobs", needsKey: true },
    { path: "/jobs?state=failed", needsKey: true },
    { path: `/jobs/${job.id}`, needsKey: true },
    { path: "/keys", needsKey: true },
    { path: "/no/such/page", needsKey: false },
  ];
});
afterAll(async () => {
  await stage?.close();
});

const looks = [
  { language: "ko", width: 1280, colours: "light" },
  { language: "en", width: 1280, colours: "dark" },
  { language: "ko", width: 375, colours: "dark" },
  { language: "en", width: 360, colours: "light" },
] as const satisfies readonly VisitOptions[];

describe.each(looks)("in $language, $width pixels wide, $colours", (look) => {
  test("no page is wider than the window, and none breaks a rule of WCAG 2.2 AA that axe can see", async () => {
    for (const { path, needsKey } of pages) {
      const { page, go, end } = await stage.visit({ ...look, ...(needsKey && { key: stage.key }) });
      await go(path);
      const excess = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(excess, `${path} is wider than the window`).toBeLessThanOrEqual(0);
      // Evaluated by the debugger's channel, which the page's content policy does not hold back.
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const results: AxeResults = await (
          globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }
        ).axe.run({
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        });
        return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
      });
      expect(found, path).toEqual([]);
      await end();
    }
  });
});

test("the page weighs less than 100 kB, compressed", () => {
  const folder = new URL("../../server/public/assets/", import.meta.url);
  const bytes = readdirSync(folder).map((file) => gzipSync(readFileSync(new URL(file, folder))).length);
  expect(bytes.reduce((total, each) => total + each, 0)).toBeLessThan(100_000);
});

test("the ferry stands still for those who ask for less motion", async () => {
  const { page, go, end } = await stage.visit();
  const animations = () => page.evaluate(() => document.getAnimations().length);
  await go("/");
  expect(await animations()).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await animations()).toBe(0);
  await end();
});

test("the page does not move while it loads", async () => {
  const { page, go, end } = await stage.visit({ key: stage.key });
  await page.addInitScript(() => {
    const kept = globalThis as unknown as { shift: number };
    kept.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) kept.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const { path } of pages) {
    await go(path);
    const shift = await page.evaluate(() => (globalThis as unknown as { shift: number }).shift);
    // What the Web Vitals call good is below 0.1.
    expect(shift, path).toBeLessThan(0.1);
  }
  await end();
});
