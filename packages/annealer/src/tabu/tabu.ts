import { InvalidInputError, type Random, seeded } from "@naru/base";
import type { AnnealerHost } from "../host.ts";
import { checkedInitial, checkedLimits, type Limits, randomSpins } from "../limits.ts";
import type { IsingModel } from "../model.ts";
import { Pauses, type Watched } from "../pauses.ts";
import { type SampleSet, sampleSetOf } from "../sample-set.ts";
import { TabuSearch, type Tenure } from "./search.ts";

export interface TabuOptions extends Watched, Limits {
  /** Independent searches, each of which gives its best state; 1 if absent. */
  readonly reads?: number;
  /** Moves of each read; 200 a spin, at least 20 000, if absent. With a time limit, unbounded if absent. */
  readonly moves?: number;
  /** For how many moves a turned spin is left alone; by the size and kind of the model if absent. */
  readonly tenure?: number;
  /** States in which the first reads begin, read by read, n spins ±1 each; the others begin at random. */
  readonly initial?: Int8Array;
  /** Same model, options and version: the same samples, on any machine, unless a time limit ends the search. */
  readonly seed: number;
}

/**
 * Tabu search with restarts: each after so many moves without a better state, from the best state with some spins turned
 * (Palubeckis, Ann. Oper. Res. 131, 259 (2004)).
 */
export async function tabu(host: AnnealerHost, model: IsingModel, options: TabuOptions): Promise<SampleSet> {
  const { reads = 1, timeLimitSeconds, target = Number.NEGATIVE_INFINITY } = options;
  const { size } = model;
  checkedLimits(reads, options);
  const initial = checkedInitial(model, options.initial);
  const rules = options.tenure === undefined ? tenureFor(model) : checkedTenure(options.tenure, size);
  const moves =
    options.moves ?? (timeLimitSeconds === undefined ? Math.max(20_000, 200 * size) : Number.POSITIVE_INFINITY);
  if (!(moves >= 1)) throw new InvalidInputError(`The number of moves is ${moves}. Give a number from 1.`);
  const spins = new Int8Array(reads * size);
  const random = seeded(options.seed);
  const search = new TabuSearch(host, model);
  const pauses = new Pauses(host, options);
  for (let read = 0; read < reads; read++) {
    const state = spins.subarray(read * size, (read + 1) * size);
    const own = random.fork(read);
    state.set(initial?.(read) ?? randomSpins(size, own));
    const endsAt = timeLimitSeconds === undefined ? Number.POSITIVE_INFINITY : (timeLimitSeconds * (read + 1)) / reads;
    const run = new RestartedTabu(search, rules, state, own);
    for (let left = moves; left > 0 && search.bestEnergy > target && pauses.secondsGone < endsAt; ) {
      left -= run.step(left);
      const done = Number.isFinite(moves) ? 1 - left / moves : pauses.secondsGone / endsAt;
      await pauses.pause((read + Math.min(1, Math.max(done, 0))) / reads);
    }
    search.best(state);
  }
  return sampleSetOf(model, reads, spins);
}

/** A tabu search that begins again from its best state, changed a little, whenever it gets no further. */
export class RestartedTabu {
  readonly #search: TabuSearch;
  readonly #rules: Tenure;
  readonly #random: Random;
  readonly #state: Int8Array;

  constructor(search: TabuSearch, rules: Tenure, begin: Int8Array, random: Random) {
    this.#search = search;
    this.#rules = rules;
    this.#random = random;
    this.#state = begin.slice();
    search.begin(begin, random);
  }

  /** Goes on for some milliseconds, at most `most` moves; says how many. */
  step(most: number): number {
    const { size } = this.#search.model;
    const mostIdle = idlePerSpin * size;
    const made = this.#search.search(Math.min(most, movesAtOnce(this.#search.model)), this.#rules, mostIdle);
    if (this.#search.idleMoves >= mostIdle) {
      this.#search.best(this.#state);
      const turns = Math.min(size, leastTurned + this.#random.below(Math.max(1, size >> 3)));
      for (let k = 0; k < turns; k++) this.#state[this.#random.below(size)]! *= -1;
      this.#search.moveTo(this.#state);
    }
    return Math.max(1, made);
  }
}

/** A restart comes after so many moves for each spin that brought nothing, and turns at least so many spins. */
const idlePerSpin = 20;
const leastTurned = 10;

/** Numbers that one call of the kernel looks at: some milliseconds, even where they come from memory. */
const workAtOnce = 2e6;
const movesAtOnce = ({ size, couplings }: IsingModel): number =>
  Math.max(1, Math.floor(workAtOnce / (2 * size + couplings.length / Math.max(1, size))));

/** Short for small models; for large ones as for QUBOs, or, without fields and with few neighbours, as for max-cut. */
export function tenureFor({ size, fields, couplings }: IsingModel): Tenure {
  if (size < 100) return { tenure: Math.min(20, size >> 2), spread: 1 };
  const isCut = couplings.length < 0.2 * size * (size - 1) && fields.every((field) => field === 0);
  if (isCut) return { tenure: 5 + Math.floor(size / 60), spread: 1 + Math.floor(size / 10) };
  return { tenure: 20 + Math.floor(size / 100), spread: 10 };
}

function checkedTenure(tenure: number, size: number): Tenure {
  if (!Number.isSafeInteger(tenure) || tenure < 0 || tenure >= Math.max(size, 1)) {
    throw new InvalidInputError(`The tenure is ${tenure}. Give a whole number from 0, below the number of variables.`);
  }
  return { tenure, spread: 1 };
}
