import { type BackendModel, calibrationOf, type Device, snapshotOf } from "@naru/backends";
import type { Topology } from "./topology.ts";

/** A machine of IBM's that we emulate, with what IBM's API tells about it beside the model. */
export interface Machine {
  readonly model: BackendModel;
  /** Null for the simulator, which joins every pair. */
  readonly topology: Topology | null;
  /** IBM's words for the design; null for the simulator, which has none. */
  readonly processor: { readonly family: string; readonly revision: string } | null;
}

/** An emulated machine. */
export interface EmulatedMachine extends Machine {
  readonly model: BackendModel & { readonly device: Device };
  readonly topology: Topology;
}

/** The figures of a machine: all that differs between designs. */
export interface Design {
  readonly name: string;
  readonly family: string;
  readonly revision: string;
  readonly topology: Topology;
  readonly twoQubitGate: "cz" | "ecr";
  /** Whether rx and rzz by any angle are native too. */
  readonly hasFractionalGates: boolean;
  readonly medians: Device["medians"];
  readonly oneQubitSeconds: number;
  readonly twoQubitSeconds: number;
  readonly measureSeconds: number;
  readonly stepSeconds: number;
  /** Where the medians are from. */
  readonly source: string;
}

/** The first day of every machine's calibrations. */
const since = "2026-01-01";

/**
 * Limits of one job. Shots are IBM's of one circuit; the others are ours, above what one request of the client holds in
 * practice.
 */
export const limits = { shots: 100_000, circuits: 5_000, gates: 5_000_000 } as const;

/** A machine of a design, whose qubits differ and drift as its device says. */
export function emulated(design: Design): EmulatedMachine {
  const { name, family, revision, topology, twoQubitGate, hasFractionalGates, measureSeconds } = design;
  const device: Device = {
    qubitCount: topology.qubitCount,
    oneQubitGates: hasFractionalGates ? ["id", "rx", "rz", "sx", "x"] : ["id", "rz", "sx", "x"],
    twoQubitGates: hasFractionalGates ? [twoQubitGate, "rzz"] : [twoQubitGate],
    edges: topology.edges,
    isDirected: twoQubitGate === "ecr",
    medians: design.medians,
    oneQubitSeconds: design.oneQubitSeconds,
    twoQubitSeconds: design.twoQubitSeconds,
    measureSeconds,
    // A measurement and a flip, as in the published snapshots.
    resetSeconds: measureSeconds + design.oneQubitSeconds,
    virtualGates: ["rz"],
    stepSeconds: design.stepSeconds,
    since,
  };
  const source = `Synthetic: drawn day by day around ${design.source}. No device of IBM's was measured.`;
  const title = `${family} r${revision}`;
  return {
    model: {
      spec: {
        name,
        vendor: "ibm",
        kind: "emulated_qpu",
        description: {
          ko: `IBM ${title} 설계를 본뜬 모의 QPU: 큐비트 ${topology.qubitCount}개, ${twoQubitGate.toUpperCase()} 게이트, 매일 달라지는 합성 보정 데이터.`,
          en: `Emulation of IBM's ${title} design: ${topology.qubitCount} qubits, ${twoQubitGate.toUpperCase()} gates, synthetic calibrations that drift by day.`,
        },
        qubitCount: topology.qubitCount,
        nativeGates: [...device.oneQubitGates, ...device.twoQubitGates],
        connectivity: topology.edges,
        noiseModels: [],
        calibration: snapshotOf(device, calibrationOf(device, name, since), source),
        limits,
        dynamicCircuits: true,
      },
      noise: {},
      ownNoise: null,
      device,
    },
    topology,
    processor: { family, revision },
  };
}
