/**
 * Error suppression and mitigation as pure parts: variants of circuits that do the same, and what is worked out of values
 * that err. Promises that every random choice comes from the stream it is given.
 */
export { decouple } from "./decouple.ts";
export { type Extrapolation, extrapolate, fewestFactors, type NoisyValue } from "./extrapolate.ts";
export { type FoldedCircuit, fold } from "./fold.ts";
export { randomisationsOf } from "./randomisations.ts";
export { type Amplification, suppressing } from "./suppress.ts";
export { type CalibrationReading, calibrationCircuit, ReadoutCalibration, type ReadoutFactor } from "./trex.ts";
export { type TwirledCircuit, twirlOf } from "./twirl.ts";
