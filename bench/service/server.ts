import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const naru = fileURLToPath(new URL("../../apps/cli/bin/naru.mjs", import.meta.url));

/** A server process of its own on a fresh data folder and the embedded PostgreSQL. */
export class BenchServer {
  readonly origin: string;
  readonly #dataDir: string;
  #process: ChildProcess | null = null;

  private constructor(origin: string, dataDir: string) {
    this.origin = origin;
    this.#dataDir = dataDir;
  }

  static async create(): Promise<BenchServer> {
    const port = await freePort();
    return new BenchServer(`http://127.0.0.1:${port}`, await mkdtemp(join(tmpdir(), "naru-bench-")));
  }

  /** Starts it on the folder; `workers` 0 accepts and runs nothing. Returns the demo key once it is ready. */
  async start(workers?: number): Promise<string> {
    const port = new URL(this.origin).port;
    this.#process = spawn(process.execPath, [naru, "serve", "--port", port, "--data", this.#dataDir], {
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...process.env,
        NARU_LOG_LEVEL: "warn",
        ...(workers !== undefined && { NARU_WORKERS: String(workers) }),
      },
    });
    for (let attempt = 0; attempt < 300; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      const ready = await fetch(`${this.origin}/readyz`).catch(() => null);
      if (ready?.ok) return readFileSync(join(this.#dataDir, "demo-key"), "utf8").trim();
    }
    throw new Error("the server did not become ready within 30 s");
  }

  /** Processor time that its process has taken, all threads together; without the database's. */
  async cpuSeconds(): Promise<number> {
    const text = await (await fetch(`${this.origin}/metrics`)).text();
    return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1]);
  }

  async stop(): Promise<void> {
    const running = this.#process;
    if (running === null) return;
    this.#process = null;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGTERM");
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
