/**
 * What the engine does with two threads, with very long circuits, and with two runs at once, beside itself.
 *
 * Scaling is shown twice: by wall time, which is the goal and means something on a machine with two idle cores; and by CPU
 * time, as what wall time would be if both threads had a core, whatever else runs meanwhile: all CPU time over that of the
 * busier thread, and no more than that if two threads take more CPU time in all than one does.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Circuit, circuitOf, gate, type Operation } from "@naru/circuit";
import { Engine, type SimulateOptions } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { type BenchOptions, median, noGoal, type Row } from "../row.ts";
import { milliseconds, preparePython, timed, writeWorkloads } from "./python.ts";

const suite = "engine/threads";
const workloads = ["qft", "ghz", "qaoa", "hea", "qv", "rqc", "iqp", "ion", "grover"];
const goalOfThreads = 1.7;

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log);
  const folder = mkdtempSync(join(tmpdir(), "naru-bench-threads-"));
  const rows: Row[] = [];
  const [one, two] = [await Engine.create(nodeHost(), { threads: 1 }), await Engine.create(nodeHost(), { threads: 2 })];
  try {
    const qubitCount = quick ? 20 : 24;
    writeWorkloads(folder, [qubitCount]);
    for (const name of quick ? workloads.slice(2, 4) : workloads) {
      const circuit = JSON.parse(readFileSync(join(folder, `${name}-${qubitCount}.json`), "utf8")) as Circuit;
      rows.push(...(await scaling(one, two, circuit, `${name}, ${qubitCount} qubits`, quick ? 1 : 3)));
      log(`threads: ${name} done`);
    }
    rows.push(...(await longCircuits(one, quick ? [10_000, 100_000] : [100_000, 1_000_000])));
    log("threads: long circuits done");
    rows.push(await shortBesideLong(two));
  } finally {
    await one.close();
    await two.close();
    rmSync(folder, { recursive: true });
  }
  return rows;
}

/** The state vector, even where there is a better way. */
const options: SimulateOptions = { seed: 1, shots: 1000, precision: "single", method: "statevector" };

/** Two threads beside one, in turns. */
async function scaling(one: Engine, two: Engine, circuit: Circuit, work: string, rounds: number): Promise<Row[]> {
  await one.run(circuit, options);
  await two.run(circuit, options);
  const wall: number[] = [];
  const shared: number[] = [];
  let [oneMs, twoMs] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const single = await timed(() => one.run(circuit, options));
    const before = process.threadCpuUsage();
    const double = await timed(() => two.run(circuit, options));
    const { user, system } = process.threadCpuUsage(before);
    const leaderMs = (user + system) / 1000;
    wall.push(single.wallMs / double.wallMs);
    const balance = double.cpuMs / Math.max(leaderMs, double.cpuMs - leaderMs);
    shared.push(balance * Math.min(1, single.cpuMs / double.cpuMs));
    [oneMs, twoMs] = [single.wallMs, double.wallMs];
  }
  const row = (by: string, ratios: readonly number[], aside: string): Row => ({
    suite,
    work: `${work}, two threads, by ${by}`,
    peer: "one thread",
    goal: `≥ ${goalOfThreads}x`,
    value: `${median(ratios).toFixed(2)}x${aside}`,
    met: median(ratios) >= goalOfThreads,
  });
  return [
    row("wall time", wall, ` (last: ${milliseconds(twoMs)} against ${milliseconds(oneMs)})`),
    row("CPU time", shared, ""),
  ];
}

/** Gates a second that are lowered, planned and run, on so few qubits that running them takes next to nothing. */
async function longCircuits(engine: Engine, lengths: readonly number[]): Promise<Row[]> {
  const rows: Row[] = [];
  const nsOfGate: number[] = [];
  for (const length of lengths) {
    const circuit = layers(12, length);
    let last = process.threadCpuUsage();
    let longestMs = 0;
    const stop = {
      get aborted() {
        const { user, system } = process.threadCpuUsage(last);
        longestMs = Math.max(longestMs, (user + system) / 1000);
        last = process.threadCpuUsage();
        return false;
      },
    };
    const { cpuMs } = await timed(() => engine.run(circuit, { ...options, stop }));
    nsOfGate.push((1e6 * cpuMs) / length);
    const work = `${length} gates on 12 qubits`;
    rows.push(
      {
        suite,
        work,
        peer: null,
        goal: noGoal,
        value: `${Math.round((1000 * length) / cpuMs)} gates planned and run in a second of CPU time`,
        met: null,
      },
      {
        suite,
        work: `${work}: longest CPU time between two looks at \`stop\``,
        peer: null,
        goal: "≤ 100 ms",
        value: milliseconds(longestMs),
        met: longestMs <= 100,
      },
    );
  }
  const growth = (nsOfGate.at(-1) ?? 0) / (nsOfGate[0] ?? 1);
  rows.push({
    suite,
    work: `time of one gate in ${lengths.at(-1)} gates`,
    peer: `in ${lengths[0]} gates`,
    goal: "≤ 1.5x",
    value: `${growth.toFixed(2)}x`,
    met: growth <= 1.5,
  });
  return rows;
}

/** A short run that comes while a long one is under way. */
async function shortBesideLong(engine: Engine): Promise<Row> {
  const short = layers(16, 300);
  const alone = await timed(() => engine.run(short, options));
  const stop = { aborted: false };
  const long = engine.run(layers(24, 50_000), { ...options, stop }).catch(() => "stopped");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const beside: number[] = [];
  for (let i = 0; i < 5; i++) beside.push((await timed(() => engine.run(short, options))).wallMs);
  stop.aborted = true;
  await long;
  const slowestMs = Math.max(...beside);
  return {
    suite,
    work: "16 qubits, 300 gates, while 24 qubits with 50000 gates are under way",
    peer: null,
    goal: "ends within 1 s",
    value: `${milliseconds(median(beside))} wall, slowest of five ${milliseconds(slowestMs)} (alone ${milliseconds(alone.wallMs)})`,
    met: slowestMs <= 1000,
  };
}

/** Layers of rotations and chains of CX. */
function layers(qubitCount: number, length: number): Circuit {
  const operations: Operation[] = [];
  for (let i = 0; operations.length < length; i++) {
    const [layer, q] = [Math.floor(i / qubitCount), i % qubitCount];
    operations.push(gate("ry", [q], [0.1 + ((i * 0.37) % 3)]));
    if (layer % 2 === 1) operations.push(gate("rz", [q], [0.2 + ((i * 0.71) % 3)]));
    else if (q + 1 < qubitCount) operations.push(gate("cx", [q, q + 1]));
  }
  return circuitOf(qubitCount, operations.slice(0, length));
}
