/**
 * Clifford circuits beside Stim and Aer's stabilizer method, on one thread: surface codes by their detectors, random
 * circuits by their counts, with noise and without. Runs alternate, so that all see the same load; a figure is the median of
 * the ratios of neighbouring runs. A sampler of Stim is made anew in each run, as a program is compiled anew here.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seeded } from "@naru/base";
import { type Circuit, circuitOf, circuitOfStim, gate, type Operation, readStim } from "@naru/circuit";
import { Engine, type NoiseModel, sampleDetectors } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { type BenchOptions, median, noGoal, type Row } from "../row.ts";
import { medians, milliseconds, Peers, preparePython, type Timing, timed } from "./python.ts";

/** A peer that takes longer than this for one run is run once. */
const patienceMs = 4000;

/** The two ways to word how close a peer is. */
const goals = {
  stim: { label: "Stim", least: 0.5, goal: "≥ 0.5x of its CPU time" },
  aer: { label: "Aer stabilizer", least: 1, goal: "≥ 1x of its CPU time" },
} as const;

interface Contest {
  readonly work: string;
  readonly ours: () => Promise<unknown>;
  readonly rivals: readonly { readonly by: keyof typeof goals; readonly request: object }[];
}

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log);
  const rounds = quick ? 2 : 9;
  const folder = mkdtempSync(join(tmpdir(), "naru-bench-stabilizer-"));
  const peers = new Peers("stabilizer_peers.py");
  const host = nodeHost();
  const engine = await Engine.create(host, { threads: 1 });
  const rows: Row[] = [];
  try {
    const contests = [
      ...(await Promise.all((quick ? [11] : [11, 21]).map((distance) => surfaceCode(peers, distance)))),
      randomCircuit(engine, folder, 100, 3000, ["stim", "aer"]),
      randomCircuit(engine, folder, 1000, 30_000, ["stim"]),
      randomCircuit(engine, folder, 50, 1000, ["aer"], 0.001),
      ...(quick ? [] : [await surfaceCircuit(engine, peers, folder, 5)]),
    ];
    for (const contest of contests) {
      rows.push(...(await compare(contest, peers, rounds)));
      log(`engine: ${contest.work} done`);
    }
  } finally {
    peers.close();
    await engine.close();
    rmSync(folder, { recursive: true });
  }
  return rows;
}

/** A memory of as many rounds as its distance, every operation followed by errors with probability 0.001. */
async function surfaceCode(peers: Peers, distance: number): Promise<Contest> {
  const { text } = await peers.ask<{ text: string }>({ make: "surface", distance });
  const program = readStim(text);
  const shots = 10_240;
  const host = nodeHost();
  return {
    work: `surface code, d = ${distance}, ${shots} shots, detectors`,
    ours: () => sampleDetectors(host, program, { shots, seed: 1 }),
    rivals: [{ by: "stim", request: { peer: "stim-detectors", text, shots } }],
  };
}

/** H, S and CX on random qubits, as often as each other. */
function randomCircuit(
  engine: Engine,
  folder: string,
  qubitCount: number,
  gateCount: number,
  by: readonly (keyof typeof goals)[],
  rate = 0,
): Contest {
  const random = seeded(qubitCount);
  const operations = Array.from({ length: gateCount }, (): Operation => {
    const a = random.below(qubitCount);
    const b = (a + 1 + random.below(qubitCount - 1)) % qubitCount;
    return [gate("h", [a]), gate("s", [a]), gate("cx", [a, b])][random.below(3)] ?? gate("h", [a]);
  });
  const noise = rate > 0 ? `, errors at rate ${rate}` : "";
  const work = `random Clifford circuit, ${qubitCount} qubits, ${gateCount} gates${noise}, 1000 shots`;
  return counted(engine, folder, work, circuitOf(qubitCount, operations), by, rate);
}

async function surfaceCircuit(engine: Engine, peers: Peers, folder: string, distance: number): Promise<Contest> {
  const { text } = await peers.ask<{ text: string }>({ make: "surface", distance });
  const circuit = circuitOfStim(readStim(text), { withoutNoise: true });
  return counted(
    engine,
    folder,
    `surface code, d = ${distance}, without noise, 1000 shots`,
    circuit,
    ["stim", "aer"],
    0,
  );
}

function counted(
  engine: Engine,
  folder: string,
  work: string,
  circuit: Circuit,
  by: readonly (keyof typeof goals)[],
  rate: number,
): Contest {
  const shots = 1000;
  const path = join(folder, `${work.replace(/\W+/g, "-")}.json`);
  writeFileSync(path, JSON.stringify(circuit));
  const noise: NoiseModel | undefined = rate > 0 ? { oneQubitRate: rate, twoQubitRate: rate } : undefined;
  return {
    work,
    ours: () => engine.run(circuit, { seed: 1, shots, method: "stabilizer", ...(noise && { noise }) }),
    rivals: by.map((peer) => ({ by: peer, request: { peer, circuit: path, shots, ...(rate > 0 && { rate }) } })),
  };
}

async function compare({ work, ours, rivals }: Contest, peers: Peers, rounds: number): Promise<Row[]> {
  const first = await timed(ours);
  await timed(ours);
  const own: Timing[] = [];
  const theirs = rivals.map((): { timing: Timing; beside: Timing }[] => []);
  for (let round = 0; round < rounds; round++) {
    const beside = await timed(ours);
    own.push(beside);
    for (const [k, { request }] of rivals.entries()) {
      const known = theirs[k] ?? [];
      if ((known.at(-1)?.timing.wallMs ?? 0) > patienceMs) continue;
      known.push({ timing: await peers.ask<Timing>(request), beside });
    }
  }
  const our = medians(own);
  return [
    {
      suite: "engine/stabilizer",
      work,
      peer: null,
      goal: noGoal,
      value: `${milliseconds(our.cpuMs)} CPU, ${milliseconds(our.wallMs)} wall, first run ${milliseconds(first.wallMs)}`,
      met: null,
    },
    ...rivals.map(({ by }, k): Row => {
      const runs = theirs[k] ?? [];
      const { label, least, goal } = goals[by];
      const ratio = median(runs.map(({ timing, beside }) => timing.cpuMs / beside.cpuMs));
      const wall = median(runs.map(({ timing, beside }) => timing.wallMs / beside.wallMs));
      const their = medians(runs.map(({ timing }) => timing));
      return {
        suite: "engine/stabilizer",
        work,
        peer: label,
        goal,
        value: `${ratio.toFixed(2)}x CPU, ${wall.toFixed(2)}x wall (${milliseconds(their.cpuMs)} CPU)`,
        met: ratio >= least,
      };
    }),
  ];
}
