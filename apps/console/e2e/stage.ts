import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { NaruClient } from "@naru/sdk";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

/** How long the browser waits for what is to appear. Simulations on a busy machine are the slowest. */
const patienceMs = 30_000;

export interface VisitOptions {
  readonly language?: "ko" | "en";
  /** Of the window, in pixels. */
  readonly width?: number;
  readonly colours?: "light" | "dark";
  readonly key?: string;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Goes to an address and waits until nothing is being loaded. */
  go(path: string): Promise<void>;
  /** Ends the visit. Fails when the page complained of anything but `expected`. */
  end(expected?: RegExp): Promise<void>;
}

export interface Stage {
  readonly origin: string;
  readonly key: string;
  readonly client: NaruClient;
  /** A new browser profile with one page. */
  visit(options?: VisitOptions): Promise<Visit>;
  close(): Promise<void>;
}

/** A server and a browser. */
export async function openStage(): Promise<Stage> {
  const { child, origin, key } = await startServer();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium",
    // Tests run as root in containers, where Chromium's own sandbox cannot start.
    args: ["--no-sandbox"],
  });
  return {
    origin,
    key,
    client: new NaruClient({ origin, key }),
    visit: (options = {}) => visit(browser, origin, options),
    close: async () => {
      await browser.close();
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
  };
}

async function startServer(): Promise<{ child: ChildProcess; origin: string; key: string }> {
  const child = fork(fileURLToPath(new URL("server.ts", import.meta.url)), {
    execArgv: ["--conditions=naru-source", "--disable-warning=ExperimentalWarning"],
  });
  const told = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([status]) => {
      throw new Error(`The server ended with status ${status} before it was ready.`);
    }),
  ]);
  const { origin, key } = told[0] as { origin: string; key: string };
  return { child, origin, key };
}

async function visit(browser: Browser, origin: string, options: VisitOptions): Promise<Visit> {
  const { language = "ko", width = 1280, colours = "light", key } = options;
  const context = await browser.newContext({
    baseURL: origin,
    locale: language === "ko" ? "ko-KR" : "en-GB",
    viewport: { width, height: 850 },
    colorScheme: colours,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  // A tab that was signed in before.
  if (key) await page.addInitScript((kept) => sessionStorage.setItem("naru.key", kept), key);
  return {
    page,
    context,
    go: async (path) => {
      await page.goto(path);
      await page.locator("#main").waitFor();
      await expect.poll(() => page.locator(".waiting").count(), { timeout: patienceMs }).toBe(0);
    },
    end: async (expected) => {
      await context.close();
      expect(complaints.filter((complaint) => !expected?.test(complaint))).toEqual([]);
    },
  };
}
