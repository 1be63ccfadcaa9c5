import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { build } from "vite";
import type { Door } from "./page.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** A page with an engine, bundled as its users bundle it, in Chromium. */
export interface Stage {
  /** Opens the page, with the headers that give it shared memory or without. */
  open(kind: "isolated" | "plain"): Promise<Page>;
  close(): Promise<void>;
}

/** Bundles the compiled package, which `tsc -b` has made before. */
export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "naru-engine-page-"));
  await build({
    root: here,
    base: "./", // served under two addresses
    logLevel: "warn",
    build: { outDir: folder, emptyOutDir: false, target: "esnext" },
    worker: { format: "es" },
  });
  const server = await serve(folder);
  const { port } = server.address() as AddressInfo;
  const browser = await launch();
  return {
    open: async (kind) => {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${port}/${kind}/index.html`);
      await page.waitForFunction(() => "engine" in globalThis);
      return page;
    },
    close: async () => {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The page's own functions; what goes in and comes out is plain data. */
export const doorOf = (page: Page): Calls =>
  new Proxy({} as Calls, {
    get:
      (_, name: string) =>
      (...values: unknown[]) =>
        page.evaluate(
          ([method, given]) =>
            (globalThis as unknown as { engine: Record<string, (...values: unknown[]) => unknown> }).engine[
              method as string
            ]?.(...(given as unknown[])),
          [name, values],
        ),
  });

type Calls = {
  readonly [Name in keyof Door as Door[Name] extends (...values: never[]) => unknown ? Name : never]: Door[Name];
};

const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium",
    // Tests run as root in containers, where Chromium's own sandbox cannot start.
    args: ["--no-sandbox"],
  });

/** Serves a folder twice: under /isolated/ with the headers of cross-origin isolation, under /plain/ without. */
async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const [, kind, ...path] = normalize(request.url ?? "/").split("/");
    if (kind === "isolated") {
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    }
    const file = join(folder, ...path);
    try {
      const body = readFileSync(file);
      response.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream").end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
