import { energyOf, type IsingModel } from "./model.ts";

/** States that a sampler found, in the order of its reads. */
export interface SampleSet {
  readonly size: number;
  readonly reads: number;
  /** Read by read, `size` spins each, 1 or −1. */
  readonly spins: Int8Array;
  /** Of each read, with the model's offset; reckoned anew from the spins in 64 bits. */
  readonly energies: Float64Array;
}

/** The states with their energies. */
export function sampleSetOf(model: IsingModel, reads: number, spins: Int8Array): SampleSet {
  const { size } = model;
  const energies = Float64Array.from({ length: reads }, (_, r) =>
    energyOf(model, spins.subarray(r * size, (r + 1) * size)),
  );
  return { size, reads, spins, energies };
}

/** The read of least energy, the first of equals; −1 if there is none. */
export function bestRead({ energies }: SampleSet): number {
  let best = -1;
  energies.forEach((energy, r) => {
    if (best < 0 || energy < energies[best]!) best = r;
  });
  return best;
}
