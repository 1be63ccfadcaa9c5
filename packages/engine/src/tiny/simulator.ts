import { type Random, seeded, UnsupportedError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import { type CircuitShape, type StaticShape, shapeOf } from "../circuit-shape.ts";
import { expectPlainly } from "../expect/index.ts";
import { checkSingleState, singleStateSupport } from "../initial-state.ts";
import { countShots, exactOutcomes, loopsForShotsAlone, noiseSupport, waysExponent } from "../noise/index.ts";
import { Pacer } from "../pacer.ts";
import type {
  Clock,
  Cost,
  Counts,
  Distribution,
  SimulateOptions,
  SimulateResult,
  Simulator,
  Support,
} from "../simulator.ts";
import { shufflingMemory } from "../tally.ts";
import type { TinyState } from "./apply.ts";
import { tinyCost } from "./cost.ts";
import { Evolution } from "./evolution.ts";
import { TinyOps } from "./ops.ts";
import { distributionOf } from "./outcomes.ts";
import { Reading } from "./reading.ts";
import { type Workspace, Workspaces } from "./workspace.ts";

/** Above this many qubits, planned kernels win over plain loops. */
export const mostTinyQubits = 12;

/** Exact probabilities follow each way through the measurements in the middle: at most 2^this of them. */
const mostWaysExponent = 12;

/** Steps of one state between two looks at the pacer. The slowest, a dense matrix on ten qubits, takes about 5 ms. */
const stepsBetweenLooks = 8;

/** About 25 ms. */
const shotsBetweenLooks = 2 ** 20;

/**
 * Circuits of up to twelve qubits: plain float64 loops, nothing planned and nothing compiled.
 * A static circuit takes microseconds; noise and mid-circuit measurement go through the shot tree.
 */
export class TinySimulator implements Simulator {
  readonly name = "tiny";
  readonly #clock: Clock;
  readonly #spaces = new Workspaces();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  supports(circuit: Circuit, options: SimulateOptions): Support {
    if (circuit.qubitCount > mostTinyQubits) {
      return { ok: false, why: `it has ${circuit.qubitCount} qubits, and this method takes up to ${mostTinyQubits}` };
    }
    if (options.observables || options.initialState) {
      const support = singleStateSupport(shapeOf(circuit), options);
      if (!support.ok) return support;
    }
    const { noise, amplitudes, probabilities } = options;
    if (noise) {
      const support = noiseSupport(circuit, noise);
      if (!support.ok) return support;
      if (amplitudes || probabilities) return { ok: false, why: "under noise only shots can be had, no exact state" };
    }
    if (!(amplitudes || probabilities) || shapeOf(circuit).kind === "static") return { ok: true };
    if (amplitudes)
      return { ok: false, why: "it has no single final state: it measures, resets or decides on its way" };
    const ways = waysExponent(circuit);
    if (ways === Number.POSITIVE_INFINITY) return loopsForShotsAlone;
    if (ways <= mostWaysExponent) return { ok: true };
    return {
      ok: false,
      why: `its ${ways} measurements and resets on the way are too many to follow for exact probabilities (up to ${mostWaysExponent}); ask for shots`,
    };
  }

  estimate(circuit: Circuit, options: SimulateOptions): Cost {
    return tinyCost(circuit, options);
  }

  async run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult> {
    const support = this.supports(circuit, options);
    if (!support.ok) throw new UnsupportedError(`The circuit cannot run here, because ${support.why}.`);
    checkSingleState(options, circuit.qubitCount);
    const pacer = new Pacer(this.#clock, options);
    pacer.check();
    const shape = shapeOf(circuit);
    const computed =
      shape.kind === "static" && !options.noise
        ? await this.#runStatic(shape, options, pacer)
        : await runTree(circuit, options, pacer);
    const { counts, ...rest } = computed;
    const memory =
      counts && options.memory
        ? await pacer.drive(shufflingMemory(counts, seeded(options.seed).fork("memory")))
        : undefined;
    return {
      method: this.name,
      why: whyTiny(circuit, shape, options),
      bitCount: shape.bitCount,
      ...rest,
      ...(counts && { counts }),
      ...(memory && { memory }),
      seconds: pacer.seconds,
    };
  }

  async #runStatic(shape: StaticShape, options: SimulateOptions, pacer: Pacer): Promise<Computed> {
    const space = this.#spaces.take(shape.qubitCount);
    const computed = await runStatic(shape, options, space, pacer);
    this.#spaces.give(space); // one that an error leaves behind is not worth keeping
    return computed;
  }
}

type Computed = Pick<SimulateResult, "counts" | "probabilities" | "amplitudes" | "expectations">;

async function runStatic(
  shape: StaticShape,
  options: SimulateOptions,
  space: Workspace,
  pacer: Pacer,
): Promise<Computed> {
  const { steps, readout, qubitCount } = shape;
  const { shots = 0, initialState, probabilities, amplitudes, observables } = options;
  if (initialState) part(initialState, space);
  const evolution = initialState ? Evolution.from(space, qubitCount) : new Evolution(space, qubitCount);
  for (let next = 0; next < steps.length; next++) {
    evolution.apply(steps[next]);
    if ((next + 1) % stepsBetweenLooks !== 0) continue;
    pacer.check(next / (steps.length + 1));
    if (pacer.isPauseDue()) await pacer.pause();
  }
  const reading = shots > 0 || probabilities ? new Reading(readout, evolution.places, space) : undefined;
  if (reading && shots > 0) await draw(reading, shots, seeded(options.seed), pacer);
  const distribution = probabilities ? reading?.distribution() : undefined;
  const state = amplitudes || observables ? evolution.finish() : undefined;
  const expectations = state && observables && (await pacer.drive(expectPlainly(state, observables)));
  return {
    ...(reading && shots > 0 && { counts: reading.counts() }),
    ...(distribution && { probabilities: distribution }),
    ...(state && amplitudes && { amplitudes: interleaved(state) }),
    ...(expectations && { expectations }),
  };
}

/** Draws shots in portions, so that the pacer is asked in between. */
async function draw(reading: Reading, shots: number, random: Random, pacer: Pacer): Promise<void> {
  for (let done = 0; done < shots; done += shotsBetweenLooks) {
    if (done > 0) await pacer.pause(done / shots);
    reading.draw(Math.min(shotsBetweenLooks, shots - done), random);
  }
}

async function runTree(circuit: Circuit, options: SimulateOptions, pacer: Pacer): Promise<Computed> {
  const { shots = 0, noise, seed } = options;
  const ops = new TinyOps(circuit.qubitCount);
  let counts: Counts | undefined;
  let probabilities: Distribution | undefined;
  if (shots > 0)
    counts = await countShots(circuit, ops, { shots, random: seeded(seed), ...(noise && { noise }) }, pacer);
  if (options.probabilities && circuit.clbitCount <= 53) {
    probabilities = distributionOf(await exactOutcomes(circuit, ops, seeded(seed), pacer));
  }
  return { ...(counts && { counts }), ...(probabilities && { probabilities }) };
}

/** Puts real and imaginary parts into the arrays of a state. */
function part(amplitudes: Float64Array, { re, im }: TinyState): void {
  for (let i = 0; 2 * i < amplitudes.length; i++) {
    re[i] = amplitudes[2 * i];
    im[i] = amplitudes[2 * i + 1];
  }
}

function interleaved({ re, im }: TinyState): Float64Array {
  const amplitudes = new Float64Array(2 * re.length);
  for (let i = 0; i < re.length; i++) {
    amplitudes[2 * i] = re[i];
    amplitudes[2 * i + 1] = im[i];
  }
  return amplitudes;
}

function whyTiny(circuit: Circuit, shape: CircuitShape, options: SimulateOptions): string {
  const size = `${circuit.qubitCount} qubits are few enough for plain loops in double precision`;
  if (options.noise) return `${size}; noise is drawn shot by shot, and shots share what they have in common.`;
  return shape.kind === "static"
    ? `${size}, which need no planning.`
    : `${size}; shots share what they have in common until a measurement parts them.`;
}
