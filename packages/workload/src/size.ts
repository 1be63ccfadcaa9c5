import { InvalidInputError } from "@naru/base";
import type { AnnealOutcome, AnnealWorkload, SolveOutcome, SolveWorkload } from "./annealing.ts";
import type { Outcome, SampleOutcome } from "./outcome.ts";
import { sizeOfShape } from "./packing.ts";
import type { CircuitWorkload, ParameterValues, SampleWorkload, Workload } from "./workload.ts";

/** Whether a workload is run gate by gate: neither annealed nor solved. */
export const isOfCircuits = (workload: Workload): workload is CircuitWorkload =>
  workload.kind !== "anneal" && workload.kind !== "solve";

/** How many circuits a workload runs, each set of values counted as one; a problem counts as one, too. */
export function circuitCountOf(workload: Workload): number {
  if (!isOfCircuits(workload)) return 1;
  return workload.kind === "sample"
    ? workload.circuits.length
    : workload.items.reduce((sum, { values }) => sum + setCountOf(values), 0);
}

/** Sets of values; those of a samplex have their shape to themselves, others the last axis for the parameters. */
const setCountOf = (values: ParameterValues): number =>
  sizeOfShape("samplex" in values ? values.shape : values.shape.slice(0, -1));

/** The most shots that a workload asks for of one circuit, or reads of a problem; 0 for exact values and what is solved. */
export function shotsOf(workload: Workload): number {
  switch (workload.kind) {
    case "sample":
      return workload.shots;
    case "sweep":
    case "estimate":
      return workload.items.reduce<number>((most, { shots }) => Math.max(most, shots ?? 0), 0);
    case "anneal":
      return workload.reads;
    case "solve":
      return 0;
  }
}

/** Time the backend was busy. */
export function outcomeSeconds(outcome: Outcome): number {
  if (outcome.kind === "anneal" || outcome.kind === "solve") return outcome.seconds;
  return (outcome.kind === "sample" ? outcome.circuits : outcome.items).reduce((sum, { seconds }) => sum + seconds, 0);
}

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

/** A problem to anneal. Throws InvalidInputError for another kind of workload. */
export function annealOf(workload: Workload): AnnealWorkload {
  if (workload.kind === "anneal") return workload;
  throw new InvalidInputError(`This takes problems to anneal; the workload is of the kind "${workload.kind}".`);
}

/** The outcome of an annealed problem. Throws InvalidInputError for another kind. */
export function annealedOf(outcome: Outcome): AnnealOutcome {
  if (outcome.kind === "anneal") return outcome;
  throw new InvalidInputError(`This shows annealed problems; the outcome is of the kind "${outcome.kind}".`);
}

/** A model to solve. Throws InvalidInputError for another kind of workload. */
export function solveOf(workload: Workload): SolveWorkload {
  if (workload.kind === "solve") return workload;
  throw new InvalidInputError(`This takes models to solve; the workload is of the kind "${workload.kind}".`);
}

/** The outcome of a solved model. Throws InvalidInputError for another kind. */
export function solvedOf(outcome: Outcome): SolveOutcome {
  if (outcome.kind === "solve") return outcome;
  throw new InvalidInputError(`This shows solved models; the outcome is of the kind "${outcome.kind}".`);
}
