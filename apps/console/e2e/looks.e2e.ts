import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type { AxeResults } from "axe-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { submitProblem, threeBits } from "./programs.ts";
import { openStage, type Stage, type VisitOptions } from "./stage.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let stage: Stage;
let jobId: string;
let annealedId: string;
let emulated: string | undefined;
beforeAll(async () => {
  stage = await openStage();
  const job = await stage.client.submit({
    backend: "simulator",
    format: "openqasm3",
    program: threeBits,
    name: "looks",
  });
  jobId = (await stage.client.wait(job.id)).id;
  annealedId = (await stage.client.wait(await submitProblem(stage))).id;
  emulated = (await stage.client.backends()).find((backend) => backend.kind === "emulated_qpu")?.name;
});
afterAll(async () => {
  await stage?.close();
});

interface Shown {
  readonly name: string;
  path(): string;
  readonly needsKey: boolean;
}

const pages: readonly Shown[] = [
  { name: "the first page", path: () => "/", needsKey: false },
  { name: "the first page, signed in", path: () => "/", needsKey: true },
  { name: "an emulated QPU", path: () => `/backends/${emulated}`, needsKey: false },
  { name: "an annealer", path: () => "/backends/emu_pegasus_p16", needsKey: false },
  { name: "a solver of models", path: () => "/backends/naru_hybrid_cqm", needsKey: false },
  { name: "sign-in", path: () => "/sign-in", needsKey: false },
  { name: "the jobs", path: () => "/jobs", needsKey: true },
  { name: "an empty list of jobs", path: () => "/jobs?state=failed", needsKey: true },
  { name: "a job", path: () => `/jobs/${jobId}`, needsKey: true },
  { name: "an annealed problem", path: () => `/jobs/${annealedId}`, needsKey: true },
  { name: "the keys", path: () => "/keys", needsKey: true },
  { name: "no page at all", path: () => "/no/such/page", needsKey: false },
];

const looks = [
  { language: "ko", width: 1280, colours: "light" },
  { language: "en", width: 1280, colours: "dark" },
  { language: "ko", width: 375, colours: "dark" },
  { language: "en", width: 360, colours: "light" },
] as const satisfies readonly VisitOptions[];

describe.each(looks)("in $language, $width pixels wide, $colours", (look) => {
  test.each(pages)("$name fits the window and breaks no rule of WCAG 2.2 AA that axe can see", async (shown) => {
    const { page, go, end } = await stage.visit({ ...look, ...(shown.needsKey && { key: stage.key }) });
    await go(shown.path());
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(excess).toBeLessThanOrEqual(0);
    // Evaluated by the debugger's channel, which the page's content policy does not hold back.
    await page.evaluate(axe);
    expect(await page.evaluate(violations)).toEqual([]);
    await end();
  });
});

/** Runs in the page: each broken rule, with the elements that break it. */
async function violations(): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
  const results = await axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

const built = new URL("../../server/public/", import.meta.url);
const weightOf = (files: readonly string[]): number =>
  files.reduce((total, file) => total + gzipSync(readFileSync(new URL(file, built))).length, 0);

test("the first page weighs less than 100 kB compressed, and all of the console less than 110 kB", () => {
  const all = readdirSync(new URL("assets/", built)).map((file) => `assets/${file}`);
  const page = readFileSync(new URL("index.html", built), "utf8");
  const first = all.filter((file) => page.includes(file));
  expect(first.map((file) => file.replace(/.*\./, "")).sort()).toEqual(expect.arrayContaining(["css", "js"]));
  expect(weightOf(first)).toBeLessThan(100_000);
  expect(weightOf(all)).toBeLessThan(110_000);
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
  for (const { name, path } of pages) {
    await go(path());
    const shift = await page.evaluate(() => (globalThis as unknown as { shift: number }).shift);
    // What the Web Vitals call good is below 0.1.
    expect(shift, name).toBeLessThan(0.1);
  }
  await end();
});
