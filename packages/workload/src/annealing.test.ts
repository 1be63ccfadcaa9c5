import { InvalidInputError } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { AnnealOutcome, QubitProblem, SolveOutcome } from "./annealing.ts";
import { readOutcomeJson, writeOutcomeJson } from "./json.ts";
import { readQubitProblem, writeQubitProblem } from "./qubit-problem.ts";
import {
  annealedOf,
  annealOf,
  circuitCountOf,
  isOfCircuits,
  outcomeSeconds,
  sampleOf,
  samplesOf,
  shotsOf,
  solvedOf,
  solveOf,
} from "./size.ts";
import type { Workload } from "./workload.ts";

const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });

const anyProblem = fc
  .record({
    vartype: fc.constantFrom("spin", "binary"),
    qubits: fc.uniqueArray(fc.nat(5000), { maxLength: 12 }).map((qubits) => qubits.sort((a, b) => a - b)),
    offset: anyNumber,
    values: fc.array(anyNumber, { minLength: 24, maxLength: 24 }),
    pairs: fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 12 }),
  })
  .map(({ vartype, qubits, offset, values, pairs }) => {
    const known = pairs.filter(([a, b]) => a !== b && a < qubits.length && b < qubits.length);
    return {
      ...{ vartype, qubits, offset },
      linear: Float64Array.from(values.slice(0, qubits.length)),
      first: Int32Array.from(known, ([a]) => a),
      second: Int32Array.from(known, ([, b]) => b),
      quadratic: Float64Array.from(values.slice(12, 12 + known.length)),
    };
  });

test("a problem on qubits comes back from its packed form with every bit of every number", () => {
  fc.assert(
    fc.property(anyProblem, (problem) => {
      const packed = writeQubitProblem(problem);
      expect(readQubitProblem(JSON.parse(JSON.stringify({ ...packed, offset: 0 })))).toEqual({ ...problem, offset: 0 });
    }),
  );
});

const good = writeQubitProblem({
  ...{ vartype: "spin", qubits: [3, 7], offset: 0, linear: [1, 2] },
  ...{ first: [0], second: [1], quadratic: [1] },
});
const floats = (...values: number[]) =>
  writeQubitProblem({ ...readQubitProblem(good), qubits: values, linear: values }).linear;
const integers = (...values: number[]) => writeQubitProblem({ ...readQubitProblem(good), first: values }).first;

test.each<[string, Partial<QubitProblem>]>([
  ["qubits that do not ascend", { qubits: [7, 3] }],
  ["a qubit named twice", { qubits: [3, 3] }],
  ["a qubit that is no whole number", { qubits: [3, 7.5] }],
  ["a qubit below 0", { qubits: [-1, 7] }],
  ["too few linear coefficients", { linear: floats(1) }],
  ["a linear coefficient that is no number", { linear: floats(1, Number.NaN) }],
  ["an infinite quadratic coefficient", { quadratic: floats(Number.POSITIVE_INFINITY) }],
  ["an infinite offset", { offset: Number.POSITIVE_INFINITY }],
  ["half a number", { quadratic: "AAAA" }],
  ["what is no base64", { quadratic: "?" }],
  ["a coupling of a place that is not there", { second: integers(2) }],
  ["a coupling of a place below 0", { second: integers(-1) }],
  ["a coupling of a qubit with itself", { second: integers(0) }],
  ["couplings without an end", { second: "" }],
])("%s is refused", (_, change) => {
  expect(() => readQubitProblem({ ...good, ...change })).toThrow(InvalidInputError);
});

const method = { name: "emulated-annealer", why: "it is asked for" };
const timing = {
  ...{ programmingUs: 1, annealUsPerSample: 2, readoutUsPerSample: 3, delayUsPerSample: 4 },
  ...{ samplingUs: 5, accessUs: 6, overheadUs: 7, postProcessingUs: 8 },
};

const anyAnnealed: fc.Arbitrary<AnnealOutcome> = fc
  .record({
    qubits: fc.uniqueArray(fc.nat(5000), { maxLength: 20 }),
    samples: fc.nat(10),
    bits: fc.infiniteStream(fc.nat(1)),
    energies: fc.infiniteStream(fc.double()),
    occurrences: fc.infiniteStream(fc.integer({ min: 1, max: 10_000 })),
  })
  .map(({ qubits, samples, bits, energies, occurrences }) => ({
    ...{ kind: "anneal", vartype: "spin", qubits, timing, method, seconds: 0.5, seed: 3 },
    bits: Uint8Array.from(bits.take(qubits.length * samples)),
    energies: Float64Array.from(energies.take(samples)),
    occurrences: Int32Array.from(occurrences.take(samples)),
  }));

test("annealed samples come back from the store as they were", () => {
  fc.assert(
    fc.property(anyAnnealed, (outcome) => {
      expect(readOutcomeJson(writeOutcomeJson(outcome))).toEqual(outcome);
    }),
  );
});

const solved: SolveOutcome = {
  ...{ kind: "solve", format: "cqm", method, seconds: 1.5, seed: 4 },
  labels: ["x", 7, ["a", [1, "b"]]],
  vartypes: ["binary", "integer", "real"],
  sampleCount: 2,
  values: Float64Array.of(0, 5, 0.1, 1, -7, 1e300),
  energies: Float64Array.of(-0.1, 3),
  constraints: { labels: ["c"], satisfied: Uint8Array.of(1, 0) },
};
const states: SolveOutcome = {
  ...{ kind: "solve", format: "nl", method, seconds: 1, seed: 4, objective: -3, isFeasible: true },
  file: Uint8Array.of(1, 0, 255, 7),
};

test("solved models come back from the store as they were", () => {
  const { constraints, ...plain } = solved;
  for (const outcome of [solved, { ...plain, format: "bqm" } as const, states]) {
    expect(readOutcomeJson(writeOutcomeJson(outcome))).toEqual(outcome);
  }
  expect(constraints).toBeDefined();
});

test("what is annealed or solved has reads, one problem, and is told from circuits", () => {
  const anneal: Workload = {
    ...{ kind: "anneal", problem: good, reads: 30, autoScale: true, spinReversals: 0, answer: "raw" },
  };
  const solve: Workload = { kind: "solve", model: { format: "bqm", base64: "" }, timeLimitSeconds: 3 };
  const sample: Workload = { kind: "sample", circuits: [], shots: 9 };
  expect([anneal, solve, sample].map(shotsOf)).toEqual([30, 0, 9]);
  expect([anneal, solve, sample].map(circuitCountOf)).toEqual([1, 1, 0]);
  expect([anneal, solve, sample].map(isOfCircuits)).toEqual([false, false, true]);
  expect([annealOf(anneal), solveOf(solve), samplesOf(sample)]).toEqual([anneal, solve, sample]);
  expect(outcomeSeconds(solved)).toBe(1.5);
  expect(solvedOf(states)).toBe(states);
  for (const wrong of [() => annealOf(solve), () => solveOf(sample), () => samplesOf(anneal)]) {
    expect(wrong).toThrow(InvalidInputError);
  }
  for (const wrong of [() => annealedOf(solved), () => sampleOf(states)]) expect(wrong).toThrow(InvalidInputError);
});
