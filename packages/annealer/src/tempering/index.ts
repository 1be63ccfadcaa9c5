/** Parallel tempering: many temperatures at once, whose states change places. */
export { type TemperingOptions, TemperingRun, temper, temperingRange } from "./tempering.ts";
