import { InvalidInputError, seeded } from "@naru/base";
import type { AnnealerHost } from "../host.ts";
import { energyOf, type IsingModel } from "../model.ts";
import { Pauses, type Watched } from "../pauses.ts";
import type { SampleSet } from "../sample-set.ts";
import { type KernelName, openBatch } from "./open-batch.ts";
import { defaultRange, type Interpolation, type Schedule, scheduleOf } from "./schedule.ts";

export interface AnnealOptions extends Watched {
  /** Independent runs; 1 if absent. */
  readonly reads?: number;
  /** How often each spin is asked; 1000 if absent. */
  readonly sweeps?: number;
  /** Inverse temperatures at the first and at the last sweep; from the model's fields if absent. */
  readonly range?: readonly [number, number];
  /** How they go from the one to the other; geometric if absent. */
  readonly interpolation?: Interpolation;
  /** All inverse temperatures, in place of the three above. */
  readonly schedule?: Schedule;
  /** States in which the first reads begin, read by read, n spins ±1 each; the others begin at random. */
  readonly initial?: Int8Array;
  /** Same model, options and version: the same samples, on any machine. ±(2^53 − 1). */
  readonly seed: number;
  /** Which kernel: "auto" if absent. All give the same distribution; their samples differ. */
  readonly kernel?: KernelName;
}

/** Simulated annealing (Kirkpatrick, Gelatt, Vecchi, Science 220, 671 (1983)): Metropolis sweeps while it grows cold. */
export async function anneal(host: AnnealerHost, model: IsingModel, options: AnnealOptions): Promise<SampleSet> {
  const { reads = 1 } = options;
  const order = annealOrder(model, options);
  const spins = new Int8Array(reads * model.size);
  const energies = new Float64Array(reads);
  const pauses = new Pauses(host, options);
  let next = 0;
  await annealBatches(
    host,
    model,
    order,
    { spins, energies },
    {
      take: () => next++,
      pause: (done) => pauses.pause(done),
    },
  );
  return { size: model.size, reads, spins, energies };
}

/** What is to be annealed, checked: plain data, apart from the model. */
export interface AnnealOrder {
  readonly reads: number;
  readonly schedule: Schedule;
  readonly initial: Int8Array | null;
  readonly seed: number;
  readonly kernel: KernelName;
}

/** Throws InvalidInputError for options that make no sense. */
export function annealOrder(model: IsingModel, options: AnnealOptions): AnnealOrder {
  const { reads = 1, initial = null, seed, kernel = "auto" } = options;
  return { reads, schedule: checked(model, options), initial, seed, kernel };
}

export interface BatchSource {
  /** The number of a batch that nobody else has; anything that is too high when there are no more. */
  take(): number;
  /** Told what part of all is done, by what this caller knows. */
  pause(done: number): Promise<void>;
}

/** Where all reads of an order have their place, whoever anneals them. */
export type Places = Pick<SampleSet, "spins" | "energies">;

/**
 * Anneals those batches of an order that it can take, and writes their reads with their energies into their places. A batch
 * gives the same reads whoever anneals it.
 */
export async function annealBatches(
  host: AnnealerHost,
  model: IsingModel,
  { reads, schedule, initial, seed, kernel }: AnnealOrder,
  { spins, energies }: Places,
  source: BatchSource,
): Promise<void> {
  if (model.size === 0) {
    energies.fill(model.offset);
    return;
  }
  const batch = openBatch(host, model, schedule, reads, kernel);
  const random = seeded(seed);
  const step = sweepsAtOnce(model, batch.reads);
  for (let first = batch.reads * source.take(); first < reads; first = batch.reads * source.take()) {
    const states = initial && first * model.size < initial.length ? initial.subarray(first * model.size) : null;
    batch.begin(random.fork(first), states);
    for (let from = 0; from < schedule.length; from += step) {
      const to = Math.min(from + step, schedule.length);
      batch.run(from, to);
      await source.pause((first + (batch.reads * to) / schedule.length) / reads);
    }
    for (let read = first; read < Math.min(first + batch.reads, reads); read++) {
      const state = spins.subarray(read * model.size, (read + 1) * model.size);
      batch.spins(read - first, state);
      energies[read] = energyOf(model, state);
    }
  }
}

function checked(
  model: IsingModel,
  { reads = 1, sweeps = 1000, range, interpolation, schedule, initial }: AnnealOptions,
) {
  for (const [what, value] of Object.entries({ reads, sweeps })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new InvalidInputError(`The number of ${what} is ${value}. Give a whole number from 1.`);
    }
  }
  if (
    initial &&
    (initial.length % Math.max(model.size, 1) !== 0 || initial.some((spin) => spin !== 1 && spin !== -1))
  ) {
    throw new InvalidInputError(`Initial states have ${model.size} spins each, 1 or −1.`);
  }
  if (!schedule) return scheduleOf(range ?? defaultRange(model), sweeps, interpolation);
  if (schedule.length === 0 || schedule.some((beta) => !(beta > 0) || !Number.isFinite(beta))) {
    throw new InvalidInputError("A schedule has an inverse temperature above 0 for each of its sweeps, at least one.");
  }
  return schedule;
}

/** Asked spins and neighbours of one call of a kernel: some 10 ms. */
const workAtOnce = 5e6;

export const sweepsAtOnce = ({ size, couplings }: IsingModel, reads: number): number =>
  Math.max(1, Math.floor(workAtOnce / ((size + couplings.length) * Math.ceil(reads / 16))));
