/** Simulators: circuit in, amplitudes, counts and probabilities out. */
export type { NoiseModel, ReadoutError } from "./noise-model.ts";
export type {
  Counts,
  Distribution,
  MethodName,
  Precision,
  SimulateOptions,
  SimulateResult,
  Simulator,
} from "./simulator.ts";
