import type { CircuitResultView, EstimateResultView, ResultView } from "@naru/sdk";
import {
  bitstringOf,
  type CircuitOutcome,
  countsOf,
  type Distribution,
  type EstimateItemOutcome,
  type Outcome,
  type SweepItemOutcome,
  sizeOfShape,
} from "@naru/workload";
import { annealView } from "./anneal-view.ts";
import { solveView } from "./solve-view.ts";

/**
 * An outcome for people: of each circuit or item, the `top` most frequent outcomes, or the first `top` values; of a problem
 * or model, the `top` best samples.
 */
export const resultView = (jobId: string, outcome: Outcome, top: number): ResultView => ({
  jobId,
  seed: outcome.seed,
  circuits: circuitsOf(outcome, top),
  estimates: outcome.kind === "estimate" ? outcome.items.map((item) => estimateView(item, top)) : [],
  annealed: outcome.kind === "anneal" ? annealView(outcome, top) : null,
  solved: outcome.kind === "solve" ? solveView(outcome, top) : null,
});

function circuitsOf(outcome: Outcome, top: number): CircuitResultView[] {
  switch (outcome.kind) {
    case "sample":
      return outcome.circuits.map((circuit) => circuitView(circuit, top));
    case "sweep":
      return outcome.items.map((item) => ({
        ...circuitView({ ...item, counts: countsOfFirstSet(item) }, top),
        setCount: sizeOfShape(item.shape),
      }));
    default:
      return [];
  }
}

function circuitView(circuit: Omit<CircuitOutcome, "memory" | "compiled">, top: number): CircuitResultView {
  // A stable sort keeps outcomes of the same count in ascending order.
  const sorted = [...circuit.counts].sort(([, a], [, b]) => b - a);
  const listed = sorted.slice(0, top).map(([bits, count]) => ({ bits, count }));
  const { bitCount, shots, resources, method, seconds } = circuit;
  return {
    ...{ bitCount, shots, resources, seconds },
    setCount: 1,
    counts: listed,
    seen: sorted.length,
    unlistedShots: sorted.slice(top).reduce((sum, [, count]) => sum + count, 0),
    probabilities: circuit.probabilities ? mostProbable(circuit.probabilities, bitCount, top) : null,
    method: method ?? null,
  };
}

function mostProbable({ outcomes, values }: Distribution, bitCount: number, top: number) {
  const order = Array.from(values, (_, k) => k).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  return order
    .slice(0, top)
    .map((k) => ({ bits: bitstringOf(outcomes[k] ?? 0, bitCount), probability: values[k] ?? 0 }));
}

/** Equal shots are found by their bytes; each outcome is written as a bitstring once. */
function countsOfFirstSet({ bits, bitCount, shots }: SweepItemOutcome) {
  const width = Math.ceil(bitCount / 8);
  const counts = new Map<string, number>();
  for (let shot = 0; shot < shots; shot++) {
    const key = String.fromCharCode(...bits.subarray(shot * width, (shot + 1) * width));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return countsOf(Array.from(counts, ([key, count]) => [bitstringOfBytes(key, bitCount), count] as const));
}

const bitstringOfBytes = (key: string, bitCount: number): string =>
  Array.from({ length: bitCount }, (_, k) => (key.charCodeAt(k >> 3) >> (k & 7)) & 1)
    .reverse()
    .join("");

function estimateView(item: EstimateItemOutcome, top: number): EstimateResultView {
  const { shape, values, standardErrors, shots, resources, method, seconds } = item;
  return {
    ...{ shape, shots, resources, seconds },
    values: Array.from(values.subarray(0, top), (value, k) => ({
      index: indexOf(k, shape),
      value,
      standardError: standardErrors[k] ?? 0,
    })),
    unlistedValues: Math.max(0, values.length - top),
    method: method ?? null,
  };
}

/** The place of entry `k` of an array along each of its axes, the last axis fastest. */
function indexOf(k: number, shape: readonly number[]): number[] {
  let rest = k;
  return shape
    .toReversed()
    .map((length) => {
      const place = rest % length;
      rest = Math.floor(rest / length);
      return place;
    })
    .reverse();
}
