import { CancelledError, seeded } from "@naru/base";
import { anneal } from "../annealing/anneal.ts";
import { defaultRange } from "../annealing/schedule.ts";
import type { Bqm } from "../formats/bqm.ts";
import type { AnnealerHost } from "../host.ts";
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
  const pool = new Pool(Math.max(1, Math.min(mostSamples, Math.floor(mostSampleValues / (model.size + 1)))));
  const method =
    model.size <= mostPortfolioSpins
      ? await byPortfolio(host, model, seed, pool, deadline)
      : await byRestarts(host, model, seed, pool, deadline);
  const { size } = model;
  const values = new Float64Array(pool.kept.length * size);
  pool.kept.forEach(({ state }, k) => {
    const at = k * size;
    if (bqm.vartype === "spin") values.set(state, at);
    else for (let i = 0; i < size; i++) values[at + i] = (state[i]! + 1) / 2;
  });
  return {
    format: "bqm",
    labels: bqm.labels,
    vartypes: bqm.labels.map(() => bqm.vartype),
    sampleCount: pool.kept.length,
    values,
    energies: Float64Array.from(pool.kept, ({ energy }) => energy),
    method,
  };
}

async function byPortfolio(host: AnnealerHost, model: IsingModel, seed: number, pool: Pool, deadline: Deadline) {
  if (await deadline.pause()) return nothing(model, pool);
  deadline.keep(energiesKept * secondsOfEnergy(model, new Int8Array(model.size).fill(1), deadline));
  const timeLimitSeconds = portfolioPart * deadline.secondsLeft;
  if (!(timeLimitSeconds > 0)) return nothing(model, pool);
  const { spins, energy, method } = await solve(host, model, { seed, timeLimitSeconds, ...deadline.watched });
  pool.offer(spins, energy);
  return method;
}

/**
 * The portfolio looks at the clock between steps of some milliseconds; of large dense models a step, and laying them out, takes
 * as long as looking at each coupling this many times (measured with 900 000 couplings of 3000 spins).
 */
const portfolioPart = 0.98;
const energiesKept = 20;

/** The answer when reading the model took all of the time. */
function nothing(model: IsingModel, pool: Pool) {
  const spins = new Int8Array(model.size).fill(-1);
  pool.offer(spins, energyOf(model, spins));
  return { name: "none", why: "the time was over when the model was read" };
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

async function byRestarts(host: AnnealerHost, model: IsingModel, seed: number, pool: Pool, deadline: Deadline) {
  const random = seeded(seed);
  const work = model.size + model.couplings.length;
  if (work > mostKernelWork) {
    const spins = await annealInTime(model, random, deadline);
    pool.offer(spins, energyOf(model, spins));
    return {
      name: "annealing",
      why: `one run in plain sweeps: ${work} spins and couplings take long to lay out for others`,
    };
  }
  // Before all else a state that has some sense, should no run end in time.
  const first = Int8Array.from({ length: model.size }, () => (random.bits32() & 0x10000 ? 1 : -1));
  await descendInTime(model, first, deadline);
  pool.offer(first, energyOf(model, first));
  const [hot, cold] = defaultRange(model);
  const sweeps = Math.max(8, Math.min(256, Math.floor(2e7 / work)));
  await inRounds(deadline, sweeps, async ({ index, steps, isWarmed }) => {
    const best = pool.best?.state;
    const found = await annealed(host, model, deadline, {
      seed: random.fork(index).bits32(),
      sweeps: steps,
      range: isWarmed ? [Math.sqrt(hot * cold), cold] : [hot, cold],
      ...(isWarmed && best ? { initial: Int8Array.from(best) } : {}),
    });
    if (!found) return;
    await descendInTime(model, found, deadline);
    pool.offer(found, energyOf(model, found));
  });
  return {
    name: "annealing-restarts",
    why: `annealing again and again: ${model.size} variables are too many for other searches`,
  };
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
