import type { Random } from "@naru/base";
import { sweepsAtOnce } from "../annealing/anneal.ts";
import type { Batch } from "../annealing/batch.ts";
import { openBatch } from "../annealing/open-batch.ts";
import { scheduleOf, searchRange } from "../annealing/schedule.ts";
import { Descender } from "../descent/index.ts";
import type { AnnealerHost } from "../host.ts";
import { energyOf, type IsingModel } from "../model.ts";
import type { Searcher } from "./searcher.ts";

/** Reads side by side; one where a sweep of all would take long. */
const readsAtOnce = 12;
const manyNumbers = 2e6;
const firstSweeps = 300;
const fewestSweeps = 10;
const mostSweeps = 10_000;
/** Part of the time left that an anneal may take by what the one before took. */
const usedPart = 0.9;

/** Turns of one step, while the first state descends. */
const turnsAtOnce = 5000;

/** Descends first, so that there is something soon; then anneals again and again, each time for longer, as long as the time left allows. */
export class AnnealSearcher implements Searcher {
  readonly name = "anneal";
  readonly #host: AnnealerHost;
  readonly #model: IsingModel;
  readonly #random: Random;
  readonly #reads: number;
  readonly #range: readonly [number, number];
  readonly #descender: Descender;
  readonly #state: Int8Array;
  readonly #best: Int8Array;
  #bestEnergy: number;
  #sweeps: number;
  #isDescending = true;
  #batch: Batch | null = null;
  #length = 0;
  #at = 0;
  #rounds = 0;
  #seconds = 0;
  #secondsOfSweep = 0;

  constructor(host: AnnealerHost, model: IsingModel, begin: Int8Array, random: Random) {
    this.#host = host;
    this.#model = model;
    this.#random = random;
    this.#range = searchRange(model);
    const isLarge = readsAtOnce * (model.size + model.couplings.length) > manyNumbers;
    this.#reads = isLarge ? 1 : readsAtOnce;
    this.#sweeps = isLarge ? fewestSweeps : firstSweeps;
    this.#descender = new Descender(model);
    this.#state = new Int8Array(model.size);
    this.#best = begin.slice();
    this.#bestEnergy = energyOf(model, begin);
    this.#state.set(begin);
    this.#descender.begin(this.#state);
  }

  get bestEnergy(): number {
    return this.#bestEnergy;
  }

  best(into: Int8Array): void {
    into.set(this.#best);
  }

  step(secondsLeft: number): void {
    if (this.#isDescending) {
      this.#isDescending = !this.#descender.run(turnsAtOnce);
      if (!this.#isDescending) this.#keep();
      return;
    }
    if (!this.#batch) this.#open(secondsLeft);
    const batch = this.#batch!;
    const began = this.#host.now();
    const to = Math.min(this.#length, this.#at + sweepsAtOnce(this.#model, batch.reads));
    batch.run(this.#at, to);
    this.#at = to;
    this.#seconds += (this.#host.now() - began) / 1000;
    if (to === this.#length) this.#close(batch);
  }

  #open(secondsLeft: number): void {
    const fits = this.#secondsOfSweep > 0 ? (usedPart * secondsLeft) / this.#secondsOfSweep : Number.POSITIVE_INFINITY;
    this.#length = Math.max(fewestSweeps, Math.floor(Math.min(this.#sweeps, fits)));
    this.#sweeps = Math.min(2 * this.#sweeps, mostSweeps);
    this.#batch = openBatch(this.#host, this.#model, scheduleOf(this.#range, this.#length), this.#reads);
    this.#batch.begin(this.#random.fork(this.#rounds++), null);
    this.#at = 0;
    this.#seconds = 0;
  }

  #close(batch: Batch): void {
    for (let read = 0; read < batch.reads; read++) {
      batch.spins(read, this.#state);
      this.#descender.begin(this.#state);
      while (!this.#descender.run(1000));
      this.#keep();
    }
    this.#secondsOfSweep = this.#seconds / this.#length;
    this.#batch = null;
  }

  #keep(): void {
    const energy = energyOf(this.#model, this.#state);
    if (energy >= this.#bestEnergy) return;
    this.#bestEnergy = energy;
    this.#best.set(this.#state);
  }
}
