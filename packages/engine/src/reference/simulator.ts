import { type Random, seeded, UnsupportedError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import { shapeOf } from "../circuit-shape.ts";
import { checkSingleState, singleStateSupport } from "../initial-state.ts";
import { noiseSupport } from "../noise/index.ts";
import { Pacer } from "../pacer.ts";
import {
  type Clock,
  type Cost,
  type Distribution,
  maxListedOutcomes,
  negligibleProbability,
  type SimulateOptions,
  type SimulateResult,
  type Simulator,
  type Support,
} from "../simulator.ts";
import { bitstringReader, shuffledMemory, Tally } from "../tally.ts";
import type { Bits } from "./bits.ts";
import { exactDistribution } from "./exact.ts";
import { expectationOf } from "./observables.ts";
import { shotOf } from "./shots.ts";
import { after, probabilitiesOf, type StateVector, zeroState } from "./state-vector.ts";

const mostQubits = 14;
/** Density matrices have 4^n entries. */
const mostDensityQubits = 6;

/**
 * The slow and obvious simulator that judges the others: complex float64 vectors times the matrices of the gate table,
 * one shot after the other where shots differ, density matrices where a distribution has to be exact. Nothing of
 * what it judges is used to compute a result.
 */
export class ReferenceSimulator implements Simulator {
  readonly name = "reference";
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  supports(circuit: Circuit, options: SimulateOptions): Support {
    const { qubitCount } = circuit;
    const { noise, amplitudes, probabilities } = options;
    if (qubitCount > mostQubits) {
      return { ok: false, why: `it has ${qubitCount} qubits, and this method takes up to ${mostQubits}` };
    }
    if (noise) {
      const support = noiseSupport(circuit, noise);
      if (!support.ok) return support;
      if (amplitudes || probabilities) return { ok: false, why: "under noise only shots can be had, no exact state" };
    }
    const shape = shapeOf(circuit);
    const isStatic = shape.kind === "static";
    const single = singleStateSupport(shape, options);
    if (!single.ok) return single;
    if (amplitudes && !isStatic) {
      return { ok: false, why: "it has no single final state: it measures, resets or decides on its way" };
    }
    if (qubitCount <= mostDensityQubits || !(noise || (probabilities && !isStatic))) return { ok: true };
    return {
      ok: false,
      why: `it has ${qubitCount} qubits, and density matrices are kept for up to ${mostDensityQubits}`,
    };
  }

  estimate(circuit: Circuit, options: SimulateOptions): Cost {
    const { qubitCount, operations } = circuit;
    const size = options.noise ? 16 ** qubitCount : 2 ** qubitCount;
    const runs = shapeOf(circuit).kind === "static" ? 1 : (options.shots ?? 0);
    return { seconds: 1e-6 * size * operations.length * runs, bytes: 64 * size };
  }

  async run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult> {
    const support = this.supports(circuit, options);
    if (!support.ok) throw new UnsupportedError(`The circuit cannot run here, because ${support.why}.`);
    const { seed, shots = 0, initialState, observables } = options;
    checkSingleState(options, circuit.qubitCount);
    const pacer = new Pacer(this.#clock, options);
    pacer.check();
    const shape = shapeOf(circuit);
    const start = initialState ?? zeroState(circuit.qubitCount);
    const state = shape.kind === "static" ? await finalState(start, shape.steps, pacer) : undefined;
    const exact = (): ReadonlyMap<Bits, number> =>
      state && shape.kind === "static" && !options.noise
        ? outcomesOf(probabilitiesOf(state), shape.readout)
        : exactDistribution(circuit, options.noise);
    const tally = new Tally();
    const random = seeded(seed);
    if (shape.kind === "dynamic" && !options.noise) {
      for (let shot = 0; shot < shots; shot++) {
        tally.add(await shotOf(shape, random, pacer), 1);
        await pacer.pause(shot / shots);
      }
    } else if (shots > 0) {
      drawInto(tally, exact(), shots, random);
    }
    const counts = shots > 0 ? tally.counts() : undefined;
    const probabilities = options.probabilities ? distributionOf(exact(), shape.bitCount) : undefined;
    return {
      method: this.name,
      why: "The reference was asked for: matrices of the gate table in double precision.",
      bitCount: shape.bitCount,
      ...(counts && { counts }),
      ...(counts && options.memory && { memory: shuffledMemory(counts, random.fork("memory")) }),
      ...(probabilities && { probabilities }),
      ...(options.amplitudes && state && { amplitudes: state }),
      ...(observables && state && { expectations: Float64Array.from(observables, (sum) => expectationOf(state, sum)) }),
      seconds: pacer.seconds,
    };
  }
}

async function finalState(start: StateVector, steps: readonly Parameters<typeof after>[1][], pacer: Pacer) {
  let state = start;
  for (const [i, step] of steps.entries()) {
    state = after(state, step);
    await pacer.pause(i / steps.length);
  }
  return state;
}

/** The distribution of what the classical bits show of basis states. */
function outcomesOf(probabilities: Float64Array, readout: readonly number[]): ReadonlyMap<Bits, number> {
  const read = bitstringReader(readout);
  const outcomes = new Map<Bits, number>();
  probabilities.forEach((probability, basis) => {
    const bits = read(basis);
    outcomes.set(bits, (outcomes.get(bits) ?? 0) + probability);
  });
  return outcomes;
}

/** Each shot walks along the outcomes until a uniform number is used up. */
function drawInto(tally: Tally, outcomes: ReadonlyMap<Bits, number>, shots: number, random: Random): void {
  const total = [...outcomes.values()].reduce((sum, probability) => sum + probability, 0);
  for (let shot = 0; shot < shots; shot++) {
    let rest = random.uniform() * total;
    let drawn = "";
    for (const [bits, probability] of outcomes) {
      if (probability > 0) drawn = bits;
      rest -= probability;
      if (rest < 0) break;
    }
    tally.add(drawn, 1);
  }
}

function distributionOf(outcomes: ReadonlyMap<Bits, number>, bitCount: number): Distribution | undefined {
  if (bitCount > 53) return undefined;
  const listed = [...outcomes]
    .filter(([, probability]) => probability >= negligibleProbability)
    .map(([bits, probability]) => [Number.parseInt(`0${bits}`, 2), probability] as const)
    .toSorted(([a], [b]) => a - b);
  if (listed.length > maxListedOutcomes) return undefined;
  return {
    outcomes: Float64Array.from(listed, ([outcome]) => outcome),
    values: Float64Array.from(listed, ([, probability]) => probability),
  };
}
