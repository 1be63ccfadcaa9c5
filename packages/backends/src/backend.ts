import type { Circuit, GateName } from "@naru/circuit";
import type { Outcome, Resources, Workload } from "@naru/workload";
import type { AnnealerMachine } from "./annealer/machine.ts";
import type { HybridMachine } from "./hybrid/machine.ts";

/** What a job runs on: a bare simulator, an emulated QPU, an annealer, or a real machine far away. */
export interface Backend {
  readonly spec: BackendSpec;

  /**
   * What the workload will cost, without running it. Throws UnsupportedError or TooLargeError, with the numbers and
   * the limit, when this backend cannot run it: the same answer at submit and in the worker.
   */
  estimate(workload: Workload): WorkloadEstimate;

  /** The workload's circuits as this backend would run them, without running them. */
  compile(workload: Workload): Promise<CompiledCircuit[]>;

  /**
   * Runs the workload. `stop.aborted` may be a getter; it is polled at least each 100 ms, then CancelledError is thrown.
   * Without a seed in the workload, one is drawn and reported.
   */
  run(workload: Workload, control: RunControl): Promise<Outcome>;
}

export interface RunControl {
  readonly stop: { readonly aborted: boolean };
  /** Told now and then how much is done, 0 … 1. */
  onProgress?(done: number): void;
  /** Used when the workload names no seed. */
  readonly seed: number;
  /** Milliseconds since 1970, for the times that an outcome tells. */
  now(): number;
}

export interface WorkloadEstimate {
  /** Expected time of the whole workload on this machine, with the writing of its results. */
  readonly seconds: number;
  /** Peak memory: of the largest circuit, and of the results of all. */
  readonly bytes: number;
  /** Sum over circuits (depth: maximum), after compiling, of one shot. */
  readonly resources: Resources;
  readonly method: string;
  readonly why: string;
}

export interface CompiledCircuit {
  readonly circuit: Circuit;
  readonly resources: Resources;
}

/** An "annealer" is an emulated one and takes problems on its qubits; a "hybrid" takes models of any shape. */
export type BackendKind = "simulator" | "emulated_qpu" | "annealer" | "hybrid";

/** What a backend is and takes, as data. */
export interface BackendSpec {
  /** Unique within Naru, in the owning vendor's spelling, such as `qpu.aria-1`. */
  readonly name: string;
  readonly vendor: string;
  readonly kind: BackendKind;
  /** One line for people, in both languages. */
  readonly description: { readonly ko: string; readonly en: string };
  /** Qubits that work; of a hybrid 0. */
  readonly qubitCount: number;
  /** Gates that run without compiling; empty for a simulator that takes every gate of the table, and for what runs none. */
  readonly nativeGates: readonly GateName[];
  /** Pairs of qubits that two-qubit gates may join, "all" for every pair, or what is coupled as a family of graphs has it. */
  readonly connectivity: "all" | readonly (readonly [number, number])[] | Lattice;
  /** Names that `SampleWorkload.noiseModel` may take here. */
  readonly noiseModels: readonly string[];
  readonly calibration?: CalibrationSnapshot;
  /** An annealer's reads are its shots. */
  readonly limits: { readonly shots: number; readonly circuits: number; readonly gates: number };
  /** Whether mid-circuit measurement, reset and conditions run here. */
  readonly dynamicCircuits: boolean;
}

/** Tens of thousands of couplers in short. */
export interface Lattice {
  /** Such as "pegasus". */
  readonly topology: string;
  readonly shape: readonly number[];
  /** Couplers that work. */
  readonly couplers: number;
}

/** A machine's measured figures at one moment. Immutable. Medians over qubits and pairs. */
export interface CalibrationSnapshot {
  /** A UUID. */
  readonly id: string;
  readonly takenAt: Date;
  /** Where the figures are from, for people. */
  readonly source: string;
  readonly oneQubitFidelity: number;
  readonly twoQubitFidelity: number;
  /** State preparation and measurement together. */
  readonly spamFidelity: number;
  readonly oneQubitGateUs: number;
  readonly twoQubitGateUs: number;
  readonly readoutUs: number;
  readonly resetUs: number;
  readonly t1Seconds: number;
  readonly t2Seconds: number;
}

/** A backend as data: what a dialect's folder declares and a worker opens. */
export interface BackendModel {
  readonly spec: BackendSpec;
  /** Noise of each name in `spec.noiseModels`, and of the machine itself under its own `ownNoise` name. */
  readonly noise: Readonly<Record<string, NoiseFigures>>;
  /** Which entry of `noise` is always on; null for an ideal simulator. */
  readonly ownNoise: string | null;
  /** The machine qubit by qubit, where it is modelled so; its noise is then that of its calibration. */
  readonly device?: Device;
  /** Present for, and only for, backends of these kinds. */
  readonly annealer?: AnnealerMachine;
  readonly hybrid?: HybridMachine;
}

/** A superconducting QPU as data, from which its calibrations follow: see `devices/`. */
export interface Device {
  readonly qubitCount: number;
  /** Gates that run here, in Naru's names; others are refused. */
  readonly oneQubitGates: readonly GateName[];
  readonly twoQubitGates: readonly GateName[];
  /** Pairs that two-qubit gates join, each once. Where `isDirected`, only in this order. */
  readonly edges: readonly (readonly [number, number])[];
  readonly isDirected: boolean;
  /** Medians over the qubits or pairs, from which the figures of each day and qubit are drawn. */
  readonly medians: {
    readonly t1Seconds: number;
    readonly t2Seconds: number;
    /** Mean of the two ways to misread a qubit. */
    readonly readoutError: number;
    /** Average gate errors, as randomised benchmarking gives them: 1 − average fidelity. */
    readonly oneQubitError: number;
    readonly twoQubitError: number;
  };
  /**
   * How far figures differ from qubit to qubit: standard deviations of their logarithms. Absent: as public snapshots of other
   * superconducting devices show, with a few qubits and pairs that are far worse than the rest, which there are none of here.
   */
  readonly spreads?: Readonly<Record<"t1" | "t2" | "readout" | "oneQubit" | "twoQubit", number>>;
  /** The same for every gate of a width, every qubit and every day. */
  readonly oneQubitSeconds: number;
  readonly twoQubitSeconds: number;
  /** Two-qubit gates whose figures are their own, in place of those of their width. */
  readonly ownFigures?: Readonly<Partial<Record<GateName, { readonly medianError: number; readonly seconds: number }>>>;
  /**
   * The last of the qubits, where they are resonators: they hold states, but have neither one-qubit gates nor a readout.
   * Their lifetimes are the same every day.
   */
  readonly resonators?: readonly { readonly t1Seconds: number; readonly t2Seconds: number }[];
  readonly measureSeconds: number;
  readonly resetSeconds: number;
  /** Gates that are turns of the frame and take no time and no error, such as `rz`. */
  readonly virtualGates: readonly GateName[];
  /** Steps in which times are counted (IBM's dt). */
  readonly stepSeconds: number;
  /** The day from which it has calibrations, as 2026-01-31. */
  readonly since: string;
}

/**
 * Depolarising and readout figures, in IonQ's published convention: after each one-qubit gate a channel with Kraus
 * operators √(1−3r/4)·I and √(r/4)·σ, after each two-qubit gate √(1−15r/16)·I⊗I and √(r/16)·σ⊗σ.
 */
export interface NoiseFigures {
  readonly oneQubitRate: number;
  readonly twoQubitRate: number;
  /** Chance that a measured bit is read wrongly, the same for 0 and 1. */
  readonly readoutError: number;
  /** Widest circuit this noise may be used with; the modelled machine's size. */
  readonly qubitLimit: number;
}
