/**
 * The nine workloads of the engine beside other state-vector simulators, on one thread: state evolution and 1000 shots.
 * Runs alternate, so that all see the same load; a figure is the median of the ratios of neighbouring runs. CPU time is
 * what the goals are about, as wall time depends on what else the machine does; both are shown.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Circuit } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { median, noGoal, type Row, type Suite } from "../row.ts";
import { medians, milliseconds, Peers, preparePython, type Timing, timed, writeWorkloads } from "./python.ts";

const workloads = ["qft", "ghz", "qaoa", "hea", "qv", "rqc", "iqp", "ion", "grover"];
const shots = 1000;
/** A peer that takes longer than this for one run is run once. */
const patienceMs = 4000;

/** A peer at its settings, of which the fastest is taken, and how much of our CPU time it is to take. */
interface Rival {
  readonly label: string;
  readonly settings: readonly string[];
  readonly goal: number;
  readonly isOnceOnly?: boolean;
  /** Absent: all workloads. */
  readonly workloads?: readonly string[];
}

interface Series {
  readonly qubitCount: number;
  readonly precision: "single" | "double";
  readonly rounds: number;
  readonly rivals: readonly Rival[];
  /** Whether we run with fused multiplication and addition besides, against the first rival. */
  readonly withFused?: boolean;
}

/** qsim's and Qulacs' speed depends on how many qubits they fuse; they are judged by their best. */
const qsim = (goal: number): Rival => ({ label: "qsim", settings: ["qsim2", "qsim3", "qsim4"], goal });
const qulacs: Rival = { label: "Qulacs", settings: ["qulacs0", "qulacs2"], goal: 1 };
const lightning: Rival = { label: "Lightning", settings: ["lightning"], goal: 1 };
/** Aer takes gates with 23 controls apart into thousands; Grover would take longer than all others together. */
const aer: Rival = {
  label: "Aer",
  settings: ["aer"],
  goal: 20,
  isOnceOnly: true,
  workloads: workloads.filter((name) => name !== "grover"),
};

/** Each is a suite of its own, whose rows are kept when a later one is ended. */
export const at16 = suiteOf({ qubitCount: 16, precision: "single", rounds: 25, rivals: [qsim(1)] });
export const at20 = suiteOf({
  qubitCount: 20,
  precision: "single",
  rounds: 5,
  rivals: [qsim(1), { ...aer, goal: 1, workloads: ["hea"] }],
});
export const at22 = suiteOf({ qubitCount: 22, precision: "double", rounds: 2, rivals: [qulacs, lightning] });
export const at24 = suiteOf({
  qubitCount: 24,
  precision: "single",
  rounds: 3,
  rivals: [qsim(1.2), aer],
  withFused: true,
});

function suiteOf(series: Series): Suite {
  return async ({ quick, log }) => {
    const one = quick ? { ...series, rounds: 1 } : series;
    preparePython(log);
    const folder = mkdtempSync(join(tmpdir(), "naru-bench-engine-"));
    const peers = new Peers("statevector_peers.py");
    const plain = await Engine.create(nodeHost(), { threads: 1 });
    const fused = one.withFused ? await Engine.create(nodeHost(), { threads: 1, fused: true }) : null;
    const rows: Row[] = [];
    try {
      writeWorkloads(folder, [one.qubitCount]);
      for (const name of workloads) {
        const file = join(folder, `${name}-${one.qubitCount}.json`);
        rows.push(...(await compare(one, name, file, plain, fused, peers)));
        log(`engine: ${name} on ${one.qubitCount} qubits done`);
      }
    } finally {
      peers.close();
      await Promise.all([plain.close(), fused?.close()]);
      rmSync(folder, { recursive: true });
    }
    return rows;
  };
}

interface Contestant {
  readonly rival: Rival;
  readonly setting: string;
  /** One for each round, unless the peer is run once. */
  readonly timings: Timing[];
}

async function compare(
  { qubitCount, precision, rounds, rivals }: Series,
  name: string,
  file: string,
  plain: Engine,
  fused: Engine | null,
  peers: Peers,
): Promise<Row[]> {
  const circuit = JSON.parse(readFileSync(file, "utf8")) as Circuit;
  const runOn = (engine: Engine) =>
    timed(() => engine.run(circuit, { seed: 1, shots, precision, method: "statevector" }));
  const ask = (peer: string) => peers.ask<Timing>({ peer, circuit: file, shots });
  const first = await runOn(plain);
  if (fused) await runOn(fused);
  const contestants: Contestant[] = [];
  for (const rival of rivals) {
    if (rival.workloads && !rival.workloads.includes(name)) continue;
    contestants.push({ rival, setting: await fastest(rival, ask), timings: [] });
  }
  const ours: Timing[] = [];
  const oursFused: Timing[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await runOn(plain));
    if (fused) oursFused.push(await runOn(fused));
    for (const { rival, setting, timings } of contestants) {
      const last = timings.at(-1);
      if (last && (rival.isOnceOnly || last.wallMs > patienceMs)) continue;
      timings.push(await ask(setting));
    }
  }
  const work = `${name}, ${qubitCount} qubits, ${precision}`;
  return [
    figures(work, ours, first),
    ...contestants.map((contestant) => judged(work, ours, contestant)),
    ...(fused && contestants[0] ? [judged(`${work}, fused multiply-add`, oursFused, contestants[0])] : []),
  ];
}

function figures(work: string, ours: readonly Timing[], first: Timing): Row {
  const { cpuMs, wallMs } = medians(ours);
  const value = `${milliseconds(cpuMs)} CPU, ${milliseconds(wallMs)} wall, first run ${milliseconds(first.wallMs)}`;
  return { suite: "engine/statevector", work, peer: null, goal: noGoal, value, met: null };
}

function judged(work: string, ours: readonly Timing[], { rival, setting, timings }: Contestant): Row {
  const ratio = (part: "cpuMs" | "wallMs") =>
    median(ours.map((our, round) => (timings[round] ?? medians(timings))[part] / our[part]));
  const cpu = ratio("cpuMs");
  return {
    suite: "engine/statevector",
    work,
    peer: rival.settings.length > 1 ? `${rival.label} (fusion ${setting.at(-1)})` : rival.label,
    goal: `≥ ${rival.goal}x of its CPU time`,
    value: `${cpu.toFixed(2)}x CPU, ${ratio("wallMs").toFixed(2)}x wall (${milliseconds(medians(timings).cpuMs)} CPU)`,
    met: cpu >= rival.goal,
  };
}

async function fastest({ settings }: Rival, ask: (peer: string) => Promise<Timing>): Promise<string> {
  if (settings.length === 1 && settings[0]) return settings[0];
  let best = { setting: "", cpuMs: Number.POSITIVE_INFINITY };
  for (const setting of settings) {
    const { cpuMs } = await ask(setting);
    if (cpuMs < best.cpuMs) best = { setting, cpuMs };
  }
  return best.setting;
}
