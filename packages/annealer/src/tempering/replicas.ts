import type { Random } from "@naru/base";

/** Copies of a model's spins, each at an inverse temperature of its own. */
export interface Replicas {
  readonly count: number;
  /** Metropolis sweeps of all, at `betas[r]` each. */
  sweep(sweeps: number, betas: Float64Array): void;
  /** With the model's offset. */
  energies(into: Float64Array): void;
  /** Spins of replica r, into n places. */
  read(replica: number, into: Int8Array): void;
  write(replica: number, spins: Int8Array): void;
  /** Gives new words to the generators of random numbers. */
  seed(random: Random): void;
}
