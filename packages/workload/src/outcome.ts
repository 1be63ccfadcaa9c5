import type { Circuit, ClassicalRegister } from "@naru/circuit";
import type { AnnealOutcome, SolveOutcome } from "./annealing.ts";
import type { Extrapolator } from "./workload.ts";

/** What came back from a backend, in no vendor's terms; of the same kind as the workload. */
export type Outcome = SampleOutcome | SweepOutcome | EstimateOutcome | AnnealOutcome | SolveOutcome;

export interface SampleOutcome {
  readonly kind: "sample";
  /** One for each circuit of the workload, in its order. */
  readonly circuits: readonly CircuitOutcome[];
  /** The seed that reproduces this outcome on the same backend and version. */
  readonly seed: number;
}

export interface SweepOutcome {
  readonly kind: "sweep";
  /** One for each item of the workload, in its order. */
  readonly items: readonly SweepItemOutcome[];
  readonly seed: number;
}

/** What one item of a sweep gave. */
export interface SweepItemOutcome extends ItemOutcome {
  /** The sets of values; one single run has none. */
  readonly shape: readonly number[];
  /** For each set. */
  readonly shots: number;
  /** Classical bits of the circuit. */
  readonly bitCount: number;
  /** The circuit's registers, in order of declaration. */
  readonly registers: readonly ClassicalRegister[];
  /**
   * What every shot read, set by set and shot by shot, ⌈bitCount/8⌉ bytes each: classical bit k is bit k mod 8 of byte
   * ⌊k/8⌋.
   */
  readonly bits: Uint8Array;
  /** What a samplex gave beside the values. */
  readonly outputs?: Readonly<Record<string, BitTensor>>;
  /**
   * Number of variants, where the circuit was twirled. Each set's shots come variant by variant, the longer ones first by
   * one shot; bits are as if it had not been twirled.
   */
  readonly randomisations?: number;
}

/** Bits of any shape, row by row (the last axis fastest), one byte each, 0 or 1. */
export interface BitTensor {
  readonly shape: readonly number[];
  readonly bits: Uint8Array;
}

export interface EstimateOutcome {
  readonly kind: "estimate";
  /** One for each item of the workload, in its order. */
  readonly items: readonly EstimateItemOutcome[];
  readonly seed: number;
}

/** What one item of an estimate gave; arrays are row by row. */
export interface EstimateItemOutcome extends ItemOutcome {
  readonly shape: readonly number[];
  readonly values: Float64Array;
  /** Standard errors, from the shots; 0 for exact values. */
  readonly standardErrors: Float64Array;
  /** Standard errors as they would be if all shots had come from one circuit: without the spread between variants. */
  readonly ensembleStandardErrors: Float64Array;
  /** For each set and basis, all variants together; 0 for exact values. */
  readonly shots: number;
  /** Variants of each circuit, where it was twirled. */
  readonly randomisations?: number;
  /** Present with zero-noise extrapolation. */
  readonly zeroNoise?: ZeroNoiseOutcome;
}

/** What lies behind values that were extrapolated; `shape` is that of the result. */
export interface ZeroNoiseOutcome {
  /** How many times the noise of the circuit was to be present. */
  readonly factors: readonly number[];
  /** Where the fits were evaluated, beside 0. */
  readonly extrapolatedFactors: readonly number[];
  /** In order of preference. */
  readonly extrapolators: readonly Extrapolator[];
  /** Values at each factor, `[...shape, factors]`; errors as in the item. */
  readonly values: Float64Array;
  readonly standardErrors: Float64Array;
  readonly ensembleStandardErrors: Float64Array;
  /**
   * Which extrapolator each entry of the result was taken from; where terms of its observable took different ones, all
   * of them, joined by "+".
   */
  readonly taken: readonly string[];
  /** Every extrapolator, used for all terms, at every place: `[...shape, extrapolators, extrapolatedFactors]`. NaN where it failed. */
  readonly extrapolated: Float64Array;
  readonly extrapolatedErrors: Float64Array;
}

/** What outcomes of sweeps and estimates share. */
interface ItemOutcome {
  /** What the circuit carried with it. */
  readonly metadata: unknown;
  /** After compiling, of one run of one set; for a circuit that falls apart, of all parts. */
  readonly resources: Resources;
  readonly method?: { readonly name: string; readonly why: string };
  /** Time the backend was busy with it. */
  readonly seconds: number;
  /** When it ran, in milliseconds since 1970. */
  readonly startedMs: number;
  readonly finishedMs: number;
}

/**
 * What one circuit gave. Bit k of an outcome is classical bit k of the circuit (qubit k where the circuit had none).
 * A simulator without noise gives exact `probabilities`, and `counts` drawn from them; a QPU gives `counts` alone.
 */
export interface CircuitOutcome {
  /** Width of every outcome, in bits. */
  readonly bitCount: number;
  readonly shots: number;
  readonly counts: Counts;
  /**
   * Exact probabilities, ascending by outcome; absent when they are not known, or too many to list beside those of
   * the workload's other circuits: then the counts tell.
   */
  readonly probabilities?: Distribution;
  /** Entry s is the position in `counts` (in its order) of what shot s gave. Absent unless asked for. */
  readonly memory?: Uint32Array;
  readonly resources: Resources;
  /** The native circuit that ran, where the backend compiled one: OpenQASM-like operations of the backend's gates. */
  readonly compiled?: Circuit;
  /** Which method computed it and why it was chosen, for the job's page; absent from real machines. */
  readonly method?: { readonly name: string; readonly why: string };
  /** Time the backend was busy with this circuit. */
  readonly seconds: number;
}

/**
 * How often each outcome was seen. Bit 0 is the rightmost character, as in a number written in binary.
 * Entries are in ascending order of the outcome as a number.
 */
export type Counts = ReadonlyMap<string, number>;

/** Entry i: the outcome `outcomes[i]`, a number below 2^53 whose bit k is classical bit k, has probability `values[i]`. */
export interface Distribution {
  /** Ascending, without repeats. */
  readonly outcomes: Float64Array;
  /** Each above zero; they sum to 1 within rounding. */
  readonly values: Float64Array;
}

/** What a circuit costs on the backend that ran it, after compiling to its native gates. */
export interface Resources {
  readonly qubits: number;
  readonly oneQubitGates: number;
  readonly twoQubitGates: number;
  /** Longest chain of operations that wait for one another. */
  readonly depth: number;
  /** Estimated time of one shot on the modelled machine, from its gate times; absent for bare simulators. */
  readonly durationUs?: number;
}
