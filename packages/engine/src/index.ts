/**
 * Simulators: circuit in; counts, probabilities, amplitudes, expectation values and gradients out. Promises the same result
 * for the same seed, whatever the machine and the number of threads; an estimate before running; and that a run stops soon
 * when asked.
 */
export { Engine, type EngineOptions, type Estimate } from "./engine.ts";
export type { GradientOptions, ValueAndGradient } from "./gradient/index.ts";
export type {
  HelperThread,
  Host,
  KernelExports,
  KernelFunction,
  KernelHost,
  KernelMemory,
  KernelModule,
} from "./host.ts";
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
export {
  type Clock,
  type Cost,
  type Counts,
  type Distribution,
  type MethodName,
  type MpsOptions,
  methodNames,
  type Precision,
  type SimulateOptions,
  type SimulateResult,
  type Simulator,
  type Support,
} from "./simulator.ts";
export {
  type DetectorSamples,
  noisyCircuitOfStim,
  type SampleDetectorsOptions,
  sampleDetectors,
} from "./stabilizer/index.ts";
