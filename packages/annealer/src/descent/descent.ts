import { seeded } from "@naru/base";
import type { AnnealerHost } from "../host.ts";
import { checkedInitial, checkedLimits, randomSpins } from "../limits.ts";
import type { IsingModel } from "../model.ts";
import { Pauses, type Watched } from "../pauses.ts";
import { type SampleSet, sampleSetOf } from "../sample-set.ts";
import { Descender } from "./descender.ts";

export interface DescentOptions extends Watched {
  /** Independent runs; 1 if absent. */
  readonly reads?: number;
  /** States in which the first reads begin, read by read, n spins ±1 each; the others begin at random. */
  readonly initial?: Int8Array;
  /** Same model, options and version: the same samples, on any machine. ±(2^53 − 1). */
  readonly seed: number;
}

/** Turns of one call between looks at the clock. */
const turnsAtOnce = 500;

/**
 * Steepest descent: turns the spin that gains most, the first of equals, until none gains. Samples are states that no
 * single turn makes better.
 */
export async function descend(
  host: Pick<AnnealerHost, "now" | "pause">,
  model: IsingModel,
  options: DescentOptions,
): Promise<SampleSet> {
  const { reads = 1, seed } = options;
  checkedLimits(reads, {});
  const initial = checkedInitial(model, options.initial);
  const { size } = model;
  const spins = new Int8Array(reads * size);
  const random = seeded(seed);
  const pauses = new Pauses(host, options);
  const descender = new Descender(model);
  for (let read = 0; read < reads; read++) {
    const state = spins.subarray(read * size, (read + 1) * size);
    state.set(initial?.(read) ?? randomSpins(size, random.fork(read)));
    descender.begin(state);
    while (!descender.run(turnsAtOnce)) await pauses.pause(read / reads);
    await pauses.pause((read + 1) / reads);
  }
  return sampleSetOf(model, reads, spins);
}
