import { CancelledError, type Random, seeded } from "@naru/base";
import { anneal } from "../annealing/anneal.ts";
import { defaultRange } from "../annealing/schedule.ts";
import type { Bqm } from "../formats/bqm.ts";
import type { AnnealerHost } from "../host.ts";
import { energyOf, type IsingModel, localField } from "../model.ts";
import type { Deadline } from "./deadline.ts";
import { allStates, mostExactSpins } from "./exact.ts";
import type { SolvedSamples } from "./outcome.ts";
import { Pool } from "./pool.ts";
import { inRounds } from "./rounds.ts";

/** Different samples that are given back at most; fewer for large models, whose answers would be long. */
const mostSamples = 32;
const mostSampleValues = 4e6;

/**
 * Searches for states of least energy until the time is over: annealing runs of growing length, from random states and
 * from the best one, each followed by descent. Models of few variables are searched through and end at once.
 */
export async function solveBqm(
  host: AnnealerHost,
  bqm: Bqm,
  seed: number,
  deadline: Deadline,
): Promise<Omit<SolvedSamples, "seconds" | "seed">> {
  const model = isingOfBqm(bqm);
  const pool = new Pool(Math.max(1, Math.min(mostSamples, Math.floor(mostSampleValues / (model.size + 1)))));
  const isExact = model.size <= mostExactSpins;
  if (isExact) {
    for (const spins of await allStates(model, deadline)) pool.offer(spins, energyOf(model, spins));
  } else await search(host, model, seed, pool, deadline);
  const { size } = model;
  const values = new Float64Array(pool.kept.length * size);
  pool.kept.forEach(({ state }, k) => {
    values.set(bqm.vartype === "spin" ? state : state.map((spin) => (spin + 1) / 2), k * size);
  });
  return {
    format: "bqm",
    labels: bqm.labels,
    vartypes: bqm.labels.map(() => bqm.vartype),
    sampleCount: pool.kept.length,
    values,
    energies: Float64Array.from(pool.kept, ({ energy }) => energy),
    method: isExact
      ? { name: "exhaustive", why: `${size} variables have few enough states to look at each` }
      : { name: "annealing-restarts", why: "the best of annealing runs until the time was over" },
  };
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

async function search(host: AnnealerHost, model: IsingModel, seed: number, pool: Pool, deadline: Deadline) {
  const random = seeded(seed);
  // Before all else a state that has some sense: models may be so large that no annealing run ends in time.
  const first = randomSpins(model.size, random);
  await descend(model, first, deadline);
  pool.offer(first, energyOf(model, first));
  const [hot, cold] = defaultRange(model);
  const sweeps = Math.max(2, Math.min(256, Math.floor(2e7 / (model.size + model.couplings.length))));
  await inRounds(deadline, sweeps, async ({ index, steps, isWarmed }) => {
    const best = pool.best?.state;
    const found = await annealed(host, model, deadline, {
      seed: random.fork(index).bits32(),
      sweeps: steps,
      range: isWarmed ? [Math.sqrt(hot * cold), cold] : [hot, cold],
      ...(isWarmed && best ? { initial: Int8Array.from(best) } : {}),
    });
    if (!found) return;
    await descend(model, found, deadline);
    pool.offer(found, energyOf(model, found));
  });
}

interface Run {
  readonly seed: number;
  readonly sweeps: number;
  readonly range: readonly [number, number];
  readonly initial?: Int8Array;
}

/** One annealing run; null when the time was over before its end. The only place that calls a sampler. */
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

function randomSpins(size: number, random: Random): Int8Array {
  return Int8Array.from({ length: size }, () => (random.bits32() & 1 ? 1 : -1));
}

/** Turns spins while that lowers the energy, in place; as far as the time lets. */
async function descend(model: IsingModel, spins: Int8Array, deadline: Deadline): Promise<void> {
  const { size } = model;
  const pieceSpins = 1 << 14;
  for (let turned = 1; turned > 0; ) {
    turned = 0;
    for (let from = 0; from < size; from += pieceSpins) {
      const to = Math.min(size, from + pieceSpins);
      for (let i = from; i < to; i++) {
        const field = localField(model, spins, i);
        if (spins[i]! * field <= 1e-12 * Math.abs(model.fields[i]!)) continue;
        spins[i] = -spins[i]!;
        turned++;
      }
      if (await deadline.pause()) return;
    }
  }
}
