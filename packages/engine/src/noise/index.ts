/**
 * Shots that do not all see the same unitary circuit: Pauli noise after gates, misreadings, measurements in the middle,
 * resets and conditions, for every kind of state that offers `StateOps`. Promises independent draws from the exact
 * distribution, and that whatever shots have in common is computed once.
 */
export { type ExactOps, exactOutcomes, waysExponent } from "./exact.ts";
export { noiseSupport } from "./noise-support.ts";
export { countShots, statesHeld } from "./shots.ts";
export { expectedWork, type TreeWork } from "./work.ts";
