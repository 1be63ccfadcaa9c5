/** Circuits to sample: counts, memory and exact probabilities of each. */
export { compileSample, estimateSample, runSample } from "./sample.ts";
