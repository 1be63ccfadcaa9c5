import type { Circuit, GateOperation, PauliSum, UnitaryOperation } from "@naru/circuit";
import type { NoiseModel } from "./noise-model.ts";

/** The ways to compute a circuit. */
export const methodNames = ["reference", "tiny", "statevector", "density", "stabilizer", "mps"] as const;
export type MethodName = (typeof methodNames)[number];

/** Width of the floating-point numbers that hold the amplitudes: 32 or 64 bits. */
export type Precision = "single" | "double";

/** What to compute from a circuit. Nothing is computed that is not asked for. */
export interface SimulateOptions {
  /** Fixes every random choice: the same circuit, options, method and version give the same result. ±(2^53 − 1). */
  readonly seed: number;
  /** How many shots to draw; 0 or absent for none. */
  readonly shots?: number;
  /** Whether the outcome of every single shot is wanted. */
  readonly memory?: boolean;
  /**
   * Whether the exact distribution over the classical bits is wanted; with noise only by methods that keep the exact mixed
   * state.
   */
  readonly probabilities?: boolean;
  /** Whether the state at the end is wanted; only without noise, mid-circuit measurement, reset and conditions. */
  readonly amplitudes?: boolean;
  /**
   * Observables whose expectation values in the state at the end are wanted; not with mid-circuit measurement, reset and
   * conditions, and with noise only by methods that keep the exact mixed state.
   */
  readonly observables?: readonly PauliSum[];
  /**
   * The state in which the circuit begins, in place of |0…0⟩: (re, im) interleaved, 2 · 2^n numbers of squared norm 1 within
   * 1e-6; bit k of the index is qubit k. Not with noise, mid-circuit measurement, reset and conditions.
   */
  readonly initialState?: Float64Array;
  /** Absent: the method chooses, and says so in `why`. */
  readonly precision?: Precision;
  readonly noise?: NoiseModel;
  /** Bounds of the matrix-product state; others ignore them. */
  readonly mps?: MpsOptions;
  /** Forces a method. */
  readonly method?: MethodName;
  /**
   * A method that is taken without comparing it with others wherever it fits the circuit or a part of it, such as the one of
   * a run of the same circuit with other angles: comparing may take longer than a short run.
   */
  readonly preferredMethod?: MethodName;
  /** Polled at least each 100 ms of work; once true, CancelledError is thrown. It may be a getter. */
  readonly stop?: { readonly aborted: boolean };
  /** Told at least each 200 ms of a long run how much is done, 0 … 1, never falling. */
  onProgress?(done: number): void;
}

export interface MpsOptions {
  /** Most numbers that a bond keeps. */
  readonly maxBond?: number;
  /** Most weight (sum of squared singular values, of 1) that one truncation may drop. */
  readonly maxTruncation?: number;
}

/**
 * What one circuit gave. Bit k of an outcome is classical bit k; a circuit without classical bits has qubit k measured
 * into bit k at the end.
 */
export interface SimulateResult {
  readonly method: MethodName;
  /** Why this method, and in which precision: one sentence for the job's page. */
  readonly why: string;
  /** Width of every outcome, in bits. */
  readonly bitCount: number;
  /** Present when shots were asked for. */
  readonly counts?: Counts;
  /** Entry s is the position in `counts` (in its order) of what shot s gave; the order of the shots is random. */
  readonly memory?: Uint32Array;
  /** Present when asked for, unless the outcomes are wider than 53 bits or more than 2^20 are possible. */
  readonly probabilities?: Distribution;
  /**
   * (re, im) interleaved, 2 · 2^n numbers; bit k of the index is qubit k. The state before the measurements at the end,
   * with its exact global phase.
   */
  readonly amplitudes?: Float64Array;
  /** Entry i is the expectation value of `observables[i]`. Present when asked for. */
  readonly expectations?: Float64Array;
  /** Weight that a matrix-product state dropped in all its truncations, 0 … 1: about 1 − fidelity. */
  readonly truncationError?: number;
  /** Wall time of the run. */
  readonly seconds: number;
}

/**
 * How often each outcome was seen: bitstrings as wide as the circuit has classical bits, bit 0 rightmost, in ascending
 * order of the outcome as a number.
 */
export type Counts = ReadonlyMap<string, number>;

/** Entry i: the outcome `outcomes[i]`, a number below 2^53, has probability `values[i]`. Entries below 1e-12 are left out. */
export interface Distribution {
  /** Ascending, without repeats. */
  readonly outcomes: Float64Array;
  readonly values: Float64Array;
}

/** Probabilities below this are rounding errors of amplitudes of 1e-6 and less, and are not listed. */
export const negligibleProbability = 1e-12;

/** A distribution over more outcomes than this is not listed: at 16 bytes each it would fill 16 MiB. */
export const maxListedOutcomes = 2 ** 20;

/** A method: says whether it takes a circuit, what that would cost, and runs it. */
export interface Simulator {
  readonly name: MethodName;
  /** Whether `run` would accept, and if not, why: a clause that can follow "because". */
  supports(circuit: Circuit, options: SimulateOptions): Support;
  /** Expected wall time and peak memory. Allocates nothing. Only for what `supports` accepts. */
  estimate(circuit: Circuit, options: SimulateOptions): Cost;
  /** Throws UnsupportedError for what `supports` refuses, and CancelledError once stopped. */
  run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult> | SimulateResult;
}

export type Support = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** What a method answers that has no expectation values. */
export const noObservables: Support = { ok: false, why: "it computes no expectation values" };

/** What a method answers that begins in |0…0⟩ alone. */
export const noInitialState: Support = { ok: false, why: "it begins in |0…0⟩ and takes no other state" };

export interface Cost {
  /** Wall time in a process that has run such circuits before. */
  readonly seconds: number;
  /** Peak memory. */
  readonly bytes: number;
  /** Wall time in a process that has just started: code not optimised, kernels not compiled. `seconds` if absent. */
  readonly firstSeconds?: number;
  /** Wall time on one thread, by which methods are compared, so that the choice is the same everywhere. `seconds` if absent. */
  readonly serialSeconds?: number;
  /** False when the method may have to leave out part of the state, so that it is only used when asked for. */
  readonly isExact?: boolean;
}

/** The part of the platform that every method needs. */
export interface Clock {
  /** Milliseconds that never run backwards, from any origin. */
  now(): number;
  /** Lets other work of this thread happen (timers, messages), then goes on. */
  pause(): Promise<void>;
  /** How long a run may work between two pauses, in milliseconds; 50 if absent. It may change from turn to turn. */
  readonly turnMs?: number;
}

/** An operation that changes amplitudes by a unitary. */
export type UnitaryStep = GateOperation | UnitaryOperation;

/** Basis state `states[i]` (bit k is qubit k) was drawn `counts[i]` times. States ascend and do not repeat. */
export interface Draws {
  readonly states: Uint32Array;
  readonly counts: Uint32Array;
}
