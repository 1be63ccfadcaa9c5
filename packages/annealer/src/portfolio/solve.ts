import { CancelledError, seeded } from "@naru/base";
import { scheduleOf } from "../annealing/schedule.ts";
import { exact } from "../exact/index.ts";
import type { AnnealerHost } from "../host.ts";
import { checkedInitial, checkedLimits, randomSpins } from "../limits.ts";
import { energyOf, type IsingModel } from "../model.ts";
import { Pauses, type Watched } from "../pauses.ts";
import { RestartedTabu, TabuSearch, tenureFor } from "../tabu/index.ts";
import { TemperingRun, temperingRange } from "../tempering/index.ts";
import { AnnealSearcher } from "./anneal-searcher.ts";
import { chooseMethods } from "./choose.ts";
import { fewEnough } from "./limits.ts";
import type { Searcher, SearcherName } from "./searcher.ts";

export interface SolveIsingOptions extends Watched {
  /** Above 0. */
  readonly timeLimitSeconds: number;
  /** Ends as soon as a state of this energy or less is found. */
  readonly target?: number;
  /** A state to begin with, n spins ±1. */
  readonly initial?: Int8Array;
  /** Fixes every random choice; how far each method comes is the clock's. ±(2^53 − 1). */
  readonly seed: number;
}

export interface SolvedIsing {
  /** n spins, 1 or −1. */
  readonly spins: Int8Array;
  readonly energy: number;
  /** Whether it is certain that there is no state of less energy. */
  readonly isProved: boolean;
  /** The method that found it, and why the methods were chosen that were run. */
  readonly method: { readonly name: SearcherName | "exact"; readonly why: string };
  readonly seconds: number;
}

const temperatures = 24;
/** How much of the longest step is remembered after a shorter one. */
const rememberedPart = 0.99;

/**
 * The best state that can be found within a time: all states of small models are tried; others are searched by several
 * methods in turn, each with its share of the time.
 */
export async function solve(host: AnnealerHost, model: IsingModel, options: SolveIsingOptions): Promise<SolvedIsing> {
  const { timeLimitSeconds, target = Number.NEGATIVE_INFINITY } = options;
  checkedLimits(1, options);
  const initial = checkedInitial(model, options.initial)?.(0);
  const pauses = new Pauses(host, options);
  if (model.size <= fewEnough) {
    const { spins, energies } = await exact(host, model, options);
    const why = `all states are tried: there are ${model.size} variables, not more than ${fewEnough}`;
    return {
      spins,
      energy: energies[0]!,
      isProved: true,
      method: { name: "exact", why },
      seconds: pauses.secondsGone,
    };
  }
  const random = seeded(options.seed);
  const begin = initial?.slice() ?? randomSpins(model.size, random.fork("begin"));
  const { shares, why } = chooseMethods(model.size, model.couplings.length / 2);
  const searchers = shares.map(([name, share]) => ({
    share,
    spentSeconds: 0,
    /** The longest that a step took of late. */
    stepSeconds: 0,
    searcher: null as Searcher | null,
    open: () => openSearcher(host, model, name, begin, random.fork(name)),
  }));
  let best: Searcher | null = null;
  while (best === null || best.bestEnergy > target) {
    if (options.stop?.aborted) throw new CancelledError();
    const next = searchers.reduce((a, b) => (b.spentSeconds / b.share < a.spentSeconds / a.share ? b : a));
    const began = pauses.secondsGone;
    // A step that would end late is not begun.
    if (best !== null && began + next.stepSeconds >= timeLimitSeconds) break;
    next.searcher ??= next.open();
    const opened = pauses.secondsGone;
    next.searcher.step(timeLimitSeconds - opened);
    const ended = pauses.secondsGone;
    next.spentSeconds += ended - began;
    next.stepSeconds = Math.max(ended - opened, rememberedPart * next.stepSeconds);
    if (best === null || next.searcher.bestEnergy < best.bestEnergy) best = next.searcher;
    await pauses.pause(pauses.secondsGone / timeLimitSeconds);
  }
  const spins = new Int8Array(model.size);
  best.best(spins);
  return {
    spins,
    energy: energyOf(model, spins),
    isProved: false,
    method: { name: best.name, why },
    seconds: pauses.secondsGone,
  };
}

function openSearcher(
  host: AnnealerHost,
  model: IsingModel,
  name: SearcherName,
  begin: Int8Array,
  random: ReturnType<typeof seeded>,
): Searcher {
  switch (name) {
    case "anneal":
      return new AnnealSearcher(host, model, begin, random);
    case "tabu": {
      const search = new TabuSearch(host, model);
      const run = new RestartedTabu(search, tenureFor(model), begin, random);
      return {
        name,
        get bestEnergy() {
          return search.bestEnergy;
        },
        step: () => run.step(Number.POSITIVE_INFINITY),
        best: (into) => search.best(into),
      };
    }
    case "temper": {
      const run = new TemperingRun(host, model, scheduleOf(temperingRange(model), temperatures), random, begin);
      return {
        name,
        get bestEnergy() {
          return run.bestEnergy;
        },
        step: () => {
          run.step(Number.POSITIVE_INFINITY);
        },
        best: (into) => into.set(run.best),
      };
    }
  }
}
