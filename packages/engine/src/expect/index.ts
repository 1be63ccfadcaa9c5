/** Expectation values of Pauli sums: by generated kernels where states lie in an engine's memory, in plain loops for few qubits. */
export { sweepSeconds } from "./cost.ts";
export { expectStrings, expectSums, moved, type PlacedState } from "./expectations.ts";
export { maskedTerms, masksOf, type PauliMasks, partOf } from "./pauli-masks.ts";
export { expectPlainly } from "./plain.ts";
export { type SumRequest, Sweeper, type SweptState, sweepScratchBytes } from "./sweeper.ts";
