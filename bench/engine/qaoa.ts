/**
 * One layer of QAOA in double precision on one thread, beside QOKit's C simulator: max-cut on a ring with chords, costs
 * computed before. Our time includes the expected cost, the peer's does not. With whole weights our costs have levels,
 * with random ones each phase is computed.
 */
import { seeded } from "@naru/base";
import { Engine, type Qaoa } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import type { BenchOptions, Row } from "../row.ts";
import { medians, milliseconds, Peers, preparePython, type Timing, timed } from "./python.ts";

const goal = 4;
const angles = { gamma: 0.15, beta: 0.5 };

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log);
  const peers = new Peers("qaoa_peers.py");
  const engine = await Engine.create(nodeHost(), { threads: 1 });
  const rows: Row[] = [];
  try {
    for (const qubitCount of quick ? [20] : [20, 22, 24]) {
      for (const kind of ["whole", "random"] as const) {
        rows.push(await compare(engine, peers, qubitCount, kind, quick ? 2 : 7));
        log(`engine/qaoa: ${qubitCount} qubits, ${kind} weights done`);
      }
    }
  } finally {
    peers.close();
    await engine.close();
  }
  return rows;
}

async function compare(
  engine: Engine,
  peers: Peers,
  qubits: number,
  kind: "whole" | "random",
  rounds: number,
): Promise<Row> {
  const random = seeded(qubits);
  const half = qubits >> 1;
  const edges = [
    ...Array.from({ length: qubits }, (_, k) => [k, (k + 1) % qubits]),
    ...Array.from({ length: half }, (_, k) => [k, k + half]),
  ];
  const terms = edges.map((edge) => ({ weight: kind === "whole" ? 1 : 0.5 + random.uniform(), qubits: edge }));
  const qaoa: Qaoa = await engine.qaoa({ qubitCount: qubits, variables: "spins", terms });
  const layer = { gammas: [angles.gamma], betas: [angles.beta] };
  let expectedCost = (await qaoa.run(layer)).expectedCost; // kernels are compiled, memory is touched
  const ours: Timing[] = [];
  const theirs: Timing[] = [];
  for (let round = 0; round < rounds; round++) {
    const timing = await timed(async () => {
      expectedCost = (await qaoa.run(layer)).expectedCost;
    });
    ours.push(timing);
    const request = { qubits, terms, ...angles };
    const answer = await peers.ask<Timing & { expectedCost: number }>(request);
    if (Math.abs(answer.expectedCost - expectedCost) > 1e-9 * edges.length) {
      throw new Error(`QOKit's expected cost is ${answer.expectedCost}, ours ${expectedCost}.`);
    }
    theirs.push(answer);
  }
  await qaoa.close();
  const [our, their] = [medians(ours), medians(theirs)];
  const ratio = their.cpuMs / our.cpuMs;
  return {
    suite: "engine/qaoa",
    work: `one layer, ${qubits} qubits, ${kind} weights`,
    peer: "QOKit 0.1.4, C simulator",
    goal: `≥ ${goal}x of its CPU time`,
    value: `${ratio.toFixed(1)}x CPU, ${(their.wallMs / our.wallMs).toFixed(1)}x wall (${milliseconds(our.cpuMs)} and ${milliseconds(their.cpuMs)} CPU)`,
    met: ratio >= goal,
  };
}
