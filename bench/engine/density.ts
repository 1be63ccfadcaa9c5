/**
 * Exact probabilities under noise, by the density matrix, beside Qiskit Aer's `density_matrix` method: the same circuits
 * and errors, single precision, one thread. Runs alternate, so that both see the same load; figures are medians. CPU time
 * is what the goals are about; wall time is shown beside. Aer takes half a minute for twelve qubits, so it runs once there.
 */
import { type Random, seeded } from "@naru/base";
import { type Circuit, circuitOf, type GateName, type GateOperation, gate } from "@naru/circuit";
import { Engine, type NoiseModel } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { type BenchOptions, noGoal, type Row } from "../row.ts";
import { medians, milliseconds, Peers, preparePython, type Timing, timed } from "./python.ts";

const suite = "engine/density";
const depolarising = { oneQubitRate: 1e-3, twoQubitRate: 1e-2 };
const decay = { t1Seconds: 50e-6, t2Seconds: 70e-6, oneQubitSeconds: 50e-9, twoQubitSeconds: 300e-9 };
const relaxing: NoiseModel = {
  oneQubitRate: 0,
  twoQubitRate: 0,
  relaxation: {
    t1Seconds: decay.t1Seconds,
    t2Seconds: decay.t2Seconds,
    durations: { oneQubitSeconds: decay.oneQubitSeconds, twoQubitSeconds: decay.twoQubitSeconds },
  },
};
/** Probabilities of single precision may differ by this much. */
const agreement = 1e-5;

interface Work {
  readonly name: string;
  readonly circuit: Circuit;
  readonly noise: NoiseModel;
  /** What the peer needs to know of the noise. */
  readonly peerNoise: object;
  readonly goal: number;
  readonly rounds: number;
}

const works: readonly Work[] = [
  depolarised(8, 6, 10, 7),
  depolarised(10, 6, 20, 5),
  depolarised(12, 6, 30, 1),
  depolarised(10, 30, 20, 1),
  { ...depolarised(10, 6, 20, 3), name: "10 qubits, 90 gates, thermal relaxation", noise: relaxing, peerNoise: decay },
];

function depolarised(qubitCount: number, layers: number, goal: number, rounds: number): Work {
  const circuit = teachingCircuit(qubitCount, layers);
  return {
    name: `${qubitCount} qubits, ${circuit.operations.length} gates, depolarising`,
    circuit,
    noise: depolarising,
    peerNoise: depolarising,
    goal,
    rounds,
  };
}

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log);
  const peers = new Peers("density_peers.py");
  const engine = await Engine.create(nodeHost(), { threads: 1 });
  const rows: Row[] = [];
  try {
    for (const work of quick ? works.slice(0, 2) : works) {
      rows.push(...(await compare(engine, peers, { ...work, rounds: quick ? 1 : work.rounds })));
      log(`engine: density matrix of ${work.name} done`);
    }
  } finally {
    peers.close();
    await engine.close();
  }
  return rows;
}

/**
 * Runs of ours for each of the peer's, by qubits: where they take a few milliseconds, many, since the first dozens are slower
 * in a process whose code is not optimised yet.
 */
const oursPerRound = (qubitCount: number): number => (qubitCount <= 8 ? 25 : 5);

async function compare(engine: Engine, peers: Peers, work: Work): Promise<Row[]> {
  const { circuit, noise, peerNoise, rounds, goal } = work;
  const ourRun = () =>
    engine.run(circuit, { seed: 1, probabilities: true, noise, method: "density", precision: "single" });
  const first = await timed(ourRun);
  const ours: Timing[] = [];
  const theirs: Timing[] = [];
  let difference = 0;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < oursPerRound(circuit.qubitCount); i++) ours.push(await timed(ourRun));
    const answer = await peers.ask<Timing & { readonly probabilities: readonly number[] }>({
      circuit,
      noise: peerNoise,
    });
    theirs.push(answer);
    const { probabilities } = await ourRun();
    const exact = new Float64Array(answer.probabilities.length);
    probabilities?.outcomes.forEach((outcome, i) => {
      exact[outcome] = probabilities.values[i] ?? 0;
    });
    exact.forEach((value, i) => {
      difference = Math.max(difference, Math.abs(value - (answer.probabilities[i] ?? 0)));
    });
  }
  const [our, their] = [medians(ours), medians(theirs)];
  const ratio = their.cpuMs / our.cpuMs;
  const row = { suite, work: work.name };
  return [
    {
      ...row,
      peer: null,
      goal: noGoal,
      value: `${milliseconds(our.cpuMs)} CPU, ${milliseconds(our.wallMs)} wall, first run ${milliseconds(first.wallMs)}`,
      met: null,
    },
    {
      ...row,
      peer: "Aer density_matrix",
      goal: `≥ ${goal}x of its CPU time`,
      value: `${ratio.toFixed(0)}x CPU, ${(their.wallMs / our.wallMs).toFixed(0)}x wall (${milliseconds(their.cpuMs)} CPU)`,
      met: ratio >= goal,
    },
    {
      ...row,
      peer: "Aer density_matrix",
      goal: `probabilities within ${agreement}`,
      value: difference.toExponential(1),
      met: difference <= agreement,
    },
  ];
}

/** In each layer a gate on every qubit, then as many on two qubits as there are pairs, drawn from those of first courses. */
function teachingCircuit(qubitCount: number, layers: number): Circuit {
  const random = seeded(777);
  const oneQubit: readonly GateName[] = ["h", "x", "s", "t", "rx", "ry", "rz"];
  const twoQubits: readonly GateName[] = ["cx", "cz", "cp", "rzz", "swap"];
  const withAngle = new Set<GateName>(["rx", "ry", "rz", "cp", "rzz"]);
  const drawn = (names: readonly GateName[], qubits: readonly number[], mostRadians: number): GateOperation => {
    const name = names[random.below(names.length)] ?? "h";
    return gate(name, qubits, withAngle.has(name) ? [mostRadians * random.uniform()] : []);
  };
  const operations = Array.from({ length: layers }, () => [
    ...Array.from({ length: qubitCount }, (_, qubit) => drawn(oneQubit, [qubit], 2 * Math.PI)),
    ...Array.from({ length: Math.floor(qubitCount / 2) }, () => drawn(twoQubits, anyPair(qubitCount, random), Math.PI)),
  ]);
  return circuitOf(qubitCount, operations.flat());
}

function anyPair(qubitCount: number, random: Random): readonly number[] {
  const first = random.below(qubitCount);
  const second = random.below(qubitCount - 1);
  return [first, second < first ? second : second + 1];
}
