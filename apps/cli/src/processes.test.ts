import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/*
 * The command as people run it: real processes, real service, real database. What the single parts do is in the tests
 * beside them; here is what only the whole shows.
 */
const naruFile = fileURLToPath(new URL("../bin/naru.mjs", import.meta.url));
const slow = { timeout: 180_000 };

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "naru-cli-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { NARU_URL: _, NARU_KEY: __, ...own } = process.env;
  const child = spawn(process.execPath, [naruFile, ...args], {
    cwd: folder,
    env: { ...own, LANG: "C.UTF-8", LC_ALL: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed.err += text;
  });
  return { child, printed };
}

async function naru(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { child, printed } = start(args, env);
  const [status] = await once(child, "close");
  return { status: status as number, ...printed };
}

/** Until the process has printed `words`; fails when it ends before. */
async function until(child: ChildProcess, printed: { out: string }, words: string): Promise<void> {
  while (!printed.out.includes(words)) {
    if (child.exitCode !== null) throw new Error(`It ended before it printed "${words}": ${JSON.stringify(printed)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A program that submits three jobs to IonQ's API, with only what the environment says, and prints their counts. */
const threeJobs = `
  const { IONQ_API_URL, IONQ_API_KEY } = process.env;
  const ask = async (path, body) => (await fetch(IONQ_API_URL + path, {
    method: body ? "POST" : "GET", headers: { authorization: "apiKey " + IONQ_API_KEY }, body: body && JSON.stringify(body) })).json();
  const circuit = [{ gate: "h", target: 0 }, { gate: "h", target: 1 }, { gate: "h", target: 2 }];
  const all = [];
  for (let i = 0; i < 3; i++) {
    const { id } = await ask("/jobs", { type: "ionq.circuit.v1", backend: "simulator", shots: 500, input: { qubits: 3, circuit } });
    while ((await ask("/jobs/" + id)).status !== "completed") {}
    all.push(await ask("/jobs/" + id + "/results/histogram"));
  }
  console.log(JSON.stringify(all));`;
const node = (program: string): string[] => ["--", process.execPath, "--input-type=module", "-e", program];

describe("naru exec", () => {
  test(
    "the same seed gives the same counts, another seed others, and standard output is the command's alone",
    slow,
    async () => {
      const [first, second, other] = [
        await naru(["exec", "--seed", "5", ...node(threeJobs)]),
        await naru(["exec", "--seed", "5", ...node(threeJobs)]),
        await naru(["exec", "--seed", "6", ...node(threeJobs)]),
      ];
      expect(first).toMatchObject({ status: 0, err: "" });
      const counts: Record<string, number>[] = JSON.parse(first.out);
      expect(counts.map((one) => Object.values(one).reduce((sum, count) => sum + count, 0))).toEqual([500, 500, 500]);
      expect(second.out).toBe(first.out);
      expect(other.out).not.toBe(first.out);
    },
  );

  test("the command's exit status is returned; 127 and 126 are a shell's", slow, async () => {
    expect((await naru(["exec", ...node("process.exit(42)")])).status).toBe(42);
    const missing = await naru(["exec", "--", "no-such-command"]);
    expect(missing).toMatchObject({ status: 127, out: "", err: "naru exec: no-such-command: command not found\n" });
    expect((await naru(["exec", "--", folder])).status).toBe(126);
  });

  test("a signal reaches the command, and the cloud is gone afterwards", slow, async () => {
    const program = `
      process.on("SIGTERM", () => { console.log("asked to stop"); process.exit(3); });
      console.log("up " + process.env.NARU_URL);
      setInterval(() => {}, 1000);`;
    const { child, printed } = start(["exec", ...node(program)]);
    await until(child, printed, "up http");
    const origin = printed.out.slice("up ".length).trim();
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    child.kill("SIGTERM");
    const [status] = await once(child, "close");
    expect(status).toBe(3);
    expect(printed.out).toContain("asked to stop");
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow();
  });

  test("options after the command's name are the command's, and --data keeps the jobs", slow, async () => {
    const data = join(folder, "kept");
    expect((await naru(["exec", "--data", data, ...node(threeJobs)])).status).toBe(0);
    expect(existsSync(join(data, "demo-key"))).toBe(true);
    const listed = await naru(["exec", "--data", data, process.execPath, naruFile, "jobs", "list", "--json"]);
    expect(JSON.parse(listed.out).jobs).toHaveLength(3);
  });
});

describe("naru serve", () => {
  test(
    "the first start checks itself and prints every SDK's lines; the second is short; both stop cleanly",
    slow,
    async () => {
      const data = join(folder, "served");
      const first = start(["serve", "--port", "0", "--data", data]);
      await until(first.child, first.printed, "Press Ctrl-C");
      const { out } = first.printed;
      const origin = /running at (http:\S+)/.exec(out)?.[1] ?? "";
      const key = readFileSync(join(data, "demo-key"), "utf8").trim();
      expect(statSync(join(data, "demo-key")).mode & 0o777).toBe(0o600);
      expect(out).toMatch(/Self-check passed: 00: \d+ {2}11: \d+ \(\d+ ms\)/);
      for (const sdk of [
        "qiskit-ionq",
        "cirq-ionq",
        "pennylane-ionq",
        "ionq-core",
        "qiskit-ibm-runtime",
        "dwave-system",
      ])
        expect(out).toMatch(new RegExp(`quickstart.* '${sdk}'`));
      const assigned = (name: string) => new RegExp(`${name} ?= ?'(.*)'`).exec(out)?.[1];
      expect(assigned("IONQ_API_URL")).toBe(`${origin}/v0.4`);
      for (const name of ["IONQ_API_KEY", "QISKIT_IBM_TOKEN", "DWAVE_API_TOKEN", "IQM_TOKEN"])
        expect(assigned(name)).toBe(key);
      expect(out).not.toContain("{key}");

      const asked = await naru(["jobs", "--url", origin, "--data", data]);
      expect(asked.out).toMatch(/succeeded +simulator +1000 .*self-check/);

      const port = new URL(origin).port;
      const beside = await naru(["serve", "--port", port, "--data", data]);
      expect(beside.status).toBe(1);
      expect(beside.err).toContain(`127.0.0.1:${port} is in use`);

      first.child.kill("SIGINT");
      expect((await once(first.child, "close"))[0]).toBe(0);

      const second = start(["serve", "--port", "0", "--data", data, "--lang", "ko"]);
      await until(second.child, second.printed, "Ctrl-C");
      expect(second.printed.out).toContain("에서 실행 중입니다");
      expect(second.printed.out).toContain(key);
      expect(second.printed.out).not.toContain("IONQ_API_URL");
      second.child.kill("SIGTERM");
      expect((await once(second.child, "close"))[0]).toBe(0);
    },
  );

  test("--json prints one line when ready", slow, async () => {
    const { child, printed } = start(["serve", "--port", "0", "--ephemeral", "--json"]);
    await until(child, printed, "\n");
    const { origin, key } = JSON.parse(printed.out);
    expect((await fetch(`${origin}/naru/v1/whoami`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    child.kill("SIGTERM");
    expect((await once(child, "close"))[0]).toBe(0);
  });

  test("a setting that makes no sense is named, with what is allowed", slow, async () => {
    const { status, err } = await naru(["serve"], { NARU_PORT: "eighty" });
    expect(status).toBe(2);
    expect(err).toContain("NARU_PORT");
    expect(err).not.toContain("    at ");
  });
});
