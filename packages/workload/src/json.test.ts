import { InvalidInputError } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bitOf, bitstringOf, countsOf, outcomeOf } from "./counts.ts";
import { readOutcomeJson, writeOutcomeJson } from "./json.ts";
import type { CircuitOutcome, Outcome, ZeroNoiseOutcome } from "./outcome.ts";
import { sampleOf } from "./size.ts";

const anyProbability = fc.double({ min: Number.MIN_VALUE, max: 1, noNaN: true });

const anyCircuitOutcome: fc.Arbitrary<CircuitOutcome> = fc
  .record({
    bitCount: fc.integer({ min: 1, max: 52 }),
    shots: fc.integer({ min: 1, max: 1e6 }),
    outcomes: fc.uniqueArray(fc.nat(2 ** 30), { maxLength: 20 }),
    values: fc.array(anyProbability, { minLength: 20, maxLength: 20 }),
    withProbabilities: fc.boolean(),
    memory: fc.option(fc.array(fc.nat(2 ** 32 - 1), { maxLength: 10 }), { nil: undefined }),
    seconds: fc.double({ min: 0, max: 1e4, noNaN: true, noDefaultInfinity: true }).map((s) => s + 0),
  })
  .map(({ bitCount, shots, outcomes, values, withProbabilities, memory, seconds }) => ({
    bitCount,
    shots,
    seconds,
    counts: countsOf(outcomes.map((outcome, i) => [bitstringOf(outcome % 2 ** bitCount, bitCount), i + 1])),
    ...(withProbabilities && {
      probabilities: {
        outcomes: Float64Array.from(outcomes.toSorted((a, b) => a - b)),
        values: Float64Array.from(values.slice(0, outcomes.length)),
      },
    }),
    ...(memory && { memory: Uint32Array.from(memory) }),
    resources: { qubits: bitCount, oneQubitGates: 1, twoQubitGates: 2, depth: 3 },
    method: { name: "tiny", why: "small" },
  }));

test("an outcome comes back from the store with every bit of every number", () => {
  fc.assert(
    fc.property(fc.array(anyCircuitOutcome, { minLength: 1, maxLength: 3 }), fc.nat(), (circuits, seed) => {
      const outcome: Outcome = { kind: "sample", seed, circuits };
      expect(readOutcomeJson(writeOutcomeJson(outcome))).toEqual(outcome);
    }),
  );
});

const times = { metadata: { name: "나루" }, seconds: 1, startedMs: 1, finishedMs: 2 };
const resources = { qubits: 3, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };
const anyDoubles = fc.array(fc.double(), { maxLength: 6 }).map((values) => Float64Array.from(values));

test("sweeps and estimates come back as they were", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), anyDoubles, fc.boolean(), (bits, values, isFull) => {
      const sweep: Outcome = {
        kind: "sweep",
        seed: 3,
        items: [
          {
            ...{ ...times, resources, shape: [2], shots: 5, bitCount: 9, bits },
            registers: [{ name: "c", clbits: [0, 1] }],
            ...(isFull && { outputs: { signs: { shape: [2, 1], bits } } }),
          },
        ],
      };
      expect(readOutcomeJson(writeOutcomeJson(sweep))).toEqual(sweep);
      const errors = { standardErrors: values, ensembleStandardErrors: values };
      const zeroNoise: ZeroNoiseOutcome = {
        ...{ factors: [1, 3], extrapolatedFactors: [0], extrapolators: ["linear"], taken: ["linear"] },
        ...{ values, ...errors, extrapolated: values, extrapolatedErrors: values },
      };
      const estimate: Outcome = {
        kind: "estimate",
        seed: 3,
        items: [{ ...times, ...errors, resources, shape: [], shots: 5, values, ...(isFull && { zeroNoise }) }],
      };
      expect(readOutcomeJson(writeOutcomeJson(estimate))).toEqual(estimate);
    }),
  );
});

test("counts keep the order they were stored in", () => {
  const counts = new Map([
    ["011", 3],
    ["000", 1],
  ]);
  const circuit = {
    bitCount: 3,
    shots: 4,
    counts,
    resources: { qubits: 3, oneQubitGates: 0, twoQubitGates: 0, depth: 0 },
    seconds: 0,
  };
  const again = sampleOf(readOutcomeJson(writeOutcomeJson({ kind: "sample", seed: 1, circuits: [circuit] })));
  expect([...(again.circuits[0]?.counts.keys() ?? [])]).toEqual(["011", "000"]);
});

test("something else in the store is refused, not half read", () => {
  expect(() => readOutcomeJson('{"kind":"melt"}')).toThrow(InvalidInputError);
});

test("bit 0 is the rightmost character", () => {
  expect(bitstringOf(0b011, 3)).toBe("011");
  expect(outcomeOf("100")).toBe(4);
  expect([0, 1, 2].map((k) => bitOf(0b110, k))).toEqual([0, 1, 1]);
  expect(bitOf(2 ** 40, 40)).toBe(1);
});

test("counts ascend by outcome, whatever order they came in", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(255)), (outcomes) => {
      const counts = countsOf(outcomes.map((outcome) => [bitstringOf(outcome, 8), 1]));
      expect([...counts.keys()].map(outcomeOf)).toEqual(outcomes.toSorted((a, b) => a - b));
    }),
  );
});
