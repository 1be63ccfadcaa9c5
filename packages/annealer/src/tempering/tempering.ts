import { InvalidInputError, seeded } from "@naru/base";
import { denseBytes } from "../annealing/dense.ts";
import { defaultRange, scheduleOf } from "../annealing/schedule.ts";
import { Descender } from "../descent/index.ts";
import type { AnnealerHost } from "../host.ts";
import { checkedInitial, checkedLimits, type Limits, randomSpins } from "../limits.ts";
import { mostBytes } from "../memory.ts";
import { energyOf, type IsingModel } from "../model.ts";
import { Pauses, type Watched } from "../pauses.ts";
import { type SampleSet, sampleSetOf } from "../sample-set.ts";
import { denseReplicas } from "./dense-replicas.ts";
import { Ladder } from "./ladder.ts";
import { sparseReplicas } from "./sparse-replicas.ts";

export interface TemperingOptions extends Watched, Limits {
  /** Independent runs, each of which gives its best state; 1 if absent. */
  readonly reads?: number;
  /** Sweeps of each replica; 1000 if absent. With a time limit, unbounded if absent. */
  readonly sweeps?: number;
  /** Temperatures, from 2; 24 if absent. */
  readonly temperatures?: number;
  /** Inverse temperatures of the hottest and the coldest; from the model's fields if absent. */
  readonly range?: readonly [number, number];
  /** States in which the coldest replicas of the first reads begin, n spins ±1 each; the others begin at random. */
  readonly initial?: Int8Array;
  /** Same model, options and version: the same samples, on any machine, unless a time limit ends the run. */
  readonly seed: number;
}

const sweepsOfRound = 5;
/** With more neighbours than this, sets of differing spins reach through everything, and cluster moves bring nothing. */
const mostClusterNeighbours = 20;
const densePart = 0.1;
const mostTemperatures = 256;
/** The hottest temperature is no more than this above the coldest: beyond, nothing is left to be shaken loose. */
const widestRange = 60;

/** Parallel tempering, with isoenergetic cluster moves where spins have few neighbours. */
export async function temper(host: AnnealerHost, model: IsingModel, options: TemperingOptions): Promise<SampleSet> {
  const { reads = 1, temperatures = 24, timeLimitSeconds, target = Number.NEGATIVE_INFINITY } = options;
  const { size } = model;
  checkedLimits(reads, options);
  const initial = checkedInitial(model, options.initial);
  const sweeps = options.sweeps ?? (timeLimitSeconds === undefined ? 1000 : Number.POSITIVE_INFINITY);
  if (!(sweeps >= 1)) throw new InvalidInputError(`The number of sweeps is ${sweeps}. Give a number from 1.`);
  if (!Number.isSafeInteger(temperatures) || temperatures < 2 || temperatures > mostTemperatures) {
    throw new InvalidInputError(`The number of temperatures is ${temperatures}. Give 2 to ${mostTemperatures}.`);
  }
  const betas = scheduleOf(options.range ?? temperingRange(model), temperatures);
  const spins = new Int8Array(reads * size);
  if (size === 0) return sampleSetOf(model, reads, spins);
  const random = seeded(options.seed);
  const pauses = new Pauses(host, options);
  for (let read = 0; read < reads; read++) {
    const own = random.fork(read);
    const run = new TemperingRun(host, model, betas, own, initial?.(read) ?? null);
    const endsAt = timeLimitSeconds === undefined ? Number.POSITIVE_INFINITY : (timeLimitSeconds * (read + 1)) / reads;
    for (let made = 0; made < sweeps && run.bestEnergy > target && pauses.secondsGone < endsAt; ) {
      made += run.step(sweeps - made);
      const done = Number.isFinite(sweeps) ? made / sweeps : pauses.secondsGone / endsAt;
      await pauses.pause((read + Math.min(1, done)) / reads);
    }
    spins.set(run.best, read * size);
  }
  return sampleSetOf(model, reads, spins);
}

/** From the range of annealing, not as hot. */
export function temperingRange(model: IsingModel): readonly [number, number] {
  const [hot, cold] = defaultRange(model);
  return [Math.max(hot, cold / widestRange), cold];
}

/** A run of parallel tempering that keeps the best state it has met, brought down to where no turn makes it better. */
export class TemperingRun {
  readonly best: Int8Array;
  readonly #model: IsingModel;
  readonly #replicas: ReturnType<typeof sparseReplicas>;
  readonly #ladder: Ladder;
  readonly #descender: Descender;
  readonly #state: Int8Array;
  #bestEnergy: number;
  #leastMet = Number.POSITIVE_INFINITY;

  constructor(
    host: AnnealerHost,
    model: IsingModel,
    betas: Float64Array,
    random: ReturnType<typeof seeded>,
    begin: Int8Array | null,
  ) {
    const { size, couplings } = model;
    const isDense = couplings.length > densePart * size * (size - 1) && size >= 32 && denseBytes(size) < mostBytes / 2;
    const copies = !isDense && couplings.length <= mostClusterNeighbours * size ? 2 : 1;
    const count = copies * betas.length;
    this.#model = model;
    this.#replicas = isDense ? denseReplicas(host, model, count) : sparseReplicas(host, model, count);
    this.#replicas.seed(random);
    for (let r = 0; r < count; r++) {
      this.#replicas.write(r, begin && r === betas.length - 1 ? begin : randomSpins(size, random));
    }
    this.#ladder = new Ladder(model, this.#replicas, betas, copies, random);
    this.#descender = new Descender(model);
    this.best = begin?.slice() ?? randomSpins(size, random);
    this.#bestEnergy = energyOf(model, this.best);
    this.#state = new Int8Array(size);
  }

  get bestEnergy(): number {
    return this.#bestEnergy;
  }

  /** Goes on for a round, of at most so many sweeps; says how many. */
  step(most: number): number {
    const sweeps = Math.min(sweepsOfRound, most);
    const least = this.#ladder.round(sweeps);
    const energy = this.#ladder.energies[least]!;
    if (energy < this.#leastMet) {
      this.#leastMet = energy;
      this.#replicas.read(least, this.#state);
      this.#descender.begin(this.#state);
      while (!this.#descender.run(1000));
      const polished = energyOf(this.#model, this.#state);
      if (polished < this.#bestEnergy) {
        this.#bestEnergy = polished;
        this.best.set(this.#state);
      }
    }
    return sweeps;
  }
}
