/**
 * Superconducting QPUs as data: their calibrations day by day, the noise that follows for a circuit, what runs on them
 * and how long it takes. Promises that everything is a function of the device, its name and the day.
 */
export {
  type Calibration,
  calibrationDayAt,
  calibrationDayOf,
  calibrationDays,
  calibrationIdOf,
  calibrationOf,
  type GateCalibration,
  type QubitCalibration,
  snapshotOf,
} from "./calibration.ts";
export { durationOf } from "./duration.ts";
export { decayError, depolarisingRate, type Lifetimes } from "./gate-error.ts";
export { checkNative } from "./native.ts";
export { noiseOf, secondsOfGate } from "./noise.ts";
