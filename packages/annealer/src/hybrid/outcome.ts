/** What a solver of models gives back. The same shapes as those of a solve outcome in `@naru/workload`. */
export type Solved = SolvedSamples | SolvedStates;

/** Files of dimod and dwave-optimization: binary quadratic, constrained quadratic, discrete quadratic, nonlinear. */
export type ModelFormat = "bqm" | "cqm" | "dqm" | "nl";

/** Samples of a quadratic model, the best first (feasible ones before others). */
export interface SolvedSamples extends SolvedBy {
  readonly format: "bqm" | "cqm" | "dqm";
  /** As the model has them: numbers, texts, or lists of such. */
  readonly labels: readonly unknown[];
  readonly vartypes: readonly ("spin" | "binary" | "integer" | "real" | "discrete")[];
  readonly sampleCount: number;
  /** Sample by sample, one number for each variable: −1 or 1 for spins, the number of its case for discrete ones. */
  readonly values: Float64Array;
  /** Of the objective with its offset (of a constrained model, with the penalties of broken soft constraints as well). */
  readonly energies: Float64Array;
  /** Of constrained models: sample by sample, 1 for each constraint that holds, soft ones too. */
  readonly constraints?: {
    readonly labels: readonly unknown[];
    readonly satisfied: Uint8Array;
    /** Places of the soft ones, where there are any; the others make a sample feasible. */
    readonly soft?: readonly number[];
  };
}

/** States of a nonlinear model's decisions, as a file of dwave-optimization, the best first. */
export interface SolvedStates extends SolvedBy {
  readonly format: "nl";
  readonly file: Uint8Array;
  /** How it stands with the first state. */
  readonly objective: number;
  readonly isFeasible: boolean;
}

interface SolvedBy {
  readonly method: { readonly name: string; readonly why: string };
  /** Wall time of the search. */
  readonly seconds: number;
  readonly seed: number;
}
