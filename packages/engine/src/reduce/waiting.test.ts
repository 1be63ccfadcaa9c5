import { type Circuit, gate, measure, type Operation, reset } from "@naru/circuit";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { equals, when } from "../conformance/arbitrary.ts";
import { type Exact, expectDistribution, expectDrawnFrom } from "../conformance/compare.ts";
import { Engine } from "../engine.ts";
import { nodeHost } from "../hosts/node.ts";
import type { NoiseModel } from "../noise-model.ts";
import { reduce } from "./index.ts";
import { noiseOfParts } from "./noise-parts.ts";

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

/** Five qubits that differ, decay fast and wait; the first rule reaches nobody else, the second a neighbour of its group. */
const waiting: NoiseModel = {
  oneQubitRate: 0.01,
  twoQubitRate: 0.02,
  rules: [
    { gates: ["ry"], qubits: [1], channel: { kind: "depolarising", width: 1, rate: 0.2 } },
    { gates: ["ry"], qubits: [0], on: [2], channel: { kind: "pauli", probabilities: { X: 0.1 } } },
  ],
  relaxation: {
    t1Seconds: Array.from({ length: 10 }, (_, k) => 40 + 10 * k),
    t2Seconds: Array.from({ length: 10 }, (_, k) => 70 - 5 * k),
    idle: true,
    durations: { oneQubitSeconds: 1, twoQubitSeconds: 3, measureSeconds: 7, resetSeconds: 5, gateSeconds: { rz: 0 } },
  },
  readout: Array.from({ length: 10 }, (_, k) => ({ oneGivenZero: 0.01 * k, zeroGivenOne: 0.03 })),
};

const smallNoise = noiseOfParts(waiting, [[0, 1, 2, 3, 4, 8, 9]])[0] ?? waiting;

/** Qubits 0, 2 and 4 have to do with one another, and 1 and 3 with each other. */
const groups = [
  [0, 2, 4],
  [1, 3],
] as const;

const anyOfGroup = fc.constantFrom(...groups).chain((group) => {
  const qubit = fc.constantFrom(...group);
  const pair = fc.shuffledSubarray([...group], { minLength: 2, maxLength: 2 });
  const angle = fc.double({ min: -3, max: 3, noNaN: true });
  return fc.oneof<fc.WeightedArbitrary<Operation>[]>(
    { weight: 4, arbitrary: fc.tuple(qubit, angle).map(([q, theta]) => gate("ry", [q], [theta])) },
    { weight: 1, arbitrary: fc.tuple(qubit, angle).map(([q, theta]) => gate("rz", [q], [theta])) },
    { weight: 3, arbitrary: pair.map((qubits) => gate("cx", qubits)) },
    { weight: 1, arbitrary: fc.tuple(qubit, fc.nat(20)).map(([q, seconds]) => ({ kind: "delay", qubit: q, seconds })) },
    { weight: 1, arbitrary: qubit.map(reset) },
  );
});
const anyBarrier: fc.Arbitrary<Operation> = fc
  .subarray([0, 1, 2, 3, 4, 9], { minLength: 2 })
  .map((qubits) => ({ kind: "barrier", qubits }));
const anyRead = fc.nat(4).map((qubit) => measure(qubit, qubit));
const anyBranch = fc
  .tuple(
    fc.constantFrom(...groups),
    fc.array(anyOfGroup, { maxLength: 3 }),
    fc.array(anyOfGroup, { maxLength: 3 }),
    fc.boolean(),
  )
  .map(([[bit], whenTrue, whenFalse, isHeldUp]) =>
    when(
      equals([bit], 1),
      isHeldUp ? [...whenTrue, { kind: "barrier", qubits: [0, 3] }, ...whenTrue] : whenTrue,
      whenFalse,
    ),
  );
const started = [0, 1, 2, 3, 4].map((qubit) => gate("ry", [qubit], [0.8 + 0.3 * qubit]));
const readAll = [0, 1, 2, 3, 4, 8].map((qubit, bit) => measure(qubit, bit));

const widened = (operations: readonly Operation[], qubitCount: number): Circuit => ({
  qubitCount,
  clbitCount: 6,
  operations,
});
/** The same circuit without the qubits that nothing acts on, for a judge who takes no more; 9 only waits in barriers. */
const small = (operations: readonly Operation[]) =>
  widened(
    JSON.parse(JSON.stringify(operations), (key, value) =>
      key === "qubits" ? (value as number[]).map(small5) : key === "qubit" ? small5(value) : value,
    ),
    7,
  );
const small5 = (qubit: number): number => ({ 8: 5, 9: 6 })[qubit] ?? qubit;

/** The exact distribution of the whole, which is left whole as it is small. */
async function wholeOf(operations: readonly Operation[]): Promise<Exact> {
  const options = { seed: 1, probabilities: true, noise: smallNoise, method: "density" } as const;
  const { probabilities, bitCount } = await engine.run(small(operations), options);
  const { outcomes, values } = probabilities ?? { outcomes: [], values: [] };
  return new Map(
    Array.from(outcomes, (outcome, k) => [outcome.toString(2).padStart(bitCount, "0"), values[k] ?? 0] as const),
  );
}

/** Two samples of the same size: the difference of two shares has twice the variance of one. */
function expectCloseTo(shares: ReadonlyMap<string, number>, counts: ReadonlyMap<string, number>, shots: number): void {
  for (const bits of new Set([...shares.keys(), ...counts.keys()])) {
    const [a, b] = [shares.get(bits) ?? 0, (counts.get(bits) ?? 0) / shots];
    const deviation = Math.sqrt((a * (1 - a) + b * (1 - b)) / shots);
    expect(Math.abs(a - b)).toBeLessThan(5 * deviation + 5 / shots);
  }
}

describe("parts of a circuit whose waiting qubits decay give what the whole gives", () => {
  test("with barriers and delays between independent qubits, resets and things that nobody looks at", async () => {
    const anyOperations = fc.array(
      fc.oneof({ weight: 5, arbitrary: anyOfGroup }, { weight: 1, arbitrary: anyBarrier }),
      {
        maxLength: 14,
      },
    );
    await fc.assert(
      fc.asyncProperty(anyOperations, fc.subarray(readAll, { minLength: 1 }), async (middle, read) => {
        const operations = [...started, ...middle, ...read];
        const circuit = widened(operations, 10);
        expect(reduce(circuit, { seed: 1, shots: 1, noise: waiting })).not.toBeNull();
        const { probabilities } = await engine.run(circuit, { seed: 1, probabilities: true, noise: waiting });
        expectDistribution(await wholeOf(operations), probabilities, 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  test("with conditions, one branch of which takes longer, and barriers inside of them (χ², one in 300 000 each)", async () => {
    const anyOperation = fc.oneof(
      { weight: 5, arbitrary: anyOfGroup },
      { weight: 2, arbitrary: anyBarrier },
      { weight: 2, arbitrary: anyRead },
      { weight: 2, arbitrary: anyBranch },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyOperation, { maxLength: 10 }), fc.nat(), async (middle, seed) => {
        const operations = [...started, ...middle, ...readAll];
        const { counts } = await engine.run(widened(operations, 10), { seed, shots: 3000, noise: waiting });
        expectDrawnFrom(await wholeOf(operations), counts, 3000);
      }),
      { numRuns: 20, seed: 20_260_302 },
    );
  });

  test("with a loop of unknown length, in which all that is in use waits (χ², one in 300 000)", async () => {
    const loop: Operation = {
      kind: "while",
      condition: equals([0], 0),
      body: [gate("ry", [0], [1.2]), measure(0, 0)],
      maxTurns: 100,
    };
    const operations = [
      ...started,
      ...[gate("cx", [1, 3]), loop, gate("cx", [1, 3])],
      ...[{ kind: "barrier", qubits: [0, 1, 2, 3, 9] } as const, gate("ry", [2], [0.4]), ...readAll],
    ];
    const circuit = widened(operations, 10);
    const parts = reduce(circuit, { seed: 1, shots: 1, noise: waiting })?.parts.map(({ qubits }) => qubits);
    expect(parts).toEqual([[0, 1, 2, 3, 4], [8]]);
    const shots = 4000;
    const { counts } = await engine.run(circuit, { seed: 5, shots, noise: waiting });
    const judged = await engine.run(small(operations), { seed: 6, shots, noise: smallNoise, method: "tiny" });
    const shares = new Map([...(judged.counts ?? [])].map(([bits, count]) => [bits, count / shots] as const));
    expectCloseTo(shares, counts ?? new Map(), shots);
  });

  test("and so do expectation values, with what a qubit waits for at the very end", async () => {
    const operations: Operation[] = [
      gate("ry", [0], [1.1]),
      gate("ry", [3], [0.4]),
      { kind: "delay", qubit: 3, seconds: 30 },
      { kind: "barrier", qubits: [0, 3] },
    ];
    const circuit: Circuit = { qubitCount: 9, clbitCount: 0, operations };
    const observables = [{ terms: [{ paulis: "IIIIIIIIZ", coefficient: 1 }] }];
    const { expectations } = await engine.run(circuit, { seed: 1, observables, noise: waiting });
    const judged = await engine.run(
      { ...circuit, qubitCount: 4 },
      {
        ...{ seed: 1, noise: waiting, method: "density" },
        observables: [{ terms: [{ paulis: "IIIZ", coefficient: 1 }] }],
      },
    );
    expect(expectations?.[0]).toBeCloseTo(judged.expectations?.[0] ?? Number.NaN, 12);
    expect(expectations?.[0]).toBeGreaterThan(Math.cos(1.1) + 0.1); // it fell towards |0⟩ meanwhile
  });
});

test("a pair among 156 measured qubits costs what the pair and the readings cost", () => {
  const qubits = Array.from({ length: 156 }, (_, k) => k);
  const operations = [
    gate("h", [40]),
    gate("cx", [40, 41]),
    { kind: "barrier", qubits } as const,
    ...qubits.map((qubit) => measure(qubit, qubit)),
  ];
  const noise: NoiseModel = {
    ...waiting,
    relaxation: {
      t1Seconds: 100,
      t2Seconds: 80,
      idle: true,
      durations: { oneQubitSeconds: 1, twoQubitSeconds: 3 },
    },
    rules: [],
    readout: qubits.map(() => ({ oneGivenZero: 0.01, zeroGivenOne: 0.02 })),
  };
  const { seconds, bytes, why } = engine.estimate(
    { qubitCount: 156, clbitCount: 156, operations },
    { seed: 1, shots: 4000, noise },
  );
  expect(seconds).toBeLessThan(0.1);
  expect(bytes).toBeLessThan(20e6);
  expect(why).toContain("155 independent parts of up to 2 qubits");
});
