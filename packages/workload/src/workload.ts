import type { Circuit } from "@naru/circuit";

/** What is to be run, in no vendor's terms. Plain JSON, so that it can wait in a queue. */
export type Workload = SampleWorkload;

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
}
