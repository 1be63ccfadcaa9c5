/**
 * The engine in Chromium beside the engine in Node: the same compiled package, one thread each, in turns. The page has no
 * shared memory, as most pages have none, and its times include the messages to its worker. CPU time there is that of the
 * page's process, as the browser tells it. Needs Chromium (CHROMIUM_PATH, or /usr/bin/chromium).
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Circuit, circuitOf, gate } from "@naru/circuit";
import type { Engine, SimulateOptions } from "@naru/engine";
import type { CDPSession, Page } from "playwright-core";
import { doorOf, openStage } from "../../packages/engine/e2e/stage.ts";
import { type BenchOptions, median, type Row } from "../row.ts";
import { milliseconds, preparePython, type Timing, timed, writeWorkloads } from "./python.ts";

const suite = "engine/browser";
const goal = 0.8;
const root = fileURLToPath(new URL("../..", import.meta.url));

interface Work {
  readonly name: string;
  readonly circuit: Circuit;
  readonly options: SimulateOptions;
  /** Runs that are timed as one: half a second of them, since CPU time comes in steps of 10 ms. */
  readonly times: number;
  /** On the page's own thread, without messages. */
  readonly isHere?: boolean;
}

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log);
  const { stdout, status } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-b"], { cwd: root });
  if (status !== 0) throw new Error(`The packages could not be compiled: ${stdout}`);
  const works = readWorks();
  const stage = await openStage();
  const engine = await compiledEngine();
  try {
    const page = await stage.open("plain");
    await doorOf(page).open(1);
    const session = await page.context().browser()?.newBrowserCDPSession();
    if (!session) throw new Error("The browser cannot be asked for its CPU time.");
    const rows: Row[] = [];
    for (const work of works) {
      rows.push(await compare(engine, page, session, work, quick ? 3 : 9));
      log(`browser: ${work.name} done`);
    }
    return rows;
  } finally {
    await engine.close();
    await stage.close();
  }
}

/** The package as it is published, which the page has too. */
async function compiledEngine(): Promise<Engine> {
  const { Engine } = await import(join(root, "packages/engine/dist/index.js"));
  const { nodeHost } = await import(join(root, "packages/engine/dist/hosts/node.js"));
  return Engine.create(nodeHost(), { threads: 1 });
}

async function compare(engine: Engine, page: Page, session: CDPSession, work: Work, rounds: number): Promise<Row> {
  const { name, circuit, options, times, isHere } = work;
  const inNode = () =>
    timed(async () => {
      for (let k = 0; k < times; k++) await engine.run(circuit, options);
    });
  const inPage = async (): Promise<Timing> => {
    const before = await cpuMsOf(session);
    const wallMs = await doorOf(page)[isHere ? "timeHere" : "time"](circuit, options, times);
    return { wallMs, cpuMs: (await cpuMsOf(session)) - before };
  };
  // both compile their kernels, and their compilers find out what is hot
  for (let warming = 0; warming < 2; warming++) {
    await inNode();
    await inPage();
  }
  const pairs: { node: Timing; page: Timing }[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) pairs.push({ node: await inNode(), page: await inPage() });
    else {
      const page = await inPage();
      pairs.push({ page, node: await inNode() });
    }
  }
  const ratio = (figure: keyof Timing) => median(pairs.map(({ node, page }) => node[figure] / page[figure]));
  const ofPage = median(pairs.map(({ page }) => page.cpuMs)) / times;
  const ofNode = median(pairs.map(({ node }) => node.cpuMs)) / times;
  return {
    suite,
    work: name,
    peer: `itself in Node ${process.versions.node}; Chromium ${page.context().browser()?.version()}`,
    goal: `≥ ${goal}x of its speed, in CPU time`,
    value: `${ratio("cpuMs").toFixed(2)}x CPU, ${ratio("wallMs").toFixed(2)}x wall (${figure(ofPage)} against ${figure(ofNode)} CPU)`,
    met: ratio("cpuMs") >= goal,
  };
}

const figure = (ms: number): string => (ms < 1 ? `${Math.round(1000 * ms)} µs` : milliseconds(ms));

/** CPU time that the pages' process has taken so far. */
async function cpuMsOf(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const pages = processInfo.filter(({ type }) => type === "renderer");
  return 1000 * pages.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

function readWorks(): Work[] {
  const folder = mkdtempSync(join(tmpdir(), "naru-bench-browser-"));
  try {
    writeWorkloads(folder, [12, 20]);
    const read = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Circuit;
    const wide: SimulateOptions = { seed: 1, shots: 1000, precision: "single", method: "statevector" };
    const noise = { oneQubitRate: 1e-3, twoQubitRate: 1e-2 };
    const wideWork = (name: string, times: number): Work => ({
      name: `${name}, 20 qubits, single precision, 1000 shots`,
      circuit: read(`${name}-20`),
      options: wide,
      times,
    });
    const small = { circuit: layers(10, 6), options: { seed: 1, shots: 1000 }, times: 800 };
    return [
      wideWork("hea", 8),
      wideWork("qft", 12),
      wideWork("qv", 3),
      {
        name: "hea, 12 qubits, noise, 1000 shots",
        circuit: read("hea-12"),
        options: { seed: 1, shots: 1000, noise },
        times: 3,
      },
      { name: "10 qubits, 114 gates, 1000 shots", ...small },
      { name: "the same on the page's own thread", ...small, isHere: true },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Layers of rotations and a chain of CX. */
function layers(qubitCount: number, depth: number): Circuit {
  const qubits = Array.from({ length: qubitCount }, (_, q) => q);
  const layer = (k: number) => [
    ...qubits.map((q) => gate("u", [q], [0.3 + 0.1 * q, 0.2 * k, 0.7])),
    ...qubits.slice(1).map((q) => gate("cx", [q - 1, q])),
  ];
  return circuitOf(qubitCount, Array.from({ length: depth }, (_, k) => layer(k)).flat());
}
