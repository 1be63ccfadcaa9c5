import { CancelledError, seeded } from "@naru/base";
import { anneal } from "../annealing/anneal.ts";
import { searchRange } from "../annealing/schedule.ts";
import type { Bqm } from "../formats/bqm.ts";
import type { AnnealerHost } from "../host.ts";
import { randomSpins } from "../limits.ts";
import { energyOf, type IsingModel } from "../model.ts";
import { solve } from "../portfolio/index.ts";
import type { Deadline } from "./deadline.ts";
import type { SolvedSamples } from "./outcome.ts";
import { Pool } from "./pool.ts";
import { inRounds } from "./rounds.ts";
import { annealInTime, descendInTime, secondsOfEnergy } from "./timed-anneal.ts";

/** Different samples that are given back at most; fewer for large models, whose answers would be long. */
const mostSamples = 32;
const mostSampleValues = 4e6;

/** Models of up to so many variables are searched by the portfolio of samplers, whose methods look at all of them at once. */
const mostPortfolioSpins = 20_000;

/**
 * Searches for states of least energy until the time is over: by the portfolio of samplers, or, for models of very many
 * variables, by annealing runs of growing length, each followed by descent. Models so small that all states can be tried
 * end at once.
 */
export async function solveBqm(
  host: AnnealerHost,
  bqm: Bqm,
  seed: number,
  deadline: Deadline,
): Promise<Omit<SolvedSamples, "seconds" | "seed">> {
  const model = isingOfBqm(bqm);
  const { labels, vartype } = bqm;
  // Made before the search: of a million variables it takes a while.
  const vartypes = new Array<typeof vartype>(labels.length).fill(vartype);
  const { states, energies, method } = await searched(host, model, seed, deadline);
  const { size } = model;
  const values = new Float64Array(states.length * size);
  states.forEach((state, k) => {
    const at = k * size;
    if (vartype === "spin") values.set(state, at);
    else for (let i = 0; i < size; i++) values[at + i] = (state[i]! + 1) / 2;
  });
  return {
    format: "bqm",
    labels,
    vartypes,
    sampleCount: states.length,
    values,
    energies: Float64Array.from(energies),
    method,
  };
}

interface Searched {
  /** Spins, the best state first. */
  readonly states: readonly ArrayLike<number>[];
  readonly energies: readonly number[];
  readonly method: SolvedSamples["method"];
}

const ofPool = ({ kept }: Pool, method: SolvedSamples["method"]): Searched => ({
  states: kept.map(({ state }) => state),
  energies: kept.map(({ energy }) => energy),
  method,
});

async function searched(host: AnnealerHost, model: IsingModel, seed: number, deadline: Deadline): Promise<Searched> {
  const work = model.size + model.couplings.length;
  if (model.size <= mostPortfolioSpins) return byPortfolio(host, model, seed, deadline);
  if (work <= mostKernelWork) return byRestarts(host, model, seed, deadline);
  const { spins, energy } = await annealInTime(model, seeded(seed), deadline);
  const why = `one run in plain sweeps: ${work} spins and couplings take long to lay out for others`;
  return { states: [spins], energies: [energy], method: { name: "annealing", why } };
}

async function byPortfolio(host: AnnealerHost, model: IsingModel, seed: number, deadline: Deadline): Promise<Searched> {
  if (await deadline.pause()) return nothing(model);
  deadline.keep(energiesKept * secondsOfEnergy(model, new Int8Array(model.size).fill(1), deadline));
  const timeLimitSeconds = deadline.secondsLeft;
  if (!(timeLimitSeconds > 0)) return nothing(model);
  const { spins, energy, method } = await solve(host, model, { ...deadline.watched, seed, timeLimitSeconds });
  return { states: [spins], energies: [energy], method };
}

/** The portfolio reckons the energy of what it found. */
const energiesKept = 2;

/** The answer when reading the model took all of the time. */
function nothing(model: IsingModel): Searched {
  const spins = new Int8Array(model.size).fill(-1);
  const method = { name: "none", why: "the time was over when the model was read" };
  return { states: [spins], energies: [energyOf(model, spins)], method };
}

/** The Ising model of a binary quadratic model, with equal energies. Its rows are those of the file. */
export function isingOfBqm({ vartype, linear, starts, neighbours, biases, offset }: Bqm): IsingModel {
  const size = linear.length;
  if (vartype === "spin") return { size, fields: linear, starts, neighbours, couplings: biases, offset };
  const couplings = new Float64Array(biases.length);
  const fields = new Float64Array(size);
  let [ofLinear, ofPairs] = [0, 0];
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      couplings[k] = biases[k]! / 4;
      sum += biases[k]!;
    }
    fields[i] = linear[i]! / 2 + sum / 4;
    ofLinear += linear[i]!;
    ofPairs += sum;
  }
  return { size, fields, starts, neighbours, couplings, offset: offset + ofLinear / 2 + ofPairs / 8 };
}

async function byRestarts(host: AnnealerHost, model: IsingModel, seed: number, deadline: Deadline): Promise<Searched> {
  const pool = new Pool(Math.max(1, Math.min(mostSamples, Math.floor(mostSampleValues / (model.size + 1)))));
  const random = seeded(seed);
  const offer = async (spins: Int8Array) => {
    const reached = { spins, energy: energyOf(model, spins) };
    await descendInTime(model, reached, deadline);
    pool.offer(spins, reached.energy);
  };
  // Before all else a state that has some sense, should no run end in time.
  await offer(randomSpins(model.size, random));
  const [hot, cold] = searchRange(model);
  const sweeps = Math.max(8, Math.min(256, Math.floor(2e7 / (model.size + model.couplings.length))));
  await inRounds(deadline, sweeps, async ({ index, steps, isWarmed }) => {
    const best = pool.best?.state;
    const found = await annealed(host, model, deadline, {
      seed: random.fork(index).bits32(),
      sweeps: steps,
      range: isWarmed ? [Math.sqrt(hot * cold), cold] : [hot, cold],
      ...(isWarmed && best ? { initial: Int8Array.from(best) } : {}),
    });
    if (found) await offer(found);
  });
  return ofPool(pool, {
    name: "annealing-restarts",
    why: `annealing again and again: ${model.size} variables are too many for other searches`,
  });
}

/** Spins and couplings that a kernel is laid out for in some ten milliseconds. */
const mostKernelWork = 1e6;

interface Run {
  readonly seed: number;
  readonly sweeps: number;
  readonly range: readonly [number, number];
  readonly initial?: Int8Array;
}

/** One annealing run; null when the time was over before its end. */
async function annealed(
  host: AnnealerHost,
  model: IsingModel,
  deadline: Deadline,
  run: Run,
): Promise<Int8Array | null> {
  await deadline.pause();
  try {
    const stop = {
      get aborted() {
        return deadline.isOver();
      },
    };
    return (await anneal(host, model, { ...run, reads: 1, stop })).spins;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    await deadline.pause(); // throws when it was the caller who stopped
    return null;
  }
}
