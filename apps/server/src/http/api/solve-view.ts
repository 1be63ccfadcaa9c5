import type { SolutionView, SolveResultView } from "@naru/sdk";
import type { SolvedSamples, SolvedStates, SolveOutcome } from "@naru/workload";
import { assignmentView, labelText } from "./assignment-view.ts";
import { binsOf } from "./energy-bins.ts";

/** Constraints that are named. */
const mostBroken = 100;

/** A solved model for people: its best solution with every variable, and how good the others are, the best first. */
export const solveView = (outcome: SolveOutcome, top: number): SolveResultView =>
  outcome.format === "nl" ? statesView(outcome) : samplesView(outcome, top);

/** The decisions' values are in a file, which the vendor's own package reads. */
function statesView({ format, method, seconds, file, objective, isFeasible }: SolvedStates): SolveResultView {
  const samples: SolutionView[] =
    objective === undefined ? [] : [{ value: objective, isFeasible: isFeasible ?? null, brokenConstraints: null }];
  return {
    ...{ format, method, seconds, samples, sampleCount: samples.length, fileBytes: file.length },
    ...{ variableCount: null, constraintCount: null, energies: [], best: null, broken: [] },
  };
}

function samplesView(outcome: SolvedSamples, top: number): SolveResultView {
  const { format, method, seconds, labels, values, sampleCount, energies, constraints } = outcome;
  const brokenIn = brokenHardOnes(constraints);
  return {
    ...{ format, method, seconds, sampleCount, fileBytes: null },
    variableCount: labels.length,
    constraintCount: constraints?.labels.length ?? null,
    samples: Array.from({ length: Math.min(top, sampleCount) }, (_, k) => {
      const brokenConstraints = constraints ? brokenIn(k).length : null;
      return { value: energies[k] ?? 0, brokenConstraints, isFeasible: constraints ? brokenConstraints === 0 : null };
    }),
    energies: binsOf(energies, new Int32Array(energies.length).fill(1)),
    best: sampleCount === 0 ? null : assignmentView(labels, (k) => values[k] ?? 0),
    broken: sampleCount === 0 ? [] : brokenIn(0).slice(0, mostBroken).map(labelText),
  };
}

/** Labels of the constraints that sample `k` breaks; not of those that may be broken for a price. */
function brokenHardOnes(constraints: SolvedSamples["constraints"]): (k: number) => unknown[] {
  if (!constraints) return () => [];
  const { labels, satisfied, soft = [] } = constraints;
  const isSoft = new Set(soft);
  return (k) => labels.filter((_, c) => satisfied[k * labels.length + c] === 0 && !isSoft.has(c));
}
