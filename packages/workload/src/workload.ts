import type { Circuit } from "@naru/circuit";
import type { AnnealWorkload, SolveWorkload } from "./annealing.ts";
import type { NumberArray } from "./packing.ts";

/** What is to be run, in no vendor's terms. Plain JSON, so that it can wait in a queue. */
export type Workload = CircuitWorkload | AnnealWorkload | SolveWorkload;

/** What is run gate by gate. */
export type CircuitWorkload = SampleWorkload | SweepWorkload | EstimateWorkload;

/** Run circuits and look at their classical bits. */
export interface SampleWorkload {
  readonly kind: "sample";
  /** At least one. A circuit without classical bits has every qubit measured at the end, qubit k into bit k. */
  readonly circuits: readonly Circuit[];
  /** How often each circuit runs; 1 or more. */
  readonly shots: number;
  /** Whether the outcome of every single shot is wanted, in the order of the shots. */
  readonly memory?: boolean;
  /** A noise model that the backend offers, by name; absent for the backend's own behaviour. */
  readonly noiseModel?: string;
  /** Fixes every random choice: same workload, backend, version and seed give the same outcome. 0 … 2^53 − 1. */
  readonly seed?: number;
  /** Averages over equivalent variants of each circuit, on backends that offer it. */
  readonly debiasing?: boolean;
  /** As in `CircuitFiles`. */
  readonly calibrationId?: string;
}

/** Run circuits over arrays of parameter values, and keep what every shot gave. */
export interface SweepWorkload extends CircuitFiles {
  readonly kind: "sweep";
  /** At least one. */
  readonly items: readonly SweepItem[];
  readonly suppression?: ErrorSuppression;
}

/** One circuit and the values that it runs with. */
export interface SweepItem {
  readonly circuit: CircuitPlace;
  readonly values: ParameterValues;
  /** For each set of values; 1 or more. */
  readonly shots: number;
}

/** Run circuits over arrays of parameter values, and give expectation values of observables in their final states. */
export interface EstimateWorkload extends CircuitFiles {
  readonly kind: "estimate";
  /** At least one. */
  readonly items: readonly EstimateItem[];
  readonly suppression?: ErrorSuppression;
  readonly mitigation?: ErrorMitigation;
}

/** One circuit, the values that it runs with, and the observables that are wanted in each state. */
export interface EstimateItem {
  readonly circuit: CircuitPlace;
  readonly values: NumberArray;
  readonly observables: readonly Observable[];
  /** Shape of the result. */
  readonly shape: readonly number[];
  /** Entry k of the result, row by row, is observable `observable[k]` in the state of set `set[k]` of the values. */
  readonly outputs: { readonly set: readonly number[]; readonly observable: readonly number[] };
  /** For each set of values and basis; null for exact values, which only simulators without noise have. */
  readonly shots: number | null;
  /** What the caller asked for, where it was not shots: standard error of an observable of norm 1. */
  readonly precision?: number;
}

/** A real combination of products of Pauli matrices and projectors. */
export type Observable = readonly ObservableTerm[];

export interface ObservableTerm {
  /**
   * Letter j acts on `qubits[j]`; nothing acts on the others. X Y Z are Pauli matrices; 0 1, + −, r l project on their
   * eigenstates of +1 and −1: |0⟩⟨0| and |1⟩⟨1|, |+⟩⟨+| and |−⟩⟨−|, |+i⟩⟨+i| and |−i⟩⟨−i| (Qiskit's letters; − is "-").
   */
  readonly letters: string;
  /** All different. */
  readonly qubits: readonly number[];
  readonly coefficient: number;
}

/** What workloads share whose circuits come in files. */
export interface CircuitFiles {
  /** Each the base64 of a zlib stream of a QPY file. */
  readonly files: readonly string[];
  /** As in `SampleWorkload`. */
  readonly seed?: number;
  /** Which of the backend's calibrations its noise is of; the one of the day of submission where it has several. */
  readonly calibrationId?: string;
}

/** A circuit of a workload's files. */
export interface CircuitPlace {
  readonly file: number;
  readonly index: number;
}

/**
 * Values of a circuit's parameters, in the order of `QpyCircuit.parameters` along the last axis; the other axes are the
 * sets. A circuit without parameters has shape `[…sets, 0]`, so `[0]` for a single run.
 */
export type ParameterValues = NumberArray | RandomisedValues;

/** Values that are drawn by a samplex, a graph of random choices (package samplomatic), which gives further outputs. */
export interface RandomisedValues {
  readonly kind: "samplex";
  /** Its JSON. */
  readonly samplex: string;
  /** Values of its inputs, as the vendor's client sends them; read by @naru/samplex. */
  readonly arguments: { readonly [name: string]: unknown };
  /** The sets: axes over which arguments vary and, where they do not, over which it is drawn anew. */
  readonly shape: readonly number[];
}

/** Changes to circuits that leave their meaning and make errors milder. */
export interface ErrorSuppression {
  readonly twirling?: Twirling;
  readonly decoupling?: Decoupling;
}

/** Runs variants of each circuit with random Pauli matrices put in that cancel, so that errors become random flips. */
export interface Twirling {
  /** Around gates on two qubits. */
  readonly gates: boolean;
  /** Before measurements, undone in what was read. */
  readonly measurements: boolean;
  /** Which qubits of a layer of gates are twirled. */
  readonly strategy: "active" | "active-accum" | "active-circuit" | "all";
  /**
   * Variants, and shots of each. Together they run as many shots as the item has; "auto" for both is 64 shots or more
   * for each of at most 32 variants. Where both are given, so many variants share the item's shots.
   */
  readonly randomisations: number | "auto";
  readonly shotsPerRandomisation: number | "auto";
}

/** Puts pulses that cancel where a qubit waits. */
export interface Decoupling {
  readonly sequence: "XX" | "XpXm" | "XY4";
  /** How the time that is left is spread. */
  readonly slack: "middle" | "edges";
  readonly scheduling: "alap" | "asap";
  /** Whether qubits get no pulses that wait since the beginning of the circuit or since a reset. */
  readonly skipsResetQubits: boolean;
}

/** Ways to work errors out of expectation values. */
export interface ErrorMitigation {
  /**
   * Divides by what twirled readings of |0…0⟩ give (TREX, van den Berg et al., 10.1103/PhysRevA.105.032620); "auto" is as
   * many shots as a variant of the largest item has. Measurements of the items are twirled too.
   */
  readonly readout?: { readonly randomisations: number; readonly shotsPerRandomisation: number | "auto" };
  readonly zeroNoise?: ZeroNoise;
}

/** Runs circuits with more noise and goes back to none (Temme et al., 10.1103/PhysRevLett.119.180509). */
export interface ZeroNoise {
  /** How noise grows: gates on two qubits are followed by their inverses and repeated; which first, where not all are. */
  readonly amplifier: "gate_folding" | "gate_folding_front" | "gate_folding_back";
  /** 1 or more, ascending. */
  readonly factors: readonly number[];
  /** The first that fits is taken, for each term of an observable. */
  readonly extrapolators: readonly Extrapolator[];
  /** Where the fit is evaluated, beside 0, which is the result. */
  readonly extrapolatedFactors: readonly number[];
}

export type Extrapolator =
  | "linear"
  | "exponential"
  | "double_exponential"
  | `polynomial_degree_${1 | 2 | 3 | 4 | 5 | 6 | 7}`
  | "fallback";
