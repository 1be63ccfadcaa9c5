import { InvalidInputError, seeded } from "@naru/base";
import { defaultRange } from "../annealing/schedule.ts";
import { Descender } from "../descent/index.ts";
import type { AnnealerHost } from "../host.ts";
import { checkedInitial, checkedLimits, randomSpins } from "../limits.ts";
import { energyOf, type IsingModel } from "../model.ts";
import { Pauses, type Watched } from "../pauses.ts";
import { type SampleSet, sampleSetOf } from "../sample-set.ts";
import { PathIntegral } from "./path-integral.ts";
import { slices } from "./quantum-kernel.ts";

export interface QuantumOptions extends Watched {
  /** Independent runs; 1 if absent. */
  readonly reads?: number;
  /** How often each spin of each slice is asked; 1000 if absent. */
  readonly sweeps?: number;
  /** Inverse temperature β of the quantum system; from the model's fields if absent. */
  readonly beta?: number;
  /** The transverse field at the first sweep, in units of energy; from the model's fields if absent. It falls to 0 in a straight line. */
  readonly transverseField?: number;
  /** States in which the first reads begin, read by read, n spins ±1 each; the others begin at random. */
  readonly initial?: Int8Array;
  /** Same model, options and version: the same samples, on any machine. ±(2^53 − 1). */
  readonly seed: number;
}

/** Spins and couplings that one call of the kernel looks at: some milliseconds. */
const workAtOnce = 3e6;

/**
 * Simulated quantum annealing by path-integral Monte Carlo (Martoňák, Santoro, Tosatti, Phys. Rev. B 66, 094203 (2002)): 16
 * slices of imaginary time, of which each read gives the one of least energy, brought down to where no turn makes it better.
 */
export async function annealQuantum(
  host: AnnealerHost,
  model: IsingModel,
  options: QuantumOptions,
): Promise<SampleSet> {
  const { reads = 1, sweeps = 1000 } = options;
  const { size } = model;
  const [hot, cold] = defaultRange(model);
  // The coldest chance of annealing for one slice of four; the strongest local field.
  const { beta = (cold * slices) / 4, transverseField = 1 / hot / 2 } = options;
  checkedLimits(reads, {});
  const initial = checkedInitial(model, options.initial);
  if (!Number.isSafeInteger(sweeps) || sweeps < 1) {
    throw new InvalidInputError(`The number of sweeps is ${sweeps}. Give a whole number from 1.`);
  }
  for (const [what, value] of Object.entries({ beta, transverseField })) {
    if (!(value > 0) || !Number.isFinite(value)) {
      throw new InvalidInputError(`The option ${what} is ${value}. Give a number above 0.`);
    }
  }
  const spins = new Int8Array(reads * size);
  if (size === 0) return sampleSetOf(model, reads, spins);
  const gammas = Float64Array.from({ length: sweeps }, (_, t) => transverseField * (1 - (t + 0.5) / sweeps));
  const random = seeded(options.seed);
  const pauses = new Pauses(host, options);
  const path = new PathIntegral(host, model);
  const atOnce = Math.max(1, Math.floor(workAtOnce / (2 * size + model.couplings.length)));
  for (let read = 0; read < reads; read++) {
    const own = random.fork(read);
    path.begin(initial?.(read) ?? randomSpins(size, own), own);
    for (let from = 0; from < sweeps; from += atOnce) {
      path.run(beta, gammas.subarray(from, from + atOnce));
      await pauses.pause((read + Math.min(1, (from + atOnce) / sweeps)) / reads);
    }
    bestSlice(model, path, spins.subarray(read * size, (read + 1) * size));
  }
  return sampleSetOf(model, reads, spins);
}

function bestSlice(model: IsingModel, path: PathIntegral, into: Int8Array): void {
  const state = new Int8Array(model.size);
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < slices; k++) {
    path.slice(k, state);
    const energy = energyOf(model, state);
    if (energy >= least) continue;
    least = energy;
    into.set(state);
  }
  const descender = new Descender(model);
  descender.begin(into);
  while (!descender.run(1000));
}
