/**
 * The waist of the hourglass: a Workload goes down to a backend, an Outcome comes up. No vendor is named here, and
 * everything is plain data that survives a queue and a result store.
 */
export { bitOf, bitstringOf, countsOf, outcomeOf } from "./counts.ts";
export { readOutcomeJson, writeOutcomeJson } from "./json.ts";
export type { CircuitOutcome, Counts, Distribution, Outcome, Resources, SampleOutcome } from "./outcome.ts";
export type { SampleWorkload, Workload } from "./workload.ts";
