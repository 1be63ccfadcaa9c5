import { formatBytes, seeded } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { CircuitShape } from "../circuit-shape.ts";
import {
  countShots,
  type ExactOps,
  exactOutcomes,
  expectedWork,
  loopsForShotsAlone,
  noiseSupport,
  waysExponent,
} from "../noise/index.ts";
import type { Pacer } from "../pacer.ts";
import type { Cost, Precision, SimulateOptions, SimulateResult, Support } from "../simulator.ts";
import { TinyOps } from "../tiny/ops.ts";
import { distributionOf } from "../tiny/outcomes.ts";
import { stateBytes } from "./cost.ts";
import type { Lane } from "./exec/lane.ts";
import { fewestSweepQubits, SweepOps } from "./ops/index.ts";

/** What a run computes, whichever way. */
export type Computed = Pick<SimulateResult, "counts" | "probabilities" | "amplitudes" | "expectations">;

/** So wide, states of half a GiB in both precisions, that seven fit into a memory with 32-bit addresses. */
const mostQubits: Readonly<Record<Precision, number>> = { single: 26, double: 25 };
/** For states; the rest of 4 GiB is for what is small. */
const bytesForStates = 15 * 2 ** 28;
/** Exact probabilities follow each way through the measurements on the way: at most 2^this of them. */
const mostWaysExponent = 6;
/** Measured for gates of all kinds, at 12 qubits and at 20, in single precision; double precision takes twice as long. */
const secondsPerSweep = 3e-7;
const secondsPerAmplitude = 4e-10;
/** Reading the noise of an operation, setting a branch aside and coming back to it, and drawing the errors of a shot. */
const secondsPerOperation = 3e-5;
const secondsPerBranch = 3e-5;
const secondsPerShot = 1e-6;

/**
 * Whether the shot tree takes a circuit with noise, mid-circuit measurement, reset or conditions on more qubits than the
 * small simulator does.
 */
export function treeSupport(circuit: Circuit, shape: CircuitShape, options: SimulateOptions): Support {
  const { noise, amplitudes, probabilities } = options;
  const precision = precisionOf(options);
  const most = mostQubits[precision];
  if (circuit.qubitCount > most) {
    return {
      ok: false,
      why: `it has ${circuit.qubitCount} qubits, and with noise, mid-circuit measurement, reset or conditions this method takes up to ${most} (${formatBytes(stateBytes(most, precision))} for each branch)`,
    };
  }
  if (noise) {
    const support = noiseSupport(circuit, noise);
    if (!support.ok) return support;
    if (amplitudes || probabilities) return { ok: false, why: "under noise only shots can be had, no exact state" };
  }
  if (shape.kind === "static" || !(amplitudes || probabilities)) return { ok: true };
  if (amplitudes) return { ok: false, why: "it has no single final state: it measures, resets or decides on its way" };
  const ways = waysExponent(circuit);
  if (ways === Number.POSITIVE_INFINITY) return loopsForShotsAlone;
  if (ways <= mostWaysExponent) return { ok: true };
  return {
    ok: false,
    why: `its ${ways} measurements and resets on the way are too many to follow for exact probabilities (up to ${mostWaysExponent}); ask for shots`,
  };
}

export function treeCost(circuit: Circuit, options: SimulateOptions): Cost {
  const { qubitCount } = circuit;
  const { shots = 0, noise, probabilities } = options;
  const precision = precisionOf(options);
  const portion = Math.min(shots, portionOf(qubitCount, precision));
  const { sweeps, branches, states } = expectedWork(circuit, portion, noise);
  const exactSweeps = probabilities ? circuit.operations.length * 2 ** waysExponent(circuit) : 0;
  const portions = portion > 0 ? shots / portion : 0;
  const amplitudes = 2 ** qubitCount * (precision === "double" ? 2 : 1);
  return {
    seconds:
      (sweeps * portions + exactSweeps) * (secondsPerSweep + secondsPerAmplitude * amplitudes) +
      (noise ? circuit.operations.length * secondsPerOperation + shots * secondsPerShot : 0) +
      branches * portions * secondsPerBranch,
    bytes:
      stateBytes(qubitCount, precision) * states + (probabilities ? 24 * 2 ** qubitCount : 0) + 60 * shots + 2 ** 16,
  };
}

export async function runTree(circuit: Circuit, options: SimulateOptions, lane: Lane, pacer: Pacer): Promise<Computed> {
  const { qubitCount } = circuit;
  const precision = precisionOf(options);
  if (qubitCount < fewestSweepQubits) return runWith(new TinyOps(qubitCount), circuit, options, pacer);
  return runWith(new SweepOps(lane.treeMachine(precision), qubitCount), circuit, options, pacer);
}

async function runWith<State>(
  ops: ExactOps<State>,
  circuit: Circuit,
  options: SimulateOptions,
  pacer: Pacer,
): Promise<Computed> {
  const { shots = 0, noise, seed } = options;
  const portion = portionOf(circuit.qubitCount, precisionOf(options));
  const counts =
    shots > 0
      ? await countShots(circuit, ops, { shots, random: seeded(seed), portion, ...(noise && { noise }) }, pacer)
      : undefined;
  const probabilities =
    options.probabilities && circuit.clbitCount <= 53
      ? distributionOf(await exactOutcomes(circuit, ops, seeded(seed), pacer))
      : undefined;
  return { ...(counts && { counts }), ...(probabilities && { probabilities }) };
}

/** Shots need no more than single precision. */
const precisionOf = ({ precision, probabilities }: SimulateOptions): Precision =>
  precision ?? (probabilities ? "double" : "single");

/** As many shots may walk together as states fit into memory: one more state for each doubling of the shots. */
function portionOf(qubitCount: number, precision: Precision): number {
  const states = Math.floor(bytesForStates / stateBytes(qubitCount, precision));
  return 2 ** Math.min(30, states - 1);
}
