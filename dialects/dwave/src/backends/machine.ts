import {
  type AnnealerMachine,
  type AnnealerPhysics,
  type AnnealerTiming,
  type BackendModel,
  type Range,
  typicalAnnealerPhysics,
} from "@naru/backends";

/** The figures of an emulated QPU: all that differs between designs. */
export interface Design {
  readonly name: string;
  /** Of the design, for people. */
  readonly title: string;
  readonly graph: AnnealerMachine["graph"] & { readonly couplers: number };
  readonly fieldRange: Range;
  /** Of the sum of a qubit's couplings, or of each group of them. */
  readonly coupling: Pick<AnnealerMachine, "qubitCouplingRange" | "groupCouplingRange">;
  readonly annealRangeUs: Range;
  /** Absent where the design has no fast anneals. */
  readonly fastAnnealRangeUs?: Range;
  readonly timing: Pick<AnnealerTiming, "programmingUs" | "readout" | "delayUsPerSample">;
  /** What differs from a typical machine's. */
  readonly physics: Partial<AnnealerPhysics>;
}

/** Reads and time of one problem, as the vendor's machines have them. */
const readsRange: Range = [1, 10_000];
const runRangeUs: Range = [0, 1_000_000];
const thermalisationRangeUs: Range = [0, 10_000];
const usualAnnealUs = 20;

/** An annealing QPU of a design, with a working graph drawn from a fixed seed. */
export function emulated(design: Design): BackendModel & { readonly annealer: AnnealerMachine } {
  const { name, title, graph, annealRangeUs, fastAnnealRangeUs } = design;
  const { type, shape } = graph.topology;
  return {
    spec: {
      name,
      vendor: "dwave",
      kind: "annealer",
      description: {
        ko: `${title} 토폴로지를 본뜬 모의 어닐러: 큐비트 ${graph.qubits}개, 결합 ${graph.couplers}개.`,
        en: `Emulated annealing QPU with the ${title} topology: ${graph.qubits} qubits, ${graph.couplers} couplers.`,
      },
      qubitCount: graph.qubits,
      nativeGates: [],
      connectivity: { topology: type, shape, couplers: graph.couplers },
      noiseModels: [],
      limits: { shots: readsRange[1], circuits: 1, gates: 0 },
      dynamicCircuits: false,
    },
    noise: {},
    ownNoise: null,
    annealer: {
      graph,
      fieldRange: design.fieldRange,
      couplingRange: [-1, 1],
      extendedCouplingRange: [-2, 1],
      ...design.coupling,
      reads: readsRange,
      annealUs: { usual: usualAnnealUs, range: annealRangeUs },
      ...(fastAnnealRangeUs && { fastAnnealUs: { usual: usualAnnealUs, range: fastAnnealRangeUs } }),
      programmingThermalisationUs: { usual: 1000, range: thermalisationRangeUs },
      readoutThermalisationUs: { usual: 0, range: thermalisationRangeUs },
      runUs: runRangeUs,
      schedulePoints: 12,
      fieldGain: { points: 20, range: [-4, 4] },
      offsetRange: [-0.2, 0.2],
      timing: {
        ...design.timing,
        decorrelation: { longestAnnealUs: 2000, rangeUs: [500, 10_000] },
        reverse: {
          prepared: { programmingUs: 0, delayUs: -4.5 },
          continued: { programmingUs: 5.55, delayUs: -1.5 },
        },
        overheadUs: 1021,
      },
      physics: { ...typicalAnnealerPhysics, ...design.physics },
    },
  };
}
