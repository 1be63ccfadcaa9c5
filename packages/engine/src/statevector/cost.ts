import { gates } from "@naru/circuit";
import type { StaticShape } from "../circuit-shape.ts";
import type { Cost, Precision, SimulateOptions, UnitaryStep } from "../simulator.ts";
import { amplitudeBytes, geometryOf, memoryMap } from "./exec/memory-map.ts";

/**
 * Nanoseconds for one amplitude, in single precision on one thread of a server core. A gate on one qubit or a diagonal one
 * was measured to take 0.01 to 0.04 at 24 qubits in circuits of many gates, and several times that in short ones, where
 * walking over memory is all; a general two-qubit gate takes 0.45.
 */
const nsOfSimpleGate = 0.08;
const nsOfPair = 0.45;
/** The first passes and the reading of the result. */
const nsOfSweeps = 6;
/** A dense matrix on k qubits: 2^k products for each amplitude, in plain loops. */
const nsOfProduct = 2;
/** Lowering and planning. */
const secondsOfPlannedGate = 1e-5;
const secondsToBegin = 2e-3;
/** What a second thread brought: 0.1 to 0.9 of a thread, by circuit, at 24 qubits. */
const gainOfThread = 0.4;

/** The cost of a planned run. */
export function planCost(shape: StaticShape, precision: Precision, threads: number, options: SimulateOptions): Cost {
  const amplitudes = 2 ** shape.qubitCount;
  const width = precision === "double" ? 2 : 1;
  let ns = nsOfSweeps;
  for (const step of shape.steps) ns += nsOfStep(step);
  const speedup = 1 + gainOfThread * (threads - 1);
  const { probabilities, amplitudes: wantsAmplitudes, shots = 0 } = options;
  const resultBytes =
    (wantsAmplitudes ? 16 * amplitudes : 0) + (probabilities ? 24 * Math.min(amplitudes, 2 ** 24) : 0);
  return {
    seconds: secondsToBegin + shape.steps.length * secondsOfPlannedGate + (1e-9 * ns * amplitudes * width) / speedup,
    bytes:
      memoryMap(precision, geometryOf(precision), Math.max(shape.qubitCount, 5), threads).end +
      resultBytes +
      60 * shots,
  };
}

/** Memory of the state alone. */
export const stateBytes = (qubitCount: number, precision: Precision): number =>
  amplitudeBytes(precision) * 2 ** qubitCount;

function nsOfStep(step: UnitaryStep): number {
  const width = step.kind === "gate" ? gates[step.gate].qubitCount : step.qubits.length;
  if (step.kind === "gate" || width === 1) return nsOfSimpleGate * width;
  return width === 2 ? nsOfPair : nsOfProduct * 2 ** width;
}
