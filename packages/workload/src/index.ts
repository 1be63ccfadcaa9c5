/**
 * The waist of the hourglass: a Workload goes down to a backend, an Outcome comes up. No vendor is named here, and
 * everything is plain data that survives a queue and a result store.
 */
export type {
  AnnealOutcome,
  AnnealSchedule,
  AnnealWorkload,
  MachineTiming,
  ModelFile,
  QubitProblem,
  SolvedSamples,
  SolvedStates,
  SolveOutcome,
  SolveWorkload,
} from "./annealing.ts";
export { bitOf, bitstringOf, countsOf, outcomeOf } from "./counts.ts";
export { readOutcomeJson, writeOutcomeJson } from "./json.ts";
export { modelBytesOf, modelFileOf } from "./model-file.ts";
export type {
  BitTensor,
  CircuitOutcome,
  Counts,
  Distribution,
  EstimateItemOutcome,
  EstimateOutcome,
  Outcome,
  Resources,
  SampleOutcome,
  SweepItemOutcome,
  SweepOutcome,
  ZeroNoiseOutcome,
} from "./outcome.ts";
export {
  deflate,
  inflate,
  inflateAside,
  type NumberArray,
  packNumbers,
  readBase64,
  sizeOfShape,
  unpackNumbers,
  writeBase64,
} from "./packing.ts";
export { type PackingHost, usePackingHost } from "./packing-host.ts";
export { type ProblemNumbers, readQubitProblem, writeQubitProblem } from "./qubit-problem.ts";
export {
  annealedOf,
  annealOf,
  circuitCountOf,
  isOfCircuits,
  outcomeSeconds,
  sampleOf,
  samplesOf,
  shotsOf,
  solvedOf,
  solveOf,
} from "./size.ts";
export type {
  CircuitFiles,
  CircuitPlace,
  CircuitWorkload,
  Decoupling,
  ErrorMitigation,
  ErrorSuppression,
  EstimateItem,
  EstimateWorkload,
  Extrapolator,
  Observable,
  ObservableTerm,
  ParameterValues,
  RandomisedValues,
  SampleWorkload,
  SweepItem,
  SweepWorkload,
  Twirling,
  Workload,
  ZeroNoise,
} from "./workload.ts";
