import { InvalidInputError } from "@naru/base";
import type { Outcome, SampleOutcome } from "./outcome.ts";
import { sizeOfShape } from "./packing.ts";
import type { ParameterValues, SampleWorkload, Workload } from "./workload.ts";

/** How many circuits a workload runs, each set of values counted as one. */
export const circuitCountOf = (workload: Workload): number =>
  workload.kind === "sample"
    ? workload.circuits.length
    : workload.items.reduce((sum, { values }) => sum + setCountOf(values), 0);

/** Sets of values; those of a samplex have their shape to themselves, others the last axis for the parameters. */
const setCountOf = (values: ParameterValues): number =>
  sizeOfShape("samplex" in values ? values.shape : values.shape.slice(0, -1));

/** The most shots that a workload asks for of one circuit; 0 for exact values. */
export const shotsOf = (workload: Workload): number =>
  workload.kind === "sample"
    ? workload.shots
    : workload.items.reduce((most, { shots }) => Math.max(most, shots ?? 0), 0);

/** Time the backend was busy. */
export const outcomeSeconds = (outcome: Outcome): number =>
  (outcome.kind === "sample" ? outcome.circuits : outcome.items).reduce((sum, { seconds }) => sum + seconds, 0);

/** A workload of circuits to sample. Throws InvalidInputError for another kind. */
export function samplesOf(workload: Workload): SampleWorkload {
  if (workload.kind === "sample") return workload;
  throw new InvalidInputError(`This takes circuits to sample; the workload is of the kind "${workload.kind}".`);
}

/** The outcome of circuits that were sampled. Throws InvalidInputError for another kind. */
export function sampleOf(outcome: Outcome): SampleOutcome {
  if (outcome.kind === "sample") return outcome;
  throw new InvalidInputError(`This shows circuits that were sampled; the outcome is of the kind "${outcome.kind}".`);
}
