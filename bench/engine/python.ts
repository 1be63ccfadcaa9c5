import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { median } from "../row.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const pythonOf = (of: string) => `${of}.venv/bin/python`;
const requirementsOf = (of: string) => `${of}requirements.txt`;
/** Packages of which one file is used, installed without what they ask for: it would fight with the others' versions. */
const requirementsAloneOf = (of: string) => `${of}requirements-alone.txt`;

/** The peers with their versions, as they are installed. */
export const enginePeers = (): string[] => peersOf(folder);

/** The same of the benches of another folder, whose path ends in a slash. */
export const peersOf = (of: string): string[] =>
  [requirementsOf(of), requirementsAloneOf(of)]
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => line.replace("==", " "));

/** Makes the Python environment of the peers of a folder, unless it is there with the same requirements. */
export function preparePython(log: (line: string) => void, of = folder): void {
  const alone = existsSync(requirementsAloneOf(of)) ? readFileSync(requirementsAloneOf(of), "utf8") : "";
  const wanted = readFileSync(requirementsOf(of), "utf8") + alone;
  const installed = `${of}.venv/installed.txt`;
  if (existsSync(installed) && readFileSync(installed, "utf8") === wanted) return;
  log("installing the peers from PyPI into a virtual environment; this takes some minutes once");
  mustRun("python3", ["-m", "venv", `${of}.venv`]);
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  mustRun(pythonOf(of), [...install, "-r", requirementsOf(of)]);
  if (alone !== "") mustRun(pythonOf(of), [...install, "--no-deps", "-r", requirementsAloneOf(of)]);
  writeFileSync(installed, wanted);
}

/** Writes the circuits of some widths into a folder. */
export function writeWorkloads(to: string, qubitCounts: readonly number[]): void {
  mustRun(pythonOf(folder), [`${folder}workloads.py`, to, ...qubitCounts.map(String)]);
}

function mustRun(command: string, parameters: readonly string[]): void {
  const { status, error, stderr } = spawnSync(command, parameters, {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (error) throw new Error(`The benches need Python 3 for its peers: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${parameters.join(" ")} failed: ${stderr.trim().split("\n").at(-1)}`);
}

export interface Timing {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/**
 * A process that runs peers in Python: `script` answers each line of JSON with one line of JSON, and what it cannot do
 * with `{"error"}`. On one thread, unless more are asked for.
 */
export class Peers {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(script: string, threads = 1, of = folder) {
    this.#process = spawn(pythonOf(of), [`${of}${script}`], {
      env: { ...process.env, OMP_NUM_THREADS: String(threads) },
      stdio: ["pipe", "pipe", "ignore"],
    });
    if (!this.#process.stdout) throw new Error("The peers have no output.");
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async ask<Answer = Timing>(request: object): Promise<Answer> {
    const text = JSON.stringify(request);
    this.#process.stdin?.write(`${text}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`The peers ended while they ran ${text.slice(0, 200)}.`);
    const answer = JSON.parse(value) as Answer & { readonly error?: string };
    if (answer.error) throw new Error(`A peer could not run ${text.slice(0, 200)}: ${answer.error}`);
    return answer;
  }

  close(): void {
    this.#process.stdin?.end();
  }
}

/** Wall and CPU time of some work of this process; compilation in the background is counted. */
export async function timed(work: () => unknown): Promise<Timing> {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  await work();
  const wallMs = performance.now() - wall;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

export const medians = (timings: readonly Timing[]): Timing => ({
  wallMs: median(timings.map(({ wallMs }) => wallMs)),
  cpuMs: median(timings.map(({ cpuMs }) => cpuMs)),
});

export const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
