/**
 * Estimates and sweeps through a backend, from files in QPY to outcomes, beside Aer's EstimatorV2 on the same work: reading
 * the file, binding values and collecting results are in our time, building the circuit is not in Aer's. Runs alternate, so
 * that both see the same load, on one thread each; a figure is the median of the ratios of neighbouring runs, in CPU time.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Backend, openBackend } from "@naru/backends";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import type { EstimateWorkload, NumberArray, Outcome, SweepWorkload } from "@naru/workload";
import { medians, milliseconds, Peers, preparePython, type Timing, timed } from "../engine/python.ts";
import { type BenchOptions, median, noGoal, type Row } from "../row.ts";

interface Work {
  readonly circuit: string;
  readonly bell: string;
  readonly values: NumberArray;
  readonly labels: readonly string[];
}

type PeerAnswer = Timing & { readonly values: readonly number[] };

const suite = "backends/estimates";
const observableCount = 50;
const control = { stop: { aborted: false }, seed: 1, now: Date.now };

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log);
  const folder = mkdtempSync(join(tmpdir(), "naru-estimates-"));
  const peers = new Peers("../backends/estimates_peers.py");
  const engine = await Engine.create(nodeHost(), { threads: 1 });
  const backend = openBackend(simulator, engine);
  try {
    const made = async (sets: number): Promise<readonly [string, Work]> => {
      const file = join(folder, `${sets}.json`);
      await peers.ask<unknown>({ make: file, qubits: 16, layers: 3, sets, observables: observableCount });
      return [file, JSON.parse(readFileSync(file, "utf8"))];
    };
    const rounds = quick ? 1 : 3;
    const [file, work] = await made(quick ? 10 : 500);
    const [fewFile, few] = await made(20);
    return [
      await beside(backend, peers, file, work, { shots: null, rounds, goal: 1 }, log),
      await beside(backend, peers, fewFile, few, { shots: 4096, rounds, goal: null }, log),
      await atSubmit(backend, work),
      await bells(backend, work, quick ? 50 : 2000),
    ];
  } finally {
    peers.close();
    await engine.close();
    rmSync(folder, { recursive: true });
  }
}

async function beside(
  backend: Backend,
  peers: Peers,
  file: string,
  work: Work,
  { shots, rounds, goal }: { readonly shots: number | null; readonly rounds: number; readonly goal: number | null },
  log: (line: string) => void,
): Promise<Row> {
  const workload = estimateOf(work, shots);
  const precision = shots === null ? 0 : 1 / Math.sqrt(shots);
  const ours: Timing[] = [];
  const ratios: number[] = [];
  let apart = 0;
  await backend.run(estimateOf({ ...work, values: firstSets(work.values, 3) }, shots), control); // code and kernels
  for (let round = 0; round < rounds; round++) {
    let outcome: Outcome | undefined;
    const mine = await timed(async () => {
      outcome = await backend.run(workload, control);
    });
    const theirs = await peers.ask<PeerAnswer>({ peer: "aer", file, precision });
    ours.push(mine);
    ratios.push(theirs.cpuMs / mine.cpuMs);
    apart = Math.max(apart, farthest(outcome, theirs.values, work.values.shape[0] ?? 1));
    log(`${suite}: ${milliseconds(mine.cpuMs)} beside ${milliseconds(theirs.cpuMs)}`);
  }
  const ratio = median(ratios);
  const [sets, parameters] = work.values.shape;
  const how = shots === null ? "exact" : `${shots} shots a basis`;
  return {
    suite,
    work: `${sets} sets of ${parameters} parameters by ${observableCount} observables, 16 qubits, ${how}`,
    peer:
      shots === null
        ? "qiskit-aer 0.18.2, EstimatorV2"
        : "qiskit-aer 0.18.2, EstimatorV2 (draws normal errors, no shots)",
    goal: goal === null ? noGoal : `≥ ${goal}×`,
    value: `${ratio.toFixed(2)}×, ${milliseconds(medians(ours).cpuMs)}; values ${apart.toExponential(1)} apart at most`,
    met: goal === null ? null : ratio >= goal,
  };
}

/** How far our values of the first set are from theirs. */
function farthest(outcome: Outcome | undefined, values: readonly number[], sets: number): number {
  if (outcome?.kind !== "estimate") return Number.NaN;
  const ours = outcome.items[0]?.values ?? new Float64Array();
  return Math.max(...values.map((value, o) => Math.abs(value - (ours[o * sets] ?? Number.NaN))));
}

async function atSubmit(backend: Backend, work: Work): Promise<Row> {
  const workload = estimateOf(work, 4096);
  const taken: number[] = [];
  for (let k = 0; k < 20; k++) taken.push((await timed(() => backend.estimate(workload))).cpuMs);
  const value = median(taken);
  return {
    suite,
    work: "what such a job costs, told at submission",
    peer: null,
    goal: "< 20 ms",
    value: milliseconds(value),
    met: value < 20,
  };
}

async function bells(backend: Backend, { bell }: Work, count: number): Promise<Row> {
  const workload: SweepWorkload = {
    kind: "sweep",
    files: [bell],
    items: [{ circuit: { file: 0, index: 0 }, values: { shape: [0], base64: "" }, shots: 1024 }],
  };
  const sample = async (times: number) => {
    for (let k = 0; k < times; k++) await backend.run(workload, { ...control, seed: k });
  };
  await sample(Math.ceil(count / 4));
  const { cpuMs } = await timed(() => sample(count));
  return {
    suite,
    work: "Bell pairs of 1024 shots, from QPY to bits",
    peer: null,
    goal: "≥ 1000/s",
    value: `${Math.round(count / (cpuMs / 1000))}/s`,
    met: count / (cpuMs / 1000) >= 1000,
  };
}

function estimateOf({ circuit, values, labels }: Work, shots: number | null): EstimateWorkload {
  const [sets = 1] = values.shape;
  const observables = labels.map((label) => {
    const letters = [...label].reverse();
    const qubits = letters.flatMap((letter, qubit) => (letter === "I" ? [] : [qubit]));
    return [{ letters: qubits.map((qubit) => letters[qubit]).join(""), qubits, coefficient: 1 }];
  });
  const all = observables.flatMap((_, o) => Array.from({ length: sets }, (__, s) => [o, s] as const));
  return {
    kind: "estimate",
    files: [circuit],
    items: [
      {
        circuit: { file: 0, index: 0 },
        values,
        observables,
        shape: [observables.length, sets],
        outputs: { set: all.map(([, s]) => s), observable: all.map(([o]) => o) },
        shots,
      },
    ],
  };
}

/** The first rows of an array of two axes. */
function firstSets({ shape, base64 }: NumberArray, count: number): NumberArray {
  const [sets = 0, width = 0] = shape;
  const kept = Math.min(sets, count);
  return {
    shape: [kept, width],
    base64: Buffer.from(base64, "base64")
      .subarray(0, 8 * kept * width)
      .toString("base64"),
  };
}

const simulator = {
  spec: {
    name: "simulator",
    vendor: "bench",
    kind: "simulator",
    description: { ko: "시뮬레이터", en: "simulator" },
    qubitCount: 64,
    nativeGates: [],
    connectivity: "all",
    noiseModels: [],
    limits: { shots: 1_000_000, circuits: 1000, gates: 1_000_000 },
    dynamicCircuits: true,
  },
  noise: {},
  ownNoise: null,
} as const;
