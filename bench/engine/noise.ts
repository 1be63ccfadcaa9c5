/**
 * Noisy circuits of 10 and 12 qubits with 1000 shots beside Qiskit Aer's trajectories, both in single precision on one
 * thread: depolarising errors at three strengths, and thermal relaxation while gates run. Runs alternate, so that both see
 * the same load; figures are medians, and the goal is about CPU time.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Circuit } from "@naru/circuit";
import { Engine, type NoiseModel } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import type { BenchOptions, Row } from "../row.ts";
import { medians, milliseconds, Peers, preparePython, type Timing, timed } from "./python.ts";

const shots = 1000;
const layers = 6;
const seed = 777;
/** Our runs for each of the peer's, which take fifty times as long. */
const oursForEach = 5;

interface Work {
  readonly name: string;
  readonly qubitCount: number;
  readonly goal: number;
  readonly noise: NoiseModel;
  /** The same as the peer is told. */
  readonly peerNoise: object;
}

const works: readonly Work[] = [
  depolarised(1e-4, 1e-3, 150),
  depolarised(1e-3, 1e-2, 50),
  depolarised(3e-3, 3e-2, 25),
  relaxing(50e-6, 40e-6),
  relaxing(50e-6, 70e-6),
];

/** Any Pauli strikes with probability p1 after a gate on one qubit and p2 after one on two. */
function depolarised(p1: number, p2: number, goal: number): Work {
  return {
    name: `depolarising p1/p2 = ${p1.toExponential()}/${p2.toExponential()}`,
    ...{ qubitCount: 12, goal },
    noise: { oneQubitRate: (p1 * 4) / 3, twoQubitRate: (p2 * 16) / 15 },
    peerNoise: { p1, p2 },
  };
}

function relaxing(t1Seconds: number, t2Seconds: number): Work {
  const durations = { oneQubitSeconds: 50e-9, twoQubitSeconds: 300e-9 };
  return {
    name: `thermal relaxation T1/T2 = ${t1Seconds * 1e6}/${t2Seconds * 1e6} µs`,
    ...{ qubitCount: 10, goal: 10 },
    noise: { oneQubitRate: 0, twoQubitRate: 0, relaxation: { t1Seconds, t2Seconds, durations } },
    peerNoise: {
      ...{ t1: t1Seconds, t2: t2Seconds },
      ...{ seconds1: durations.oneQubitSeconds, seconds2: durations.twoQubitSeconds },
    },
  };
}

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log);
  const folder = mkdtempSync(join(tmpdir(), "naru-bench-noise-"));
  const peers = new Peers("noise_peers.py");
  const engine = await Engine.create(nodeHost(), { threads: 1 });
  const rows: Row[] = [];
  try {
    for (const work of works) {
      const file = join(folder, `${work.qubitCount}.json`);
      await peers.ask<object>({ make: [work.qubitCount, layers, seed], to: file });
      const circuit = JSON.parse(readFileSync(file, "utf8")) as Circuit;
      rows.push(await compare(engine, peers, work, circuit, file, quick ? 1 : 3));
      log(`engine/noise: ${work.name} done`);
    }
  } finally {
    peers.close();
    await engine.close();
    rmSync(folder, { recursive: true });
  }
  return rows;
}

async function compare(
  engine: Engine,
  peers: Peers,
  { name, qubitCount, goal, noise, peerNoise }: Work,
  circuit: Circuit,
  file: string,
  rounds: number,
): Promise<Row> {
  const ourRun = (run: number) =>
    engine.run(circuit, { seed: run, shots, noise, precision: "single", method: "statevector" });
  const first = await timed(() => ourRun(0));
  for (let run = 1; run <= oursForEach; run++) await ourRun(run); // until the code is compiled, as the peer's is
  const ours: Timing[] = [];
  const theirs: Timing[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < oursForEach; k++) ours.push(await timed(() => ourRun(1 + oursForEach * round + k)));
    theirs.push(await peers.ask<Timing>({ circuit: file, noise: peerNoise, shots }));
  }
  const [our, their] = [medians(ours), medians(theirs)];
  const ratio = their.cpuMs / our.cpuMs;
  return {
    suite: "engine/noise",
    work: `${name}, ${qubitCount} qubits, ${circuit.operations.length} gates, ${shots} shots`,
    peer: "Aer trajectories (single)",
    goal: `≥ ${goal}x of its CPU time`,
    value: `${ratio.toFixed(0)}x CPU, ${(their.wallMs / our.wallMs).toFixed(0)}x wall (${milliseconds(our.cpuMs)} CPU, first run ${milliseconds(first.cpuMs)}; peer ${milliseconds(their.cpuMs)})`,
    met: ratio >= goal,
  };
}
