import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const environment = `${folder}.venv`;
const python = `${environment}/bin/python`;
const requirements = `${folder}requirements.txt`;
const installed = `${environment}/installed.txt`;

/** Makes the Python environment of the peers, unless it is there with the same requirements. */
export function preparePython(log: (line: string) => void): void {
  const wanted = readFileSync(requirements, "utf8");
  if (existsSync(installed) && readFileSync(installed, "utf8") === wanted) return;
  log("engine: installing the peers from PyPI into bench/engine/.venv; this takes some minutes once");
  mustRun("python3", ["-m", "venv", environment]);
  mustRun(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  writeFileSync(installed, wanted);
}

/** Writes the circuits of some widths into a folder. */
export function writeWorkloads(to: string, qubitCounts: readonly number[]): void {
  mustRun(python, [`${folder}workloads.py`, to, ...qubitCounts.map(String)]);
}

function mustRun(command: string, parameters: readonly string[]): void {
  const { status, error, stderr } = spawnSync(command, parameters, {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (error) throw new Error(`The engine bench needs Python 3 for its peers: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${parameters.join(" ")} failed: ${stderr.trim().split("\n").at(-1)}`);
}

export interface Timing {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** The process that runs the peers, one circuit at a time, on one thread. */
export class Peers {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    this.#process = spawn(python, [`${folder}peers.py`], {
      env: { ...process.env, OMP_NUM_THREADS: "1" },
      stdio: ["pipe", "pipe", "ignore"],
    });
    if (!this.#process.stdout) throw new Error("The peers have no output.");
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async run(peer: string, circuit: string, shots: number): Promise<Timing> {
    this.#process.stdin?.write(`${JSON.stringify({ peer, circuit, shots })}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`The peers ended while ${peer} ran ${circuit}.`);
    const answer = JSON.parse(value) as Timing & { readonly error?: string };
    if (answer.error) throw new Error(`${peer} could not run ${circuit}: ${answer.error}`);
    return answer;
  }

  close(): void {
    this.#process.stdin?.end();
  }
}
