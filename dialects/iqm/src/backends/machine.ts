import { type BackendModel, calibrationOf, type Device, decayError, type Lifetimes, snapshotOf } from "@naru/backends";
import type { GateName } from "@naru/circuit";

/** A machine of IQM's designs that we emulate, with what IQM's API tells about it beside the model. */
export interface Machine {
  readonly model: BackendModel & { readonly device: Device };
  /** A UUID, the same everywhere. */
  readonly id: string;
  readonly displayName: string;
  readonly dutLabel: string;
  /** Names of the components: component k is qubit k of the device. The qubits first, then the resonators. */
  readonly qubits: readonly string[];
  readonly resonators: readonly string[];
  /** Pairs of components that are coupled, as the static architecture lists them. */
  readonly connectivity: readonly (readonly [string, string])[];
  /** The calibrated operations by IQM's name, each with the name of its implementation. */
  readonly implementations: Readonly<Record<string, string>>;
  /** The number of a component by its name. */
  readonly componentOf: ReadonlyMap<string, number>;
}

/** Figures of a design. */
export interface Design {
  readonly name: string;
  readonly id: string;
  readonly displayName: string;
  readonly dutLabel: string;
  readonly qubitCount: number;
  readonly t1Seconds: number;
  readonly t2Seconds: number;
  readonly readoutError: number;
  readonly spreads: NonNullable<Device["spreads"]>;
  readonly prx: GateFigures;
  readonly cz: GateFigures;
  /** Where the medians are from. */
  readonly source: string;
}

export interface GateFigures {
  /** Depolarising parameter p of ρ ↦ (1−p)·ρ + p·I/d, which comes on top of the decay while the gate runs. */
  readonly parameter: number;
  readonly seconds: number;
}

/** What all qubits of a star are coupled to. */
export interface Resonator extends Lifetimes {
  readonly move: GateFigures;
}

/** The first day of every machine's calibrations. */
const since = "2026-01-01";
/** IQM publishes no length of a readout; this is a usual one. */
const measureSeconds = 1e-6;

/** Limits of one job. IQM's own are per machine and not published. */
export const limits = { shots: 100_000, circuits: 500, gates: 1_000_000 } as const;
export const maxExecutionsPerJob = 1_000_000;
export const maxInstructionsPerCircuit = 100_000;

/** One-qubit gates: prx, which is calibrated, and what the client lets through beside it. */
const oneQubitGates: readonly GateName[] = ["r", "sx", "rz", "u"];

export const qubitNames = (count: number): string[] => Array.from({ length: count }, (_, k) => `QB${k + 1}`);

/** A machine whose qubits are coupled in pairs; `edges` count qubits from 0. */
export function crystal(design: Design, edges: readonly (readonly [number, number])[]): Machine {
  const names = qubitNames(design.qubitCount);
  return machineOf(design, {
    names: { qubits: names, resonators: [] },
    connectivity: edges.map(([a, b]) => [names[a] ?? "", names[b] ?? ""] as const),
    implementations: { prx: "drag_crf_sx", cz: "crf_crf" },
    device: { ...shared(design), qubitCount: design.qubitCount, twoQubitGates: ["cz"], edges },
    shape: { ko: "사각 격자", en: "on a square lattice" },
  });
}

/** A machine whose qubits are all coupled to one resonator, and to nothing else. */
export function star(design: Design, { move, ...resonator }: Resonator): Machine {
  const { qubitCount } = design;
  const edges = Array.from({ length: qubitCount }, (_, qubit) => [qubit, qubitCount] as const);
  return machineOf(design, {
    names: { qubits: qubitNames(qubitCount), resonators: ["CR1"] },
    connectivity: qubitNames(qubitCount).map((name) => ["CR1", name] as const),
    implementations: { prx: "drag_crf_sx", cz: "tgss", move: "tgss_crf" },
    device: {
      ...shared(design),
      qubitCount: qubitCount + 1,
      medians: mediansOf(design, resonator),
      resonators: [resonator],
      // A MOVE exchanges the states of a qubit and the resonator.
      twoQubitGates: ["cz", "swap"],
      ownFigures: { swap: { medianError: errorOf(move, [design, resonator]), seconds: move.seconds } },
      edges,
    },
    shape: { ko: "공진기 하나를 둘러싼 별 모양 구조", en: "around one resonator" },
  });
}

const shared = (design: Design) => ({
  oneQubitGates,
  isDirected: false,
  medians: mediansOf(design, design),
  spreads: design.spreads,
  oneQubitSeconds: design.prx.seconds,
  twoQubitSeconds: design.cz.seconds,
  measureSeconds,
  // A readout and a flip where it read 1 (`reset_conditional`).
  resetSeconds: measureSeconds + design.prx.seconds,
  virtualGates: ["rz"] as const,
  stepSeconds: 1e-9,
  since,
});

/** Medians of gates whose second component is `partner`. */
const mediansOf = (design: Design, partner: Lifetimes) => ({
  t1Seconds: design.t1Seconds,
  t2Seconds: design.t2Seconds,
  readoutError: design.readoutError,
  oneQubitError: errorOf(design.prx, [design]),
  twoQubitError: errorOf(design.cz, [design, partner]),
});

/**
 * 1 − average fidelity of a gate that depolarises by p after they decayed: decay leaves the average
 * fidelity F, and depolarising makes (1−p)·F + p/d of it.
 */
function errorOf({ parameter, seconds }: GateFigures, components: readonly Lifetimes[]): number {
  const fidelity = 1 - decayError(seconds, components);
  return 1 - ((1 - parameter) * fidelity + parameter * 2 ** -components.length);
}

function machineOf(
  design: Design,
  parts: {
    readonly names: { readonly qubits: readonly string[]; readonly resonators: readonly string[] };
    readonly connectivity: Machine["connectivity"];
    readonly implementations: Readonly<Record<string, string>>;
    readonly device: Device;
    readonly shape: { readonly ko: string; readonly en: string };
  },
): Machine {
  const { name, id, displayName, dutLabel, qubitCount } = design;
  const { device, shape } = parts;
  const { qubits, resonators } = parts.names;
  const source = `Synthetic: drawn day by day around ${design.source}. No device of IQM's was measured.`;
  return {
    model: {
      spec: {
        name,
        vendor: "iqm",
        kind: "emulated_qpu",
        description: {
          ko: `IQM ${displayName} 설계를 본뜬 모의 QPU: ${shape.ko}의 큐비트 ${qubitCount}개, 매일 달라지는 합성 보정 데이터.`,
          en: `Emulation of IQM's ${displayName} design: ${qubitCount} qubits ${shape.en}, synthetic calibrations that drift by day.`,
        },
        qubitCount: device.qubitCount,
        nativeGates: [...device.oneQubitGates, ...device.twoQubitGates],
        connectivity: device.edges,
        noiseModels: [],
        calibration: snapshotOf(device, calibrationOf(device, name, since), source),
        limits,
        dynamicCircuits: true,
      },
      noise: {},
      ownNoise: null,
      device,
    },
    ...{ id, displayName, dutLabel, qubits, resonators },
    connectivity: parts.connectivity,
    implementations: {
      ...parts.implementations,
      measure: "constant",
      cc_prx: "prx_composite",
      reset: "reset_conditional",
    },
    componentOf: new Map([...qubits, ...resonators].map((component, k) => [component, k])),
  };
}
