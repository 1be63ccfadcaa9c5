/**
 * Matrix-product states beside Qiskit Aer's, in one run on one thread: state evolution and 1000 shots, both with the same
 * largest bond and the same weight that one truncation may drop. Aer is run with its own singular values, as it comes,
 * and with those of LAPACK. Runs alternate; figures are medians.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Random, seeded } from "@naru/base";
import { type Circuit, circuitOf, gate, type Operation } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { type BenchOptions, noGoal, type Row } from "../row.ts";
import { medians, milliseconds, Peers, preparePython, type Timing, timed } from "./python.ts";

const shots = 1000;
/** A peer that takes longer than this for one run is run once. */
const patienceMs = 5000;
/** Aer's default. */
const maxTruncation = 1e-16;

interface Work {
  readonly name: string;
  readonly circuit: Circuit;
  readonly maxBond: number;
}

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  const rounds = quick ? 1 : 3;
  preparePython(log);
  const folder = mkdtempSync(join(tmpdir(), "naru-bench-mps-"));
  const peers = new Peers("mps_peers.py");
  const engine = await Engine.create(nodeHost(), { threads: 1 });
  const rows: Row[] = [];
  try {
    for (const work of works(quick)) {
      rows.push(...(await compare(engine, peers, folder, work, rounds)));
      log(`engine: ${work.name} done`);
    }
  } finally {
    peers.close();
    await engine.close();
    rmSync(folder, { recursive: true });
  }
  return rows;
}

function works(quick: boolean): Work[] {
  const brickworks = (quick ? [8] : [8, 12]).map((layers) => ({
    name: `SU(4) brickwork, 40 qubits, ${layers} layers, bond 64`,
    circuit: brickwork(40, layers),
    maxBond: 64,
  }));
  return [
    ...brickworks,
    { name: "GHZ, 100 qubits", circuit: ghz(100), maxBond: 64 },
    { name: "QAOA on a ring of 60, 2 rounds, bond 64", circuit: ringQaoa(60, 2), maxBond: 64 },
  ];
}

async function compare(engine: Engine, peers: Peers, folder: string, work: Work, rounds: number): Promise<Row[]> {
  const { name, circuit, maxBond } = work;
  const file = join(folder, `${name.replace(/\W+/g, "-")}.json`);
  writeFileSync(file, JSON.stringify(circuit));
  const mps = { maxBond, maxTruncation };
  let truncationError = 0;
  const ourRun = async () => {
    ({ truncationError = 0 } = await engine.run(circuit, { seed: 1, shots, method: "mps", mps }));
  };
  const first = await timed(ourRun);
  const ours: Timing[] = [];
  const theirs: { label: string; lapack: boolean; timings: Timing[] }[] = [
    { label: "Aer", lapack: false, timings: [] },
    { label: "Aer (LAPACK)", lapack: true, timings: [] },
  ];
  for (let round = 0; round < rounds; round++) {
    ours.push(await timed(ourRun));
    for (const { lapack, timings } of theirs) {
      const last = timings.at(-1);
      if (last && last.wallMs > patienceMs) continue;
      timings.push(await peers.ask({ circuit: file, shots, lapack, ...mps }));
    }
  }
  const our = medians(ours);
  return [
    {
      suite: "engine/mps",
      work: name,
      peer: null,
      goal: noGoal,
      value: `${milliseconds(our.cpuMs)} CPU, ${milliseconds(our.wallMs)} wall, first run ${milliseconds(first.wallMs)}, dropped ${truncationError.toPrecision(2)}`,
      met: null,
    },
    ...theirs.map(({ label, timings }): Row => {
      const their = medians(timings);
      const ratio = their.cpuMs / our.cpuMs;
      return {
        suite: "engine/mps",
        work: name,
        peer: label,
        goal: "≥ 1.0x of its CPU time",
        value: `${ratio.toFixed(2)}x CPU, ${(their.wallMs / our.wallMs).toFixed(2)}x wall (${milliseconds(their.cpuMs)} CPU)`,
        met: ratio >= 1,
      };
    }),
  ];
}

/** Layers of random gates on neighbouring pairs, even and odd ones in turn. */
function brickwork(qubitCount: number, layers: number): Circuit {
  const random = seeded(40);
  const operations: Operation[] = [];
  for (let layer = 0; layer < layers; layer++) {
    for (let q = layer % 2; q + 1 < qubitCount; q += 2) {
      operations.push({ kind: "unitary", qubits: [q, q + 1], matrix: randomUnitary(random, 4) });
    }
  }
  return circuitOf(qubitCount, operations);
}

function ghz(qubitCount: number): Circuit {
  const chain = Array.from({ length: qubitCount - 1 }, (_, q) => gate("cx", [q, q + 1]));
  return circuitOf(qubitCount, [gate("h", [0]), ...chain]);
}

function ringQaoa(qubitCount: number, rounds: number): Circuit {
  const qubits = Array.from({ length: qubitCount }, (_, q) => q);
  const operations: Operation[] = qubits.map((q) => gate("h", [q]));
  for (let round = 0; round < rounds; round++) {
    for (const q of qubits) operations.push(gate("rzz", [q, (q + 1) % qubitCount], [0.4 + 0.3 * round]));
    for (const q of qubits) operations.push(gate("rx", [q], [1.1 - 0.4 * round]));
  }
  return circuitOf(qubitCount, operations);
}

/** Uniform over all unitaries: orthonormalised vectors of normally distributed numbers. Row by row, entries as re, im. */
function randomUnitary(random: Random, size: number): number[] {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const rows: number[][] = [];
  while (rows.length < size) {
    const row = Array.from({ length: 2 * size }, normal);
    for (const other of rows) {
      let [re, im] = [0, 0];
      for (let i = 0; i < 2 * size; i += 2) {
        const [a, b, c, d] = [other[i] ?? 0, other[i + 1] ?? 0, row[i] ?? 0, row[i + 1] ?? 0];
        re += a * c + b * d;
        im += a * d - b * c;
      }
      for (let i = 0; i < 2 * size; i += 2) {
        const [a, b] = [other[i] ?? 0, other[i + 1] ?? 0];
        row[i] = (row[i] ?? 0) - (a * re - b * im);
        row[i + 1] = (row[i + 1] ?? 0) - (a * im + b * re);
      }
    }
    const norm = Math.sqrt(row.reduce((sum, part) => sum + part * part, 0));
    rows.push(row.map((part) => part / norm));
  }
  return rows.flat();
}
