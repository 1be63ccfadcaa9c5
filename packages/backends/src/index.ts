/** What jobs run on. Promises that every backend answers alike: estimate before running, seeded, stoppable. */
export type {
  AnnealerMachine,
  AnnealerPhysics,
  AnnealerTiming,
  Range,
  ReverseTiming,
} from "./annealer/machine.ts";
export { typicalAnnealerPhysics } from "./annealer/physics.ts";
export type {
  Backend,
  BackendKind,
  BackendModel,
  BackendSpec,
  CalibrationSnapshot,
  CompiledCircuit,
  Device,
  Lattice,
  NoiseFigures,
  RunControl,
  WorkloadEstimate,
} from "./backend.ts";
export {
  type Calibration,
  calibrationDayAt,
  calibrationDayOf,
  calibrationDays,
  calibrationIdOf,
  calibrationOf,
  checkNative,
  decayError,
  durationOf,
  type GateCalibration,
  type Lifetimes,
  noiseOf,
  type QubitCalibration,
  secondsOfGate,
  snapshotOf,
} from "./devices/index.ts";
export { compileToIonTrap } from "./emulated/compile.ts";
export { ratesFromFidelities } from "./emulated/noise.ts";
export type { HybridMachine } from "./hybrid/machine.ts";
export type { Simulation } from "./machine.ts";
export { openBackend } from "./open.ts";
