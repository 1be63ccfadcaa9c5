import { type AnnealOutcome, readBase64, readQubitProblem, type SolvedSamples } from "@naru/workload";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { floats, graphOf, qp, triple } from "../../testing/problems.ts";
import { readQpProblem, writeQpAnswer, writeSampleSet } from "./index.ts";

const graph = graphOf();
const [a, b, c] = triple();

describe("a problem", () => {
  test("has the qubits that are not NaN, and their couplers in the solver's order, zeros included", () => {
    const data = qp({ [a]: 0, [b]: -2, [c]: 0.5 }, { [`${a},${b}`]: 0.75 }, { offset: -1 });
    const numbers = readQubitProblem(readQpProblem(data, graph, "binary"));
    expect(numbers.qubits).toEqual([a, b, c]);
    expect([...numbers.linear]).toEqual([0, -2, 0.5]);
    expect(numbers.offset).toBe(-1);
    const couplings = [...numbers.quadratic].map((value, k) => [numbers.first[k], numbers.second[k], value]);
    expect(couplings).toContainEqual([0, 1, 0.75]);
  });

  test("keeps every number of any problem", () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...[...graph.qubits.subarray(0, 40)].map(String)), numbers, { minKeys: 1 }),
        (biases) => {
          const problem = readQubitProblem(readQpProblem(qp(biases), graph, "spin"));
          expect(problem.qubits.map(String).sort()).toEqual(Object.keys(biases).sort());
          problem.qubits.forEach((qubit, k) => {
            expect(Object.is(problem.linear[k], biases[qubit])).toBe(true);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  const good = qp({ [a]: 1, [b]: 1 }, { [`${a},${b}`]: 1 });
  test.each<[string, Partial<typeof good>]>([
    ["too few biases", { lin: floats([1, 2]) }],
    ["too many biases", { lin: floats(new Array(graph.qubits.length + 1).fill(0)) }],
    ["many too many biases", { lin: "A".repeat(20_000_000) }],
    [
      "an infinite bias",
      { lin: floats([Number.POSITIVE_INFINITY, ...new Array(graph.qubits.length - 1).fill(Number.NaN)]) },
    ],
    ["no qubit", { lin: floats(new Array(graph.qubits.length).fill(Number.NaN)), quad: "" }],
    ["no base64", { lin: `${good.lin.slice(0, -4)}!!!!` }],
    ["bytes that are no numbers", { quad: "AAAA" }],
    ["too few couplings", { quad: "" }],
    ["too many couplings", { quad: floats([1, 2]) }],
    ["a coupling that is NaN", { quad: floats([Number.NaN]) }],
    ["an infinite coupling", { quad: floats([Number.NEGATIVE_INFINITY]) }],
  ])("with %s is refused", (_, change) => {
    expect(() => readQpProblem({ ...good, ...change }, graph, "spin")).toThrow("Invalid problem data");
  });
});

const outcome = (
  qubits: readonly number[],
  rows: readonly (readonly number[])[],
  energies: readonly number[],
): AnnealOutcome => ({
  kind: "anneal",
  vartype: "spin",
  qubits,
  bits: Uint8Array.from(rows.flat()),
  energies: Float64Array.from(energies),
  occurrences: new Int32Array(rows.length).fill(1),
  timing: {
    programmingUs: 1,
    annealUsPerSample: 2,
    readoutUsPerSample: 3,
    delayUsPerSample: 4,
    samplingUs: 5,
    accessUs: 6,
    overheadUs: 7,
    postProcessingUs: 8,
  },
  method: { name: "test", why: "" },
  seconds: 1,
  seed: 1,
});

test("an answer's rows begin at the highest bit and are padded to whole bytes", () => {
  const rows = [
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    [0, 1, 1, 0, 0, 0, 0, 1, 1, 0],
  ];
  const answer = writeQpAnswer(outcome([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], rows, [1.5, 2.5]), 16, 1.5);
  expect([...readBase64(answer.solutions as string)]).toEqual([0b1000_0000, 0b0100_0000, 0b0110_0001, 0b1000_0000]);
  expect([...new Float64Array(readBase64(answer.energies as string).buffer)]).toEqual([0, 1]);
  expect(answer).toMatchObject({ format: "qp", num_variables: 16, offset: 1.5 });
  expect(answer.timing).toMatchObject({ qpu_access_time: 6, qpu_sampling_time: 5, qpu_access_overhead_time: 7 });
});

const solved = (more: Partial<SolvedSamples>): SolvedSamples => ({
  ...{ kind: "solve", format: "bqm", labels: [], vartypes: [], sampleCount: 1, values: new Float64Array() },
  ...{ energies: Float64Array.of(0.5), method: { name: "test", why: "" }, seconds: 1, seed: 1, ...more },
});

test("two-valued samples are packed from the lowest bit, 32 to a word", () => {
  const values = new Float64Array(66).fill(-1);
  for (const k of [0, 33, 40, 65]) values[k] = 1;
  const labels = Array.from({ length: 33 }, (_, k) => k);
  const text = writeSampleSet(
    solved({ labels, vartypes: labels.map(() => "spin"), sampleCount: 2, values, energies: Float64Array.of(1, 2) }),
    {},
  );
  expect(JSON.parse(text)).toMatchObject({
    variable_type: "SPIN",
    sample_packed: true,
    sample_data: {
      data: [
        [1, 0],
        [0b1000_0001, 1],
      ],
      shape: [2, 2],
    },
  });
});

test("a model without variables has one sample of nothing", () => {
  expect(JSON.parse(writeSampleSet(solved({}), {}))).toMatchObject({
    num_variables: 0,
    num_rows: 1,
    sample_data: { data: [[]], shape: [1, 0] },
    vectors: { energy: { data: [0.5] } },
  });
});

test("what may be broken makes no sample infeasible", () => {
  const constraints = { labels: ["hard", "soft"], satisfied: Uint8Array.of(1, 0, 0, 1), soft: [1] };
  const values = Float64Array.of(1.5, 2);
  const text = writeSampleSet(
    solved({ format: "cqm", labels: ["x"], vartypes: ["real"], sampleCount: 2, values, energies: values, constraints }),
    {},
  );
  expect(JSON.parse(text).vectors).toMatchObject({
    is_satisfied: {
      data: [
        [true, false],
        [false, true],
      ],
    },
    is_feasible: { data: [true, false] },
  });
});
