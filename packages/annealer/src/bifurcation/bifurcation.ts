import { InvalidInputError, type Random, seeded } from "@naru/base";
import { Descender } from "../descent/index.ts";
import type { AnnealerHost } from "../host.ts";
import { checkedLimits } from "../limits.ts";
import type { IsingModel } from "../model.ts";
import { Pauses, type Watched } from "../pauses.ts";
import { type SampleSet, sampleSetOf } from "../sample-set.ts";
import { LocalFields } from "./local-fields.ts";

export interface BifurcationOptions extends Watched {
  /** Independent runs; 1 if absent. */
  readonly reads?: number;
  /** Steps of time; 1000 if absent. */
  readonly steps?: number;
  /** Length of a step, above 0 and at most 1.5; 0.5 if absent. With 1, some models never settle. */
  readonly timeStep?: number;
  /** Same model, options and version: the same samples, on any machine. ±(2^53 − 1). */
  readonly seed: number;
}

/** Numbers that are looked at between looks at the clock. */
const workAtOnce = 1e6;

/**
 * Discrete simulated bifurcation: classical particles in wells that split in two, pulled by the signs of the others
 * (Goto et al., Sci. Adv. 7, eabe7953 (2021)); then steepest descent.
 *
 * x and y are positions and momenta, a rises from 0 to 1, c = 0.5 √(n − 1) / √(Σ J²) over both directions, fields included:
 * ẏ = −(1 − a) x − c (h + Σ J sgn x), ẋ = y; at |x| = 1 particles stop.
 */
export async function bifurcate(
  host: AnnealerHost,
  model: IsingModel,
  options: BifurcationOptions,
): Promise<SampleSet> {
  const { reads = 1, steps = 1000, timeStep = 0.5 } = options;
  const { size } = model;
  checkedLimits(reads, {});
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new InvalidInputError(`The number of steps is ${steps}. Give a whole number from 1.`);
  }
  if (!(timeStep > 0) || timeStep > 1.5) {
    throw new InvalidInputError(`The time step is ${timeStep}. Give a number above 0 and at most 1.5.`);
  }
  const spins = new Int8Array(reads * size);
  const random = seeded(options.seed);
  const pauses = new Pauses(host, options);
  const particles = new Particles(host, model, timeStep);
  const descender = new Descender(model);
  const atOnce = Math.max(1, Math.floor(workAtOnce / (size + Math.sqrt(model.couplings.length))));
  for (let read = 0; read < reads; read++) {
    const state = spins.subarray(read * size, (read + 1) * size);
    particles.begin(state, random.fork(read));
    for (let step = 0; step < steps; step += atOnce) {
      for (let k = step; k < Math.min(steps, step + atOnce); k++) particles.step(k / steps);
      await pauses.pause((read + step / steps) / reads);
    }
    descender.begin(state);
    while (!descender.run(1000)) await pauses.pause((read + 1) / reads);
  }
  return sampleSetOf(model, reads, spins);
}

class Particles {
  readonly #fields: LocalFields;
  readonly #timeStep: number;
  readonly #strength: number;
  readonly #positions: Float64Array;
  readonly #momenta: Float64Array;
  #spins: Int8Array = new Int8Array();

  constructor(host: AnnealerHost, model: IsingModel, timeStep: number) {
    const { size, couplings, fields } = model;
    this.#fields = new LocalFields(host, model);
    this.#timeStep = timeStep;
    this.#positions = new Float64Array(size);
    this.#momenta = new Float64Array(size);
    let squares = 0;
    for (const coupling of couplings) squares += coupling * coupling;
    for (const field of fields) squares += field * field;
    this.#strength = squares > 0 ? (0.5 * Math.sqrt(Math.max(1, size - 1))) / Math.sqrt(squares) : 0;
  }

  /** Puts the particles near the middle, and their signs into `spins`, where they stay. */
  begin(spins: Int8Array, random: Random): void {
    this.#spins = spins;
    for (let i = 0; i < spins.length; i++) {
      this.#positions[i] = 0.1 * (2 * random.uniform() - 1);
      this.#momenta[i] = 0.1 * (2 * random.uniform() - 1);
      spins[i] = this.#positions[i]! < 0 ? -1 : 1;
    }
    this.#fields.begin(spins);
  }

  step(a: number): void {
    const [x, y, spins, dt, c] = [this.#positions, this.#momenta, this.#spins, this.#timeStep, this.#strength];
    const { values } = this.#fields;
    for (let i = 0; i < x.length; i++) {
      const momentum = y[i]! - dt * ((1 - a) * x[i]! + c * values[i]!);
      const position = x[i]! + dt * momentum;
      const isOutside = position > 1 || position < -1;
      x[i] = isOutside ? (position > 0 ? 1 : -1) : position;
      y[i] = isOutside ? 0 : momentum;
    }
    // All forces of a step are those of the signs before it.
    for (let i = 0; i < x.length; i++) {
      const spin = x[i]! < 0 ? -1 : 1;
      if (spin === spins[i]) continue;
      spins[i] = spin;
      this.#fields.turn(i, spin);
    }
  }
}
