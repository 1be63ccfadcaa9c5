/**
 * Problems with every qubit of a Pegasus P16, from the workload's text to the outcome's, as a worker does it: 100 reads of
 * 20 µs. Wall time, the median of runs in a warm process, and the first run.
 */
import { graphOf } from "@naru/annealer";
import { type BackendModel, openBackend, typicalAnnealerPhysics } from "@naru/backends";
import { seeded } from "@naru/base";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import { type AnnealWorkload, annealedOf, type Workload, writeOutcomeJson, writeQubitProblem } from "@naru/workload";
import { type BenchOptions, median, type Row } from "../row.ts";

const topology = { type: "pegasus", shape: [16] } as const;

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  const host = nodeHost();
  const engine = await Engine.create(host, { threads: 1 });
  const backend = openBackend(model, engine, host);
  const text = JSON.stringify(problem());
  const measure = async () => {
    const began = performance.now();
    const cpu = process.cpuUsage();
    const workload = JSON.parse(text) as Workload;
    backend.estimate(workload);
    const outcome = annealedOf(await backend.run(workload, { stop: { aborted: false }, seed: 1, now: Date.now }));
    writeOutcomeJson(outcome);
    const { user, system } = process.cpuUsage(cpu);
    const seconds = (performance.now() - began) / 1000;
    return { seconds, cpuSeconds: (user + system) / 1e6, energies: outcome.energies };
  };
  try {
    const first = await measure();
    const runs = [];
    for (let k = 0; k < (quick ? 1 : 9); k++) {
      runs.push(await measure());
      log(`P16, 100 reads, 20 µs: ${runs.at(-1)?.seconds.toFixed(3)} s`);
    }
    const seconds = median(runs.map((each) => each.seconds));
    const mean = first.energies.reduce((so, energy) => so + energy, 0) / first.energies.length;
    return [
      row("P16 QPU problem, 100 reads, 20 µs", seconds, `${cpu(runs)}, mean energy ${mean.toFixed(0)}`),
      row("the same, first in its process", first.seconds, cpu([first])),
    ];
  } finally {
    await engine.close();
  }
}

/** On a machine with other load, the time that the processor gave. */
const cpu = (runs: readonly { readonly cpuSeconds: number }[]): string =>
  ` (${median(runs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)} s of CPU time)`;

const row = (work: string, seconds: number, more: string): Row => ({
  ...{ suite: "annealer/qpu", work, peer: null, goal: "< 1 s" },
  value: `${seconds.toFixed(2)} s${more}`,
  met: seconds < 1,
});

/** Couplings of ±1 on every coupler. */
function problem(): AnnealWorkload {
  const graph = graphOf(topology);
  const random = seeded(3);
  const placeOf = new Map(Array.from(graph.qubits, (qubit, k) => [qubit, k]));
  const places = (list: Int32Array) => Array.from(list, (qubit) => placeOf.get(qubit) ?? -1);
  return {
    ...{ kind: "anneal", reads: 100, autoScale: true, spinReversals: 0, answer: "raw", seed: 1 },
    problem: writeQubitProblem({
      ...{ vartype: "spin", offset: 0, qubits: [...graph.qubits], linear: new Float64Array(graph.qubits.length) },
      ...{ first: places(graph.first), second: places(graph.second) },
      quadratic: Float64Array.from(graph.first, () => random.below(2) * 2 - 1),
    }),
  };
}

const model: BackendModel = {
  spec: {
    ...{ name: "bench", vendor: "bench", kind: "annealer", description: { ko: "", en: "" }, qubitCount: 5640 },
    ...{ nativeGates: [], noiseModels: [], dynamicCircuits: false },
    connectivity: { topology: "pegasus", shape: [16], couplers: 40_484 },
    limits: { shots: 10_000, circuits: 1, gates: 0 },
  },
  noise: {},
  ownNoise: null,
  annealer: {
    graph: { topology, qubits: 5640, seed: 1 },
    ...{ fieldRange: [-4, 4], couplingRange: [-1, 1], extendedCouplingRange: [-2, 1], qubitCouplingRange: [-18, 15] },
    reads: [1, 10_000],
    annealUs: { usual: 20, range: [0.5, 2000] },
    programmingThermalisationUs: { usual: 1000, range: [0, 10_000] },
    readoutThermalisationUs: { usual: 0, range: [0, 10_000] },
    ...{ runUs: [0, 1_000_000], schedulePoints: 12 },
    timing: {
      ...{ programmingUs: 14_200, delayUsPerSample: 20.5, overheadUs: 1000 },
      readout: {
        isLogarithmic: true,
        points: [
          [1, 18],
          [5640, 173],
        ],
      },
      decorrelation: { longestAnnealUs: 2000, rangeUs: [500, 10_000] },
      reverse: { prepared: { programmingUs: 0, delayUs: 0 }, continued: { programmingUs: 0, delayUs: 0 } },
    },
    physics: typicalAnnealerPhysics,
  },
};
