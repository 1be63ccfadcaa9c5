import { type Circuit, circuitOf, gate, measure, type Operation, reset } from "@naru/circuit";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { anyDynamicCircuit, anyUnitaryCircuit, equals, stirring, when } from "../conformance/arbitrary.ts";
import { expectAmplitudes, expectDistribution, expectDrawnFrom } from "../conformance/compare.ts";
import { exactOf, stateOf } from "../conformance/judge.ts";
import { moved } from "../conformance/subject.ts";
import { Engine } from "../engine.ts";
import { nodeHost } from "../hosts/node.ts";
import type { NoiseModel } from "../noise-model.ts";
import { type Part, reduce, runParts } from "./index.ts";

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

const partsOf = (circuit: Circuit, options = {}): readonly Part[] =>
  reduce(circuit, { seed: 1, shots: 1, ...options })?.parts ?? [];
const qubitsOf = (circuit: Circuit, options = {}) => partsOf(circuit, options).map(({ qubits }) => qubits);

/** Two circuits side by side in a wider one, their qubits and bits interleaved, with some that are left alone. */
function sideBySide(left: Circuit, right: Circuit, qubitCount: number): Circuit {
  const place = (circuit: Circuit, first: number) => {
    const qubits = Array.from({ length: circuit.qubitCount }, (_, k) => first + 2 * k);
    return circuit.operations.map((operation) => withBits(moved(operation, qubits), (bit) => first + 2 * bit));
  };
  const [a, b] = [place(left, 0), place(right, 1)];
  const operations: Operation[] = [];
  for (let k = 0; k < Math.max(a.length, b.length); k++) operations.push(...a.slice(k, k + 1), ...b.slice(k, k + 1));
  const clbitCount = left.clbitCount === 0 ? 0 : 2 * Math.max(left.clbitCount, right.clbitCount) + 1;
  return { qubitCount, clbitCount, operations };
}

function withBits(operation: Operation, place: (bit: number) => number): Operation {
  if (operation.kind === "measure") return { ...operation, clbit: place(operation.clbit) };
  if (operation.kind !== "if") return operation;
  const inner = (operations: readonly Operation[]) => operations.map((each) => withBits(each, place));
  const condition = JSON.parse(JSON.stringify(operation.condition), (key, value) =>
    key === "clbits" ? (value as number[]).map(place) : value,
  );
  return when(condition, inner(operation.then), operation.otherwise && inner(operation.otherwise));
}

describe("what is left out", () => {
  test("is every gate on qubits that are measured no more, and that none measured depends on", () => {
    const operations = [
      gate("h", [0]),
      gate("cx", [0, 1]),
      gate("h", [1]),
      measure(0, 0),
      gate("h", [8]),
      gate("cx", [8, 9]),
    ];
    const [part, ...more] = partsOf({ qubitCount: 10, clbitCount: 1, operations });
    expect(more).toEqual([]);
    expect(part).toMatchObject({ qubits: [0, 1], bits: [0] });
    expect(part?.circuit.operations).toEqual([gate("h", [0]), gate("cx", [0, 1]), measure(0, 0)]);
  });

  test("is a measurement that is written over, unless its qubit is looked at later", () => {
    const over = [gate("h", [0]), measure(0, 0), gate("h", [1]), measure(1, 0)];
    expect(qubitsOf({ qubitCount: 9, clbitCount: 1, operations: over })).toEqual([[1]]);
    const later = [...over, gate("h", [0]), measure(0, 1)];
    const [first] = partsOf({ qubitCount: 9, clbitCount: 2, operations: later });
    expect(first?.circuit.operations.filter(({ kind }) => kind === "measure")).toHaveLength(3);
  });

  test("is what a reset forgets", () => {
    const operations = [gate("h", [0]), gate("cx", [0, 1]), reset(1), gate("x", [1]), measure(1, 0)];
    const [part] = partsOf({ qubitCount: 9, clbitCount: 1, operations });
    expect(part?.circuit.operations).toEqual([reset(0), gate("x", [0]), measure(0, 0)]);
  });

  test("is nothing when the state at the end is asked for", () => {
    const circuit = circuitOf(9, [gate("t", [0]), gate("h", [8])]);
    expect(qubitsOf(circuit, { shots: 0, amplitudes: true })).toEqual([[0], [8]]);
  });

  test("is not what an observable looks at", () => {
    const circuit = circuitOf(9, [gate("h", [0]), gate("cx", [0, 1]), gate("h", [3]), gate("h", [5])]);
    const observables = [{ terms: [{ paulis: "IIIIIXIIZ", coefficient: 2 }] }];
    expect(qubitsOf(circuit, { shots: 0, observables })).toEqual([[0, 1], [3]]);
  });
});

describe("what belongs together", () => {
  test("is joined by gates, and by conditions over classical bits", () => {
    const operations = [
      ...[gate("h", [0]), measure(0, 0), when(equals([0], 1), [gate("x", [9])]), measure(9, 1)],
      ...[gate("h", [3]), gate("cx", [3, 4]), measure(4, 2)],
    ];
    const parts = partsOf({ qubitCount: 10, clbitCount: 4, operations });
    expect(parts.map(({ qubits, bits }) => [qubits, bits])).toEqual([
      [
        [0, 9],
        [0, 1],
      ],
      [[3, 4], [2]],
    ]);
  });

  test("is not joined by a barrier", () => {
    const barrier = { kind: "barrier", qubits: [0, 1, 2, 3, 4, 5, 6, 7, 8] } as const;
    const parts = qubitsOf(circuitOf(9, [gate("h", [0]), barrier, gate("cx", [7, 8])]));
    expect(parts).toEqual([[0], [7, 8]]);
  });

  test("is joined by noise that reaches spectators, and by readings that err together", () => {
    const circuit = circuitOf(9, [gate("h", [0]), gate("h", [4]), gate("h", [8])]);
    const silent: NoiseModel = { oneQubitRate: 0, twoQubitRate: 0 };
    const channel = { kind: "pauli", probabilities: { ZZ: 0.1 } } as const;
    const crosstalk: NoiseModel = { ...silent, rules: [{ qubits: [4], on: [4, 8], channel }] };
    const widths = (noise: NoiseModel) => qubitsOf(circuit, { noise }).filter((qubits) => qubits.length > 1);
    expect(widths(silent)).toEqual([]);
    expect(widths(crosstalk)).toEqual([[4, 8]]);
    expect(partsOf(circuit, { noise: crosstalk })[4]?.options.noise?.rules).toEqual([
      { qubits: [0], on: [0, 1], channel },
    ]);
    const together = { qubits: [0, 1], matrix: new Array(16).fill(0.25) };
    expect(widths({ ...silent, correlatedReadout: [together] })).toEqual([[0, 1]]);
    const durations = { oneQubitSeconds: 1e-8, twoQubitSeconds: 1e-7 };
    const waiting = { ...silent, relaxation: { t1Seconds: 1, t2Seconds: 1, idle: true, durations } };
    expect(widths(waiting)).toEqual([]);
  });

  test("has its own figures of the noise", () => {
    const readout = Array.from({ length: 9 }, (_, k) => ({ oneGivenZero: k / 100, zeroGivenOne: 0 }));
    const noise: NoiseModel = { oneQubitRate: 0, twoQubitRate: 0, readout };
    const parts = partsOf(circuitOf(9, [gate("cx", [2, 7])]), { noise });
    expect(parts.find(({ qubits }) => qubits.includes(2))?.options.noise?.readout).toEqual([readout[2], readout[7]]);
  });
});

describe("a circuit stays whole", () => {
  const chain = (n: number) => Array.from({ length: n - 1 }, (_, q) => gate("cx", [q, q + 1]));
  test.each([
    ["when it is small", circuitOf(8, [gate("h", [0])]), {}],
    ["when it hangs together", circuitOf(12, chain(12)), {}],
    ["when the judge is asked", circuitOf(12, []), { method: "reference" }],
    ["when nothing is asked", circuitOf(12, []), { shots: 0 }],
  ] as const)("%s", (_, circuit, options) => {
    expect(reduce(circuit, { seed: 1, shots: 1, ...options })).toBeNull();
  });
});

describe("parts together give what the whole gives", () => {
  const anyPair = fc.tuple(anyUnitaryCircuit(4, 10), anyUnitaryCircuit(3, 10));

  test("amplitudes, with the global phase", async () => {
    await fc.assert(
      fc.asyncProperty(anyPair, async ([left, right]) => {
        const circuit = sideBySide(left, right, 9);
        const { amplitudes } = await engine.run(circuit, { seed: 1, amplitudes: true });
        expectAmplitudes(amplitudes, stateOf(circuit), 1e-12);
      }),
      { numRuns: 40 },
    );
  });

  test("exact probabilities", async () => {
    await fc.assert(
      fc.asyncProperty(anyPair, async ([left, right]) => {
        const circuit = sideBySide(left, right, 9);
        const { probabilities } = await engine.run(circuit, { seed: 1, probabilities: true });
        expectDistribution(exactOf(circuit), probabilities, 1e-12);
      }),
      { numRuns: 40 },
    );
  });

  test("probabilities of outcomes wider than 32 bits, and none of those wider than 53", async () => {
    const operations = [
      gate("h", [0]),
      gate("x", [9]),
      measure(0, 40),
      measure(9, 33),
      gate("ry", [4], [1]),
      measure(4, 0),
    ];
    const { probabilities } = await engine.run(
      { qubitCount: 10, clbitCount: 50, operations },
      { seed: 1, probabilities: true },
    );
    expect([...(probabilities?.outcomes ?? [])]).toEqual([
      2 ** 33,
      2 ** 33 + 1,
      2 ** 33 + 2 ** 40,
      2 ** 33 + 2 ** 40 + 1,
    ]);
    expect(probabilities?.values[0]).toBeCloseTo(Math.cos(0.5) ** 2 / 2, 14);
    const wider = await engine.run({ qubitCount: 10, clbitCount: 54, operations }, { seed: 1, probabilities: true });
    expect(wider.probabilities).toBeUndefined();
  });

  test("shots of circuits with measurements, resets and conditions (χ², one in 300 000 each)", async () => {
    await fc.assert(
      fc.asyncProperty(anyDynamicCircuit(3, 8), anyDynamicCircuit(3, 8), fc.nat(), async (left, right, seed) => {
        const circuit = sideBySide(left, right, 9);
        const small = sideBySide(left, right, 6);
        const { counts } = await engine.run(circuit, { seed, shots: 2000 });
        expectDrawnFrom(exactOf(small), counts, 2000);
      }),
      { numRuns: 25, seed: 20_260_301 },
    );
  });

  test("expectation values, term by term", async () => {
    const anyString = fc.array(fc.constantFrom("I", "I", "X", "Y", "Z"), { minLength: 9, maxLength: 9 });
    const anySum = fc.array(fc.tuple(anyString, fc.double({ min: -2, max: 2, noNaN: true })), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(anyPair, anySum, async ([left, right], terms) => {
        const circuit = sideBySide(left, right, 9);
        const observables = [
          { terms: terms.map(([letters, coefficient]) => ({ paulis: letters.join(""), coefficient })) },
        ];
        const { expectations } = await engine.run(circuit, { seed: 1, observables });
        const judged = await engine.run(circuit, { seed: 1, observables, method: "reference" });
        expect(expectations?.[0]).toBeCloseTo(judged.expectations?.[0] ?? NaN, 11);
      }),
      { numRuns: 30 },
    );
  });

  test("expectation values under noise", async () => {
    const noise: NoiseModel = { oneQubitRate: 0.05, twoQubitRate: 0.1 };
    const circuit = circuitOf(10, [gate("ry", [0], [0.7]), gate("cx", [0, 9]), gate("rx", [4], [0.4])]);
    const observables = [{ terms: [{ paulis: "ZIIIIZIIIZ", coefficient: 2 }] }];
    const parts = await engine.run(circuit, { seed: 1, observables, noise });
    // ZZ of the pair keeps what no error on either breaks; Z of the single qubit shrinks by its own error.
    const pair = 1 - 0.1;
    expect(parts.expectations?.[0]).toBeCloseTo(2 * pair * Math.cos(0.4) * (1 - 0.05), 11);
  });

  test("shots of qubits that are misread together, or disturbed by a neighbour's gate", async () => {
    const noise: NoiseModel = {
      oneQubitRate: 0,
      twoQubitRate: 0,
      rules: [{ qubits: [2], on: [2, 5], channel: { kind: "pauli", probabilities: { XX: 0.3 } } }],
      correlatedReadout: [{ qubits: [0, 7], matrix: [0.9, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0.1, 0, 0, 1] }],
    };
    const { counts } = await engine.run(circuitOf(9, [gate("x", [2])]), { seed: 3, shots: 20_000, noise });
    const exact = new Map([
      ["000000100", 0.7 * 0.9],
      ["000100000", 0.3 * 0.9],
      ["010000101", 0.7 * 0.1],
      ["010100001", 0.3 * 0.1],
    ]);
    expectDrawnFrom(exact, counts, 20_000);
  });

  test("shots of qubits misread together into a bit that another measurement writes again", async () => {
    // Qubit 7 is read as qubit 0 is; whether bit 0 keeps that reading makes no difference to bit 1.
    const noise: NoiseModel = {
      oneQubitRate: 0,
      twoQubitRate: 0,
      correlatedReadout: [{ qubits: [0, 7], matrix: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1] }],
    };
    const operations = [gate("x", [0]), measure(7, 1), measure(0, 0), measure(4, 0)];
    const circuit = { qubitCount: 9, clbitCount: 2, operations };
    const { counts } = await engine.run(circuit, { seed: 3, shots: 100, noise });
    expect(counts).toEqual(new Map([["10", 100]]));
  });

  test("shots under noise (χ², one in 300 000)", async () => {
    const readout = Array.from({ length: 9 }, (_, k) => ({ oneGivenZero: 0.01 * k, zeroGivenOne: 0.05 }));
    const noise: NoiseModel = { oneQubitRate: 0.05, twoQubitRate: 0.1, readout };
    const left = { ...circuitOf(2, [...stirring(2), measure(0, 0), measure(1, 1)]), clbitCount: 2 };
    const right = {
      ...circuitOf(2, [gate("h", [1]), gate("cx", [1, 0]), measure(0, 1), measure(1, 0)]),
      clbitCount: 2,
    };
    const { counts } = await engine.run(sideBySide(left, right, 9), { seed: 4, shots: 20_000, noise });
    const small = { ...noise, readout: readout.slice(0, 4) };
    expectDrawnFrom(exactOf(sideBySide(left, right, 4), small), counts, 20_000);
  });
});

describe("a wide circuit of which little is used", () => {
  const used = [17, 40, 41, 100, 155];
  const bell = circuitOf(5, [...stirring(5), gate("cx", [4, 0])]);
  const wide: Circuit = {
    qubitCount: 156,
    clbitCount: 156,
    operations: [
      ...bell.operations.map((operation) => moved(operation, used)),
      ...Array.from({ length: 156 }, (_, q) => measure(q, q)),
    ],
  };

  test("takes what its few qubits take, and shows the others as 0", async () => {
    const estimate = engine.estimate(wide, { seed: 1, shots: 1000 });
    expect(estimate).toMatchObject({ method: "tiny", why: expect.stringMatching(/5 of 156 qubits/) });
    expect(estimate.bytes).toBeLessThan(2 ** 20);
    const { counts, memory } = await engine.run(wide, { seed: 1, shots: 5000, memory: true });
    const narrow = new Map<string, number>();
    for (const [bits, count] of counts ?? []) {
      const text = used
        .map((qubit) => bits[155 - qubit])
        .toReversed()
        .join("");
      narrow.set(text, (narrow.get(text) ?? 0) + count);
      expect([...bits].filter((bit) => bit === "1").length).toBe([...text].filter((bit) => bit === "1").length);
    }
    expectDrawnFrom(exactOf(bell), narrow, 5000);
    expect(memory).toHaveLength(5000);
  });

  test("gives the same for the same seed, and something else for another", async () => {
    const run = (seed: number) => engine.run(wide, { seed, shots: 300, memory: true });
    const [first, again, other] = [await run(3), await run(3), await run(4)];
    expect([...(again.counts ?? [])]).toEqual([...(first.counts ?? [])]);
    expect(again.memory).toEqual(first.memory);
    expect([...(other.counts ?? [])]).not.toEqual([...(first.counts ?? [])]);
  });

  test("gives its one part's counts as they are, with the other bits 0", async () => {
    const { counts } = await engine.run(wide, { seed: 3, shots: 300 });
    const [part] = partsOf(wide);
    if (!part) throw new Error("There is one part.");
    const alone = await engine.run(part.circuit, { seed: 3, shots: 300 });
    expect([...(counts ?? []).values()]).toEqual([...(alone.counts ?? []).values()]);
    expect([...(counts ?? []).keys()]).toEqual([...(counts ?? []).keys()].toSorted());
  });

  test("has independent parts: two coins agree in half of the shots, within five standard errors", async () => {
    const shots = 10_000;
    const coins = circuitOf(30, [gate("ry", [3], [Math.PI / 2]), gate("ry", [29], [Math.PI / 2])]);
    const { counts } = await engine.run(coins, { seed: 9, shots });
    let agreeing = 0;
    for (const [bits, count] of counts ?? []) if (bits[0] === bits[26]) agreeing += count;
    expect(Math.abs(agreeing / shots - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / shots));
  });

  test("tells its progress, and stops between two parts", async () => {
    const many = circuitOf(
      60,
      Array.from({ length: 60 }, (_, q) => gate("ry", [q], [1 + q])),
    );
    let now = 0;
    const ticking = await Engine.create({ ...nodeHost(), now: () => (now += 40) }, { threads: 1 });
    const told: number[] = [];
    await ticking.run(many, { seed: 1, shots: 10, onProgress: (done) => told.push(done) });
    expect(told.length).toBeGreaterThan(5);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.every((done) => done >= 0 && done <= 1)).toBe(true);
    await ticking.close();
    let looks = 0;
    const stop = {
      get aborted() {
        return ++looks > 20;
      },
    };
    await expect(engine.run(many, { seed: 1, shots: 10, stop })).rejects.toThrow(/cancel/i);
  });

  test("passes on what its parts tell at once, so that their 100 ms do not become 200", async () => {
    const two = circuitOf(
      12,
      Array.from({ length: 12 }, (_, q) => gate("ry", [q], [1 + q])),
    );
    const reduction = reduce(two, { seed: 1, amplitudes: true });
    if (!reduction) throw new Error("The circuit falls apart.");
    let now = 0;
    const clock = { now: () => now, pause: async () => {} };
    const told: number[] = [];
    await runParts(
      reduction,
      { seed: 1, amplitudes: true, onProgress: () => told.push(now) },
      clock,
      new Array(12).fill(1 / 12),
      (part, options) => {
        for (let k = 0; k < 5; k++) {
          now += k % 2 === 0 ? 101 : 99;
          options.onProgress?.(k / 5);
        }
        const amplitudes = Float64Array.of(1, 0, 0, 0);
        return { method: "tiny", why: "", bitCount: part.circuit.qubitCount, amplitudes, seconds: 0 };
      },
    );
    expect(Math.max(...told.map((at, k) => at - (told[k - 1] ?? 0)))).toBeLessThan(150);
  });
});
