/** Anneal an Ising or QUBO problem on the qubits of an annealer. Plain JSON. */
export interface AnnealWorkload {
  readonly kind: "anneal";
  readonly problem: QubitProblem;
  /** 1 or more. */
  readonly reads: number;
  /** What the machine does in each read; the plain anneal of its default time if absent. */
  readonly schedule?: AnnealSchedule;
  /** Where reverse anneals begin: for each of the machine's qubits 1 or −1 (spins) or 1 or 0 (bits), 3 for unused ones. */
  readonly initialState?: readonly number[];
  /** Whether each read begins in `initialState`, or in what the read before gave. */
  readonly reinitialises?: boolean;
  /** Brings fields and couplings into the machine's ranges; without, what lies outside is refused. */
  readonly autoScale: boolean;
  /** Extra advance of qubits in the schedule, and fluxes through them: one number for each of the machine's qubits. */
  readonly offsets?: readonly number[];
  readonly fluxes?: readonly number[];
  /** How often the machine's qubits are given another sense of up and down, chosen at random; 0 for never. */
  readonly spinReversals: number;
  /** Waits, in microseconds. */
  readonly programmingThermalisationUs?: number;
  readonly readoutThermalisationUs?: number;
  /** Whether reads wait so long that they do not depend on one another. */
  readonly decorrelates?: boolean;
  /** Each read on its own in the order of the reads, or equal ones together in ascending order of energy. */
  readonly answer: "raw" | "histogram";
  /** The most samples that are wanted, after ordering; all if absent. */
  readonly maxSamples?: number;
  /** Fixes every random choice. 0 … 2^53 − 1. */
  readonly seed?: number;
}

/** A problem on qubits of a machine, energies offset + Σ linear + Σ quadratic, to be made small. */
export interface QubitProblem {
  readonly vartype: "spin" | "binary";
  /** Qubits that take part, ascending. */
  readonly qubits: readonly number[];
  /** For each of them, as base64 of little-endian 64-bit floats. */
  readonly linear: string;
  /** Places in `qubits` of the two ends of each coupling, as base64 of little-endian 32-bit integers, and its value. */
  readonly first: string;
  readonly second: string;
  readonly quadratic: string;
  readonly offset: number;
}

/** Points [time in microseconds, part s of the anneal], times ascending; straight lines between. */
export interface AnnealSchedule {
  /** From s = 0 or, in reverse anneals, from 1; to s = 1. */
  readonly points: readonly (readonly [number, number])[];
  /** The machine's fast schedule, in which the transverse field alone is turned off. */
  readonly isFast?: boolean;
  /** Points [time in microseconds, factor of all linear coefficients]. */
  readonly fieldGain?: readonly (readonly [number, number])[];
}

/** Solve a model by classical methods within a time. Plain JSON. */
export interface SolveWorkload {
  readonly kind: "solve";
  readonly model: ModelFile;
  readonly timeLimitSeconds: number;
  /** Fixes every random choice, as far as the time limit lets; 0 … 2^53 − 1. */
  readonly seed?: number;
}

/** A file of dimod or dwave-optimization; `modelFileOf` gives its bytes. */
export interface ModelFile {
  /** Binary quadratic, constrained quadratic, discrete quadratic, nonlinear. */
  readonly format: "bqm" | "cqm" | "dqm" | "nl";
  /** The file; empty where it was uploaded before. */
  readonly base64: string;
  /** Where it was uploaded before: under this id, in the service's store. */
  readonly upload?: { readonly id: string; readonly bytes: number };
  /** The file that was uploaded, put here by whoever runs the workload, and never kept with it. */
  readonly content?: Uint8Array;
}

export interface AnnealOutcome {
  readonly kind: "anneal";
  /** The qubits that took part, ascending. */
  readonly qubits: readonly number[];
  /** What the problem's variables are: spins of ±1, or bits. */
  readonly vartype: "spin" | "binary";
  /**
   * Sample by sample, one byte for each of `qubits`: 1 for spin 1 and bit 1, 0 for spin −1 and bit 0.
   */
  readonly bits: Uint8Array;
  /** Of the problem as it was sent, offset included; one for each sample. */
  readonly energies: Float64Array;
  /** How many reads gave it. */
  readonly occurrences: Int32Array;
  /** Times of the modelled machine, in microseconds. */
  readonly timing: MachineTiming;
  readonly method: { readonly name: string; readonly why: string };
  /** Time the backend was busy with it. */
  readonly seconds: number;
  readonly seed: number;
}

/** Microseconds: access = programming + sampling, sampling = reads × (anneal + readout + delay). */
export interface MachineTiming {
  readonly programmingUs: number;
  readonly annealUsPerSample: number;
  readonly readoutUsPerSample: number;
  readonly delayUsPerSample: number;
  readonly samplingUs: number;
  readonly accessUs: number;
  readonly overheadUs: number;
  readonly postProcessingUs: number;
}

export type SolveOutcome = SolvedSamples | SolvedStates;

/** Samples of a quadratic model, the best first (feasible ones before others). */
export interface SolvedSamples extends Solved {
  readonly format: "bqm" | "cqm" | "dqm";
  /** As the model has them: numbers, texts, or lists of such. */
  readonly labels: readonly unknown[];
  readonly vartypes: readonly ("spin" | "binary" | "integer" | "real" | "discrete")[];
  readonly sampleCount: number;
  /** Sample by sample, one number for each variable. */
  readonly values: Float64Array;
  readonly energies: Float64Array;
  /** Of constrained models: sample by sample, 1 for each constraint that holds. */
  readonly constraints?: {
    readonly labels: readonly unknown[];
    readonly satisfied: Uint8Array;
    /** Places of those that may be broken for a price, where there are any; the others make a sample feasible. */
    readonly soft?: readonly number[];
  };
}

/** States of a nonlinear model's decisions, as a file of dwave-optimization. */
export interface SolvedStates extends Solved {
  readonly format: "nl";
  readonly file: Uint8Array;
  /** Of the first state, and whether it keeps the constraints. */
  readonly objective?: number;
  readonly isFeasible?: boolean;
}

interface Solved {
  readonly kind: "solve";
  readonly method: { readonly name: string; readonly why: string };
  /** Wall time of the search. */
  readonly seconds: number;
  readonly seed: number;
}
