/** Stim's circuit format: Clifford circuits with noise, detectors and observables, as error-correction research has them. */
export { type CircuitOfStimOptions, circuitOfStim } from "./circuit-of-stim.ts";
export { type StimElement, stimElements } from "./elements.ts";
export type { StimFactor, StimInstruction, StimOperation, StimProgram, StimRepeat, StimTarget } from "./program.ts";
export { defaultStimLimits, readStim, type StimLimits } from "./read.ts";
export { writeStim } from "./write.ts";
