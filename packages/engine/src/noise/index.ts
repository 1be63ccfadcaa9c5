/**
 * Shots that do not all see the same unitary circuit: Pauli noise after gates, misreadings, measurements in the middle,
 * resets and conditions, for every kind of state that offers `StateOps`. Promises independent draws from the exact
 * distribution, and that whatever shots have in common is computed once.
 */
export {
  type Channel,
  indexOfPaulis,
  type KrausChannel,
  type NoiseSite,
  normalForm,
  type PauliChannel,
  pauliMatrix,
  type ResetMixture,
  type UnitaryChannel,
} from "./channel.ts";
export { checkNoise } from "./check.ts";
export { clbitsOf } from "./condition.ts";
export { secondsOfStep } from "./decay.ts";
export { type ExactOps, exactOutcomes, loopsForShotsAlone, waysExponent } from "./exact.ts";
export { type NoiseItem, type NoiseProgram, noiseProgram } from "./noise-program.ts";
export { noiseSupport } from "./noise-support.ts";
export type { Misreading } from "./readings.ts";
export { countShots, statesHeld } from "./shots.ts";
export { splitReadout } from "./split-readout.ts";
export type { StateOps } from "./state-ops.ts";
export { expectedWork, type TreeWork } from "./work.ts";
