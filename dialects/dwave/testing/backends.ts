import type { Backend } from "@naru/backends";
import { everyZero, scriptedBackend } from "@naru/dialect/conformance";
import { type Outcome, readQubitProblem, type SolvedSamples, type Workload } from "@naru/workload";
import { dwave } from "../src/index.ts";

/** D-Wave's backends with answers of their own. */
export const scripted = (run: (workload: Workload) => Outcome | Promise<Outcome> = againstBiases): Backend[] =>
  dwave.backends.map(({ spec }) => scriptedBackend(spec, run));

/** Problems: every read is 1 where the bias is negative. Models: one sample, or states that say so. */
export function againstBiases(workload: Workload): Outcome {
  const outcome = everyZero(workload);
  if (outcome.kind === "solve") {
    return outcome.format === "nl"
      ? { ...outcome, file: new TextEncoder().encode("DWNL") }
      : { ...outcome, ...samples[outcome.format] };
  }
  if (outcome.kind !== "anneal" || workload.kind !== "anneal") return outcome;
  const { vartype, linear, first, second, quadratic, offset } = readQubitProblem(workload.problem);
  const row = Uint8Array.from(linear, (bias) => (bias < 0 ? 1 : 0));
  const value = (k: number) => (row[k] === 1 ? 1 : vartype === "spin" ? -1 : 0);
  let energy = offset;
  linear.forEach((bias, k) => {
    energy += bias * value(k);
  });
  quadratic.forEach((coupling, k) => {
    energy += coupling * value(first[k] ?? 0) * value(second[k] ?? 0);
  });
  const rows = outcome.energies.length;
  const bits = new Uint8Array(rows * row.length);
  for (let k = 0; k < rows; k++) bits.set(row, k * row.length);
  return { ...outcome, bits, energies: new Float64Array(rows).fill(energy) };
}

const samples = {
  bqm: {
    labels: ["a", "b", ["c", 2]],
    vartypes: ["binary", "binary", "binary"],
    sampleCount: 2,
    values: Float64Array.of(0, 1, 1, 1, 0, 0),
    energies: Float64Array.of(-2, -1),
  },
  cqm: {
    labels: ["i", "x"],
    vartypes: ["integer", "real"],
    sampleCount: 2,
    values: Float64Array.of(4, 0.5, 5, 1.5),
    energies: Float64Array.of(-1, -3),
    constraints: { labels: ["c1", ["t", 2]], satisfied: Uint8Array.of(1, 1, 0, 1) },
  },
  dqm: {
    labels: [0, 1],
    vartypes: ["discrete", "discrete"],
    sampleCount: 1,
    values: Float64Array.of(2, 1),
    energies: Float64Array.of(-2),
  },
} as const satisfies Record<string, Omit<SolvedSamples, "kind" | "format" | "method" | "seconds" | "seed">>;
