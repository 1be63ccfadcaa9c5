import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const serverFolder = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** What `naru serve` does, without its words; the folder and the port are the test's. */
const programOf = (dataDir: string, port: number) => `
  import { startServer } from "@naru/server";
  const server = await startServer({
    host: "127.0.0.1", port: ${port}, dataDir: ${JSON.stringify(dataDir)}, workers: 2, log: "warn", lookEveryMs: 1000,
  });
  process.on("SIGTERM", () => server.stop().then(() => process.exit(0)));
  process.send({ key: server.key });
`;

/** A server in a process of its own, to be killed. `onStarted` hears of the process before it is ready. */
export async function startKillable(
  dataDir: string,
  port: number,
  onStarted: (child: ChildProcess) => void,
): Promise<{ child: ChildProcess; key: string }> {
  const child = spawn(
    process.execPath,
    ["--conditions=naru-source", "--input-type=module", "-e", programOf(dataDir, port)],
    {
      cwd: serverFolder,
      env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "naru-compile-cache") },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    },
  );
  onStarted(child);
  const [ready] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`The server ended with ${code} at its start.`))),
  ])) as [{ key: string }];
  return { child, key: ready.key };
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}
