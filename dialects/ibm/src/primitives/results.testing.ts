import { seeded } from "@naru/base";
import type { JsonObject } from "@naru/dialect";
import {
  type EstimateItemOutcome,
  type EstimateOutcome,
  type Outcome,
  type SweepItemOutcome,
  type SweepOutcome,
  sizeOfShape,
} from "@naru/workload";
import { readEstimatorOptions } from "../estimator/options.ts";
import { programNamed } from "../programs.ts";
import { modelNamed } from "./recorded.testing.ts";

/** Outcomes whose results the vendor's client has read: `fixtures/results.json` says what it saw in them. */
export interface Case {
  readonly name: string;
  readonly program: "sampler" | "estimator";
  readonly outcome: Outcome;
  readonly echo: JsonObject;
}

const startedMs = Date.parse("2026-11-22T06:06:40.180Z");
const resources = { qubits: 2, oneQubitGates: 1, twoQubitGates: 1, depth: 2 };
const time = { seconds: 0.042, startedMs, finishedMs: startedMs + 42, resources };

function sweepItem(
  item: Pick<SweepItemOutcome, "shape" | "shots" | "bitCount" | "registers"> & Partial<SweepItemOutcome>,
  seed: number,
): SweepItemOutcome {
  const random = seeded(seed);
  const width = Math.ceil(item.bitCount / 8);
  const lastMask = 0xff >> (width * 8 - item.bitCount);
  const bits = Uint8Array.from({ length: sizeOfShape(item.shape) * item.shots * width }, (_, at) =>
    at % width === width - 1 ? random.below(256) & lastMask : random.below(256),
  );
  return { metadata: {}, bits, ...time, ...item };
}

const run = (first: number, size: number) => Array.from({ length: size }, (_, k) => first + k);
const sweep = (...items: SweepItemOutcome[]): SweepOutcome => ({ kind: "sweep", seed: 1, items });

function estimateItem(shape: readonly number[], more: Partial<EstimateItemOutcome> = {}): EstimateItemOutcome {
  const count = sizeOfShape(shape);
  const of = (first: number, step: number) => Float64Array.from({ length: count }, (_, k) => first + step * k);
  return {
    ...{ shape, shots: 400, metadata: {}, ...time },
    ...{ values: of(0.5, -0.125), standardErrors: of(0.05, 0.01), ensembleStandardErrors: of(0.04, 0.01) },
    ...more,
  };
}

const estimate = (...items: EstimateItemOutcome[]): EstimateOutcome => ({ kind: "estimate", seed: 1, items });
const metadataOf = (params: object): JsonObject => readEstimatorOptions({ pubs: [], ...params }).metadata;

export const cases: readonly Case[] = [
  {
    name: "one register",
    program: "sampler",
    echo: {},
    outcome: sweep(sweepItem({ shape: [], shots: 16, bitCount: 2, registers: [{ name: "meas", clbits: [0, 1] }] }, 1)),
  },
  {
    name: "two registers over sets of values",
    program: "sampler",
    echo: {},
    outcome: sweep(
      sweepItem(
        {
          ...{ shape: [2, 2], shots: 8, bitCount: 11, metadata: { note: "x" } },
          registers: [
            { name: "alpha", clbits: [0, 1] },
            { name: "beta", clbits: run(2, 9) },
          ],
        },
        2,
      ),
    ),
  },
  {
    name: "registers that share bits, in other orders, one of them empty",
    program: "sampler",
    echo: {},
    outcome: sweep(
      sweepItem(
        {
          ...{ shape: [3], shots: 5, bitCount: 21 },
          registers: [
            { name: "a", clbits: [3, 1, 0] },
            { name: "none", clbits: [] },
            { name: "b", clbits: [20, ...run(7, 12), 0] },
          ],
        },
        3,
      ),
      sweepItem({ shape: [1], shots: 3, bitCount: 156, registers: [{ name: "wide", clbits: run(0, 156) }] }, 4),
    ),
  },
  {
    name: "twirled",
    program: "sampler",
    echo: {},
    outcome: sweep(
      sweepItem(
        { shape: [2], shots: 10, randomisations: 4, bitCount: 3, registers: [{ name: "c", clbits: run(0, 3) }] },
        5,
      ),
    ),
  },
  {
    name: "scalars and arrays of values",
    program: "estimator",
    echo: { precision: [0.05, 0.1], metadata: metadataOf({ resilience_level: 0 }) },
    outcome: estimate(
      estimateItem([], { metadata: { note: "x" } }),
      estimateItem([2, 3], { shots: 100, randomisations: 2 }),
    ),
  },
  {
    name: "exact values",
    program: "estimator",
    echo: { precision: 0, metadata: metadataOf({ resilience_level: 0 }) },
    outcome: estimate(
      estimateItem([2], { shots: 0, standardErrors: new Float64Array(2), ensembleStandardErrors: new Float64Array(2) }),
    ),
  },
  {
    name: "extrapolated to no noise",
    program: "estimator",
    echo: { precision: 0.015625, metadata: metadataOf({ resilience_level: 2 }) },
    outcome: estimate(
      estimateItem([2], {
        randomisations: 32,
        zeroNoise: {
          ...{ factors: [1, 3, 5], extrapolatedFactors: [0, 1, 3, 5], extrapolators: ["exponential", "linear"] },
          taken: ["exponential", "exponential+linear"],
          values: Float64Array.of(0.9, 0.8, 0.7, 0.3, 0.2, 0.1),
          standardErrors: Float64Array.of(0.01, 0.02, 0.03, 0.04, 0.05, 0.06),
          ensembleStandardErrors: Float64Array.of(0.01, 0.01, 0.01, 0.02, 0.02, 0.02),
          extrapolated: Float64Array.from({ length: 16 }, (_, k) => (k === 8 ? Number.NaN : k / 16)),
          extrapolatedErrors: Float64Array.from({ length: 16 }, (_, k) => (k === 8 ? Number.NaN : k / 160)),
        },
      }),
    ),
  },
];

/** The text that `GET /jobs/{id}/results` answers. */
export const resultOf = async ({ program, outcome, echo }: Case): Promise<string> =>
  programNamed(program).write(outcome, echo, {
    backend: modelNamed("simulator"),
    startedAt: new Date(startedMs),
    finishedAt: new Date(startedMs + 42),
  });
