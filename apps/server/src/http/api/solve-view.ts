import type { SolveResultView } from "@naru/sdk";
import type { SolveOutcome } from "@naru/workload";

/** A solved model for people: how good its solutions are, the best first. The solutions themselves are for programs. */
export function solveView(outcome: SolveOutcome, top: number): SolveResultView {
  const { method, seconds } = outcome;
  if (outcome.format === "nl") {
    const { format, file } = outcome;
    const noSamples = { variableCount: null, constraintCount: null, samples: [], sampleCount: 0 };
    return { ...{ format, method, seconds }, ...noSamples, fileBytes: file.length };
  }
  const { format, labels, sampleCount, energies, constraints } = outcome;
  const constraintCount = constraints?.labels.length ?? null;
  const brokenIn = (k: number): number | null => {
    if (!constraints || constraintCount === null) return null;
    const own = constraints.satisfied.subarray(k * constraintCount, (k + 1) * constraintCount);
    return own.reduce((sum, holds) => sum + (holds === 0 ? 1 : 0), 0);
  };
  return {
    ...{ format, method, seconds, constraintCount, sampleCount },
    variableCount: labels.length,
    samples: Array.from({ length: Math.min(top, sampleCount) }, (_, k) => ({
      value: energies[k] ?? 0,
      brokenConstraints: brokenIn(k),
    })),
    fileBytes: null,
  };
}
