/** Circuits with many sets of values: what every shot read. */
export { compileSweep, estimateSweep, runSweep } from "./sweep.ts";
