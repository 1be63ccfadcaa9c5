/**
 * The nine workloads of the engine beside Qiskit Aer and qsim, in one run on one thread, in single precision: state
 * evolution and 1000 shots. Runs alternate, so that all see the same load; figures are medians. CPU time is what the
 * goal is about, as wall time depends on what else the machine does; both are shown.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Circuit } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import type { BenchOptions, Row } from "../row.ts";
import { medians, milliseconds, Peers, preparePython, type Timing, timed, writeWorkloads } from "./python.ts";

const workloads = ["qft", "ghz", "qaoa", "hea", "qv", "rqc", "iqp", "ion", "grover"];
const shots = 1000;
/** A peer that takes longer than this for one run is run once. */
const patienceMs = 5000;
/** qsim's speed depends on how many qubits it fuses; it is judged by its best. */
const qsimFusions = ["qsim2", "qsim3", "qsim4"];

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  const sizes = quick ? [20] : [20, 24];
  const rounds = quick ? 1 : 5;
  preparePython(log);
  const folder = mkdtempSync(join(tmpdir(), "naru-bench-engine-"));
  const peers = new Peers("statevector_peers.py");
  const engine = await Engine.create(nodeHost(), { threads: 1 });
  const rows: Row[] = [];
  try {
    writeWorkloads(folder, sizes);
    for (const qubitCount of sizes) {
      for (const name of workloads) {
        const file = join(folder, `${name}-${qubitCount}.json`);
        rows.push(...(await compare(engine, peers, name, file, qubitCount, rounds)));
        log(`engine: ${name} on ${qubitCount} qubits done`);
      }
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
  name: string,
  file: string,
  qubitCount: number,
  rounds: number,
): Promise<Row[]> {
  const circuit = JSON.parse(readFileSync(file, "utf8")) as Circuit;
  const ourRun = () => engine.run(circuit, { seed: 1, shots, precision: "single" });
  const first = await timed(ourRun);
  const fusion = await fastestFusion(peers, file);
  const contestants: Contestant[] = [
    { label: `qsim (fusion ${fusion.at(-1)})`, peer: fusion, timings: [] },
    ...(takesAerTooLong(name, qubitCount) ? [] : [{ label: "Aer", peer: "aer", timings: [] }]),
  ];
  const ours: Timing[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await timed(ourRun));
    for (const contestant of contestants) {
      const last = contestant.timings.at(-1);
      if (last && last.wallMs > patienceMs) continue;
      contestant.timings.push(await peers.ask<Timing>({ peer: contestant.peer, circuit: file, shots }));
    }
  }
  const work = `${name}, ${qubitCount} qubits`;
  const our = medians(ours);
  return [
    {
      suite: "engine/statevector",
      work,
      peer: null,
      goal: "–",
      value: `${milliseconds(our.cpuMs)} CPU, ${milliseconds(our.wallMs)} wall, first run ${milliseconds(first.wallMs)}`,
      met: true,
    },
    ...contestants.map(({ label, timings }): Row => {
      const their = medians(timings);
      const ratio = their.cpuMs / our.cpuMs;
      return {
        suite: "engine/statevector",
        work,
        peer: label,
        goal: "≥ 1x of its CPU time",
        value: `${ratio.toFixed(2)}x CPU, ${(their.wallMs / our.wallMs).toFixed(2)}x wall (${milliseconds(their.cpuMs)} CPU)`,
        met: ratio >= 1,
      };
    }),
  ];
}

/** Aer takes gates with 23 controls apart into thousands; one run then takes longer than all others together. */
const takesAerTooLong = (name: string, qubitCount: number): boolean => name === "grover" && qubitCount > 20;

interface Contestant {
  readonly label: string;
  readonly peer: string;
  readonly timings: Timing[];
}

async function fastestFusion(peers: Peers, file: string): Promise<string> {
  let best = { peer: "qsim2", cpuMs: Number.POSITIVE_INFINITY };
  for (const peer of qsimFusions) {
    const { cpuMs } = await peers.ask<Timing>({ peer, circuit: file, shots });
    if (cpuMs < best.cpuMs) best = { peer, cpuMs };
  }
  return best.peer;
}
