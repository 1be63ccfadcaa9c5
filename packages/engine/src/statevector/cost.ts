import type { StaticShape } from "../circuit-shape.ts";
import { sweepSeconds } from "../expect/cost.ts";
import type { Cost, Precision, SimulateOptions } from "../simulator.ts";
import { amplitudeBytes, geometryOf, memoryMap, mostNarrowBytes } from "./exec/memory-map.ts";
import { workOf } from "./work.ts";

/**
 * What a run takes, as fitted to the nine workloads of the bench and to random circuits of 14 to 22 qubits on one thread
 * of a loaded server core, in a warm process.
 */
interface Rates {
  /** Nanoseconds of each amplitude for a product of one-qubit gates, a diagonal gate, an exchange, any other pair, … */
  readonly rotation: number;
  readonly diagonal: number;
  readonly exchange: number;
  readonly pair: number;
  /** … and for the first and last walks over the state, shots included. */
  readonly sweeps: number;
}

const ratesOf: Readonly<Record<Precision, Rates>> = {
  single: { rotation: 0.28, diagonal: 0.065, exchange: 0.02, pair: 0.83, sweeps: 3.8 },
  double: { rotation: 0.52, diagonal: 0.13, exchange: 0.04, pair: 1.65, sweeps: 8 },
};
/** A dense matrix on k qubits: 2^k products for each amplitude. */
const nsOfProduct: Readonly<Record<Precision, number>> = { single: 0.5, double: 1 };
/** Lowering and planning: of each step, and more where its matrix is taken apart. */
const secondsOfStep = 1.3e-5;
const secondsOfMatrix = 6.8e-5;
const secondsToBegin = 5e-4;
/** A shot, and writing an outcome that no other shot gave before. */
const secondsOfShot = 8e-8;
const secondsOfOutcome = 2e-7;
/** Listing the probability of an outcome, and an amplitude. */
const secondsOfProbability = 1.2e-7;
const secondsOfAmplitude = 4e-8;
/** In a fresh process code is interpreted at first, and the kernels of the circuit are compiled. */
const firstSeconds = { begin: 0.07, factor: 1.6 };
/** … and memory is touched for the first time, some 2 GiB a second. */
const secondsOfFreshByte = 5e-10;
/** What 64-bit addresses cost: 6 to 31 %, by circuit, at 24 qubits. */
const factorOfWide = 1.16;
/** What a second thread brought: 0.1 to 0.9 of a thread, by circuit, at 24 qubits. */
const gainOfThread = 0.4;

/** The cost of a planned run. */
export function planCost(shape: StaticShape, precision: Precision, threads: number, options: SimulateOptions): Cost {
  const { probabilities, amplitudes: wantsAmplitudes, observables, shots = 0 } = options;
  const amplitudes = 2 ** shape.qubitCount;
  const rates = ratesOf[precision];
  const work = workOf(shape.steps, shape.qubitCount);
  const { end } = memoryMap(precision, geometryOf(precision), Math.max(shape.qubitCount, 5), threads);
  const sweeping =
    1e-9 *
    (end > mostNarrowBytes ? factorOfWide : 1) *
    (amplitudes * rates.sweeps +
      work.rotations * rates.rotation +
      work.diagonals * rates.diagonal +
      work.exchanges * rates.exchange +
      work.pairs * rates.pair +
      work.dense * nsOfProduct[precision]);
  const listed = probabilities ? Math.min(amplitudes, 2 ** 24) : 0;
  const alone =
    secondsToBegin +
    work.steps * secondsOfStep +
    work.matrices * secondsOfMatrix +
    shots * secondsOfShot +
    Math.min(shots, amplitudes) * secondsOfOutcome +
    listed * secondsOfProbability +
    (wantsAmplitudes ? amplitudes * secondsOfAmplitude : 0) +
    (observables ? sweepSeconds(observables, amplitudes, precision) : 0);
  const seconds = alone + sweeping / (1 + gainOfThread * (threads - 1));
  return {
    seconds,
    firstSeconds: firstSeconds.begin + firstSeconds.factor * seconds + secondsOfFreshByte * end,
    serialSeconds: alone + sweeping,
    bytes: end + (wantsAmplitudes ? 16 * amplitudes : 0) + 24 * listed + 60 * shots,
  };
}

/** Memory of the state alone. */
export const stateBytes = (qubitCount: number, precision: Precision): number =>
  amplitudeBytes(precision) * 2 ** qubitCount;
