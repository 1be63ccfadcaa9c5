import type { Circuit } from "@naru/circuit";

/** What came back from a backend, in no vendor's terms. */
export type Outcome = SampleOutcome;

export interface SampleOutcome {
  readonly kind: "sample";
  /** One for each circuit of the workload, in its order. */
  readonly circuits: readonly CircuitOutcome[];
  /** The seed that reproduces this outcome on the same backend and version. */
  readonly seed: number;
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
