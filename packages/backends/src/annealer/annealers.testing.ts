import type { Topology } from "@naru/annealer";
import { nodeHost } from "@naru/engine/node";
import { type AnnealOutcome, type AnnealWorkload, annealedOf, writeQubitProblem } from "@naru/workload";
import type { Backend, BackendModel } from "../backend.ts";
import { openBackend } from "../open.ts";
import type { AnnealerMachine, AnnealerPhysics } from "./machine.ts";
import { typicalAnnealerPhysics } from "./physics.ts";

/** A machine of the figures of a Pegasus P16 of 2020, on a graph of any size without yield. */
export function annealerModel(
  topology: Topology,
  qubits: number,
  changes: Partial<Omit<AnnealerMachine, "physics">> & { readonly physics?: Partial<AnnealerPhysics> } = {},
): BackendModel {
  return {
    spec: {
      ...{ name: "emu_annealer", vendor: "test", kind: "annealer", description: { ko: "시험", en: "Test" } },
      ...{ qubitCount: qubits, nativeGates: [], noiseModels: [], dynamicCircuits: false },
      connectivity: { topology: topology.type, shape: topology.shape, couplers: 0 },
      limits: { shots: 10_000, circuits: 1, gates: 0 },
    },
    noise: {},
    ownNoise: null,
    annealer: {
      graph: { topology, qubits, seed: 1 },
      fieldRange: [-4, 4],
      couplingRange: [-1, 1],
      extendedCouplingRange: [-2, 1],
      qubitCouplingRange: [-18, 15],
      reads: [1, 10_000],
      annealUs: { usual: 20, range: [0.5, 2000] },
      fastAnnealUs: { usual: 20, range: [0.005, 2000] },
      programmingThermalisationUs: { usual: 1000, range: [0, 10_000] },
      readoutThermalisationUs: { usual: 0, range: [0, 10_000] },
      runUs: [0, 1_000_000],
      schedulePoints: 12,
      fieldGain: { points: 20, range: [-4, 4] },
      offsetRange: [-0.1, 0.1],
      timing: {
        programmingUs: 14_200,
        readout: {
          isLogarithmic: true,
          points: [
            [1, 18],
            [100, 50],
            [6000, 173],
          ],
        },
        delayUsPerSample: 20.5,
        decorrelation: { longestAnnealUs: 2000, rangeUs: [500, 10_000] },
        reverse: {
          prepared: { programmingUs: 4000, delayUs: 35 },
          continued: { programmingUs: 4000, delayUs: -4.5 },
        },
        overheadUs: 1000,
      },
      ...changes,
      physics: { ...typicalAnnealerPhysics, ...changes.physics },
    },
  };
}

const nothing = () => Promise.reject(new Error("Circuits do not run here."));
const noEngine = { estimate: () => ({ method: "", why: "", seconds: 0, bytes: 0 }), run: nothing, bind: nothing };

export const openModel = (model: BackendModel): Backend => openBackend(model, noEngine, nodeHost());

/** A problem of spins: fields of the qubits, and couplings of pairs of qubits. */
export function problemOf(
  fields: Readonly<Record<number, number>>,
  couplings: readonly (readonly [number, number, number])[],
  vartype: "spin" | "binary" = "spin",
  offset = 0,
): AnnealWorkload["problem"] {
  const named = [...Object.keys(fields).map(Number), ...couplings.map(([a]) => a), ...couplings.map(([, b]) => b)];
  const qubits = [...new Set(named)].sort((a, b) => a - b);
  const placeOf = new Map(qubits.map((qubit, k) => [qubit, k]));
  return writeQubitProblem({
    ...{ vartype, qubits, offset },
    linear: qubits.map((qubit) => fields[qubit] ?? 0),
    first: couplings.map(([a]) => placeOf.get(a) ?? -1),
    second: couplings.map(([, b]) => placeOf.get(b) ?? -1),
    quadratic: couplings.map(([, , value]) => value),
  });
}

export const annealing = (problem: AnnealWorkload["problem"], more: Partial<AnnealWorkload> = {}): AnnealWorkload => ({
  ...{ kind: "anneal", problem, reads: 100, autoScale: true, spinReversals: 0, answer: "raw", seed: 5 },
  ...more,
});

export const control = { stop: { aborted: false }, seed: 11, now: () => 0 };

export const runOn = async (backend: Backend, workload: AnnealWorkload): Promise<AnnealOutcome> =>
  annealedOf(await backend.run(workload, control));

export const meanOf = ({ energies, occurrences }: AnnealOutcome): number => {
  const reads = occurrences.reduce((so, count) => so + count, 0);
  return energies.reduce((so, energy, k) => so + energy * (occurrences[k] ?? 0), 0) / reads;
};
