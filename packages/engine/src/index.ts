/**
 * Simulators: circuit in, counts, probabilities and amplitudes out. Promises the same result for the same seed, whatever
 * the number of threads; an estimate before running; and that a run stops within a tenth of a second when asked.
 */
export { Engine, type EngineOptions, type Estimate } from "./engine.ts";
export type { GradientOptions, ValueAndGradient } from "./gradient/index.ts";
export type { HelperThread, Host, KernelExports, KernelHost, KernelMemory, KernelModule } from "./host.ts";
export { checkNoise } from "./noise/index.ts";
export type {
  CorrelatedReadout,
  Durations,
  NoiseChannel,
  NoiseModel,
  NoiseRule,
  ReadoutError,
  Relaxation,
} from "./noise-model.ts";
export type {
  CostPolynomial,
  CostTerm,
  Qaoa,
  QaoaAngles,
  QaoaGradient,
  QaoaOptions,
  QaoaResult,
  QaoaRunOptions,
} from "./qaoa/index.ts";
export type {
  Counts,
  Distribution,
  MethodName,
  MpsOptions,
  Precision,
  SimulateOptions,
  SimulateResult,
  Simulator,
} from "./simulator.ts";
export {
  type DetectorSamples,
  noisyCircuitOfStim,
  type SampleDetectorsOptions,
  sampleDetectors,
} from "./stabilizer/index.ts";
