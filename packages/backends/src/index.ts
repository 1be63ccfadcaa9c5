/** What jobs run on. Promises that every backend answers alike: estimate before running, seeded, stoppable. */
export type {
  Backend,
  BackendModel,
  BackendKind,
  BackendSpec,
  CalibrationSnapshot,
  CompiledCircuit,
  NoiseFigures,
  RunControl,
  WorkloadEstimate,
} from "./backend.ts";
