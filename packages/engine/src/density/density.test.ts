import { type Circuit, circuitOf, gate, type Operation, pauliSum } from "@naru/circuit";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { anyUnitaryCircuit, stirring } from "../conformance/arbitrary.ts";
import { deviationsFrom } from "../conformance/compare.ts";
import { exactOf, stateOf } from "../conformance/judge.ts";
import { nodeHost } from "../hosts/node.ts";
import type { NoiseChannel, NoiseModel } from "../noise-model.ts";
import { probabilitiesOf } from "../reference/state-vector.ts";
import type { SimulateOptions } from "../simulator.ts";
import { TinySimulator } from "../tiny/index.ts";
import { geometryOf } from "./memory.ts";
import { DensitySimulator } from "./simulator.ts";

const simulator = new DensitySimulator(nodeHost());
afterAll(() => simulator.close());

const silent: NoiseModel = { oneQubitRate: 0, twoQubitRate: 0 };

/** Entry i is the probability of outcome i. */
async function probabilitiesFrom(circuit: Circuit, options: Partial<SimulateOptions> = {}, by = simulator) {
  const { probabilities } = await by.run(circuit, { seed: 1, probabilities: true, precision: "double", ...options });
  const values = new Float64Array(2 ** circuit.qubitCount);
  probabilities?.outcomes.forEach((outcome, i) => {
    values[outcome] = probabilities.values[i] ?? 0;
  });
  return values;
}

async function expectationsFrom(circuit: Circuit, noise: NoiseModel, ...paulis: string[]) {
  const observables = paulis.map((string) => pauliSum({ [string]: 1 }));
  const { expectations } = await simulator.run(circuit, { seed: 1, observables, precision: "double", noise });
  return [...(expectations ?? [])];
}

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) worst = Math.max(worst, Math.abs((actual[i] ?? 0) - (expected[i] ?? 0)));
  expect(worst).toBeLessThan(tolerance);
}

describe("known values", () => {
  test("a Bell pair under depolarising has correlations shrunk by 1 − r of each gate that made them", async () => {
    const bell = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]);
    const noise = { oneQubitRate: 0.1, twoQubitRate: 0.2 };
    const both = 0.9 * 0.8;
    expectNear(await expectationsFrom(bell, noise, "ZZ", "XX", "YY", "ZI", "XY"), [0.8, both, -both, 0, 0], 1e-14);
    expectNear(await probabilitiesFrom(bell, { noise }), [0.45, 0.05, 0.05, 0.45], 1e-14);
  });

  test("amplitude damping takes |1⟩ to |0⟩ with its probability, and coherences down by √(1 − p)", async () => {
    const p = 0.36;
    const noise = {
      ...silent,
      rules: [{ gates: ["id"], channel: { kind: "amplitudeDamping", probability: p } }],
    } as const;
    expectNear(await probabilitiesFrom(circuitOf(1, [gate("x", [0]), gate("id", [0])]), { noise }), [p, 1 - p], 1e-14);
    expectNear(
      await expectationsFrom(circuitOf(1, [gate("h", [0]), gate("id", [0])]), noise, "X", "Z"),
      [0.8, p],
      1e-14,
    );
  });

  test("thermal relaxation ends at the excited population, whatever the qubit was entangled with", async () => {
    const channel = {
      kind: "thermalRelaxation",
      t1Seconds: 1,
      t2Seconds: 1.3,
      seconds: 60,
      excitedPopulation: 0.2,
    } as const;
    const noise = { ...silent, rules: [{ gates: ["id"], channel }] } as const;
    const circuit = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1]), gate("id", [0])]);
    expectNear(await probabilitiesFrom(circuit, { noise }), [0.4, 0.1, 0.4, 0.1], 1e-14);
  });

  test("a coherent over-rotation adds its angle after each gate", async () => {
    const channel = { kind: "rotation", paulis: "X", angleRadians: 0.1 } as const;
    const noise = { ...silent, rules: [{ gates: ["rx"], channel }] } as const;
    const circuit = circuitOf(1, [gate("rx", [0], [0.5]), gate("rx", [0], [0.3])]);
    expectNear(await expectationsFrom(circuit, noise, "Z", "Y"), [Math.cos(1), -Math.sin(1)], 1e-14);
  });

  test("readings that err together follow their matrix", async () => {
    const matrix = [0.7, 0, 0, 0.1, 0.1, 1, 0, 0.2, 0.15, 0, 1, 0.3, 0.05, 0, 0, 0.4];
    const noise = { ...silent, correlatedReadout: [{ qubits: [0, 1], matrix }] };
    const circuit = circuitOf(2, [gate("x", [0]), gate("x", [1])]);
    expectNear(await probabilitiesFrom(circuit, { noise }), [0.1, 0.2, 0.3, 0.4], 1e-14);
  });
});

describe("wide states", () => {
  /** Every pair of neighbours, in both directions, by gates of several kinds, so that all qubits stay in the state. */
  const brickwork = (qubitCount: number, layers: number): Operation[] =>
    Array.from({ length: layers }, (_, layer) => [
      ...stirring(qubitCount),
      ...Array.from({ length: qubitCount - 1 }, (_, k) =>
        gate("rzz", [qubitCount - 1 - k, (k + layer) % (qubitCount - 1 - k)], [0.3 + k]),
      ),
      ...Array.from({ length: Math.floor(qubitCount / 2) }, (_, k) => gate("iswap", [k, qubitCount - 1 - k])),
      gate("cu", [0, qubitCount - 1], [0.3, 0.4, 0.5, 0.6]),
    ]).flat();

  test.each([
    ["double", 1e-13],
    ["single", 2e-7],
  ] as const)(
    "in %s precision, on many tiles, have the probabilities of the state vector",
    async (precision, tolerance) => {
      const circuit = circuitOf(10, brickwork(10, 3));
      expect(simulator.estimate(circuit, { seed: 1, probabilities: true, precision }).bytes).toBeGreaterThan(
        4 * 4 ** 10,
      );
      expectNear(await probabilitiesFrom(circuit, { precision }), probabilitiesOf(stateOf(circuit)), tolerance);
    },
  );

  test.each([
    ["double", 1e-14],
    ["single", 1e-6],
  ] as const)(
    "in %s precision, come to the same under noise however they are cut into tiles",
    async (precision, tolerance) => {
      const other = new DensitySimulator(nodeHost(), (p) => ({ ...geometryOf(p), runBits: 5, tileBits: 12 }));
      const circuit = circuitOf(8, brickwork(8, 2));
      const options = { precision, noise: { oneQubitRate: 0.01, twoQubitRate: 0.03 } };
      expectNear(
        await probabilitiesFrom(circuit, options, other),
        await probabilitiesFrom(circuit, options),
        tolerance,
      );
      await other.close();
    },
  );

  test("give the same bits again, after other circuits in the same memory", async () => {
    const circuit = circuitOf(8, brickwork(8, 2));
    const noise = { oneQubitRate: 0.01, twoQubitRate: 0.03 };
    const first = await probabilitiesFrom(circuit, { noise });
    await probabilitiesFrom(circuitOf(9, brickwork(9, 1)), { precision: "single" });
    expect(await probabilitiesFrom(circuit, { noise })).toEqual(first);
  });

  test("of two runs at once, the short one ends first where the long one pauses, and each is as it is alone", async () => {
    let now = 0;
    const pausing = new DensitySimulator({ ...nodeHost(), now: () => (now += 60) }); // a pause is due at every look
    const long = circuitOf(9, brickwork(9, 6));
    const short = circuitOf(5, stirring(5));
    const noise = { oneQubitRate: 0.01, twoQubitRate: 0.03 };
    const alone = [await probabilitiesFrom(long, { noise }), await probabilitiesFrom(short, { noise })];
    const ended: string[] = [];
    const together = await Promise.all([
      probabilitiesFrom(long, { noise }, pausing).finally(() => ended.push("long")),
      probabilitiesFrom(short, { noise }, pausing).finally(() => ended.push("short")),
    ]);
    expect(together).toEqual(alone);
    expect(ended).toEqual(["short", "long"]);
  });

  test("take no more memory than the qubits that are in use at a time", async () => {
    const chain = circuitOf(13, [gate("h", [0]), ...Array.from({ length: 12 }, (_, k) => gate("cx", [k, k + 1]))]);
    const noise = { oneQubitRate: 0.01, twoQubitRate: 0.02 };
    expect(simulator.estimate(chain, { seed: 1, shots: 10, noise }).bytes).toBeLessThan(2 ** 22);
    // of two neighbours, the gate that made them equal errs, and so does the next one on the second of them
    const strings = ["ZZ".padEnd(13, "I"), "ZZ".padStart(13, "I")];
    expectNear(await expectationsFrom(chain, noise, ...strings), [0.98, 0.98 ** 2], 1e-13);
  });
});

describe("properties", () => {
  const anyNoise: fc.Arbitrary<NoiseModel> = fc
    .record({
      one: fc.double({ min: 0, max: 1, noNaN: true }),
      two: fc.double({ min: 0, max: 1, noNaN: true }),
      damping: fc.double({ min: 0, max: 1, noNaN: true }),
      angle: fc.double({ min: -1, max: 1, noNaN: true }),
    })
    .map(({ one, two, damping, angle }) => ({
      oneQubitRate: one,
      twoQubitRate: two,
      wideGateErrors: 2,
      rules: [
        { width: 1, channel: { kind: "amplitudeDamping", probability: damping } },
        { width: 2, channel: { kind: "rotation", paulis: "ZX", angleRadians: angle } },
      ],
    }));

  test("probabilities are none below zero and add up to 1, under any noise", async () => {
    await fc.assert(
      fc.asyncProperty(anyUnitaryCircuit(4, 15), anyNoise, async (circuit, noise) => {
        const values = await probabilitiesFrom(circuit, { noise });
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(values.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-10);
      }),
      { numRuns: 30 },
    );
  });

  test("probabilities are those of the reference's density matrix, under channels of every kind", async () => {
    const kraus = [0.6, 0, 0, 0, 0, 0, 0.8, 0, 0, 0, 0.6, 0, 0.8, 0, 0, 0]; // K₀ and K₁, with K₀†K₀ + K₁†K₁ = 1
    const anyChannel = fc.constantFrom<NoiseChannel>(
      { kind: "pauli", probabilities: { X: 0.1, Y: 0.02, Z: 0.2 } },
      { kind: "pauli", probabilities: { XY: 0.1, IZ: 0.05, ZX: 0.2 } },
      { kind: "depolarising", width: 2, rate: 0.3 },
      { kind: "amplitudeDamping", probability: 0.3, excitedPopulation: 0.1 },
      { kind: "phaseDamping", probability: 0.4 },
      { kind: "thermalRelaxation", t1Seconds: 1, t2Seconds: 0.7, seconds: 0.3, excitedPopulation: 0.2 },
      { kind: "rotation", paulis: "YX", angleRadians: 0.3 },
      { kind: "kraus", matrices: [kraus.slice(0, 8), kraus.slice(8)] },
    );
    const anyModel = fc.array(anyChannel, { minLength: 1, maxLength: 3 }).map((channels) => ({
      oneQubitRate: 0.02,
      twoQubitRate: 0.05,
      wideGateErrors: 1,
      rules: channels.map((channel) => ({ channel })),
      readout: { oneGivenZero: 0.03, zeroGivenOne: 0.1 },
    }));
    await fc.assert(
      fc.asyncProperty(anyUnitaryCircuit(4, 12), anyModel, async (circuit, noise) => {
        const exact = exactOf(circuit, noise);
        const values = Float64Array.from(
          { length: 2 ** circuit.qubitCount },
          (_, i) => exact.get(i.toString(2).padStart(circuit.qubitCount, "0")) ?? 0,
        );
        expectNear(await probabilitiesFrom(circuit, { noise }), values, 2e-12);
      }),
      { numRuns: 25 },
    );
  });

  test("expectation values lie within −1 … 1, and that of the identity is 1", async () => {
    await fc.assert(
      fc.asyncProperty(anyUnitaryCircuit(3, 12), anyNoise, async (circuit, noise) => {
        const strings = ["I", "X", "Y", "Z"].map((pauli) => pauli.repeat(circuit.qubitCount));
        const [one, ...others] = await expectationsFrom(circuit, noise, ...strings);
        expect(one).toBeCloseTo(1, 12);
        for (const value of others) expect(Math.abs(value)).toBeLessThan(1 + 1e-12);
      }),
      { numRuns: 30 },
    );
  });

  test("observables and shots do not change what the other gives", async () => {
    const circuit = circuitOf(4, stirring(4));
    const noise = { oneQubitRate: 0.05, twoQubitRate: 0.1 };
    const observables = [pauliSum({ XYZI: 1, ZIIX: -0.5 })];
    const all = await simulator.run(circuit, { seed: 3, shots: 500, observables, noise });
    const shots = await simulator.run(circuit, { seed: 3, shots: 500, noise });
    const values = await simulator.run(circuit, { seed: 3, observables, noise });
    expect([...(all.counts ?? [])]).toEqual([...(shots.counts ?? [])]);
    expect(all.expectations?.[0]).toBeCloseTo(values.expectations?.[0] ?? Number.NaN, 13);
  });

  test("shots of trajectories follow the exact distribution (χ², one run in 300 000 by chance)", async () => {
    const circuit = circuitOf(6, [...stirring(6), gate("cx", [5, 0]), ...stirring(6)]);
    const noise = { oneQubitRate: 0.02, twoQubitRate: 0.08, readout: { oneGivenZero: 0.03, zeroGivenOne: 0.05 } };
    const exact = await probabilitiesFrom(circuit, { noise });
    const { counts } = await new TinySimulator(nodeHost()).run(circuit, { seed: 11, shots: 40_000, noise });
    const named = new Map([...exact].map((value, i) => [i.toString(2).padStart(6, "0"), value] as const));
    expect(deviationsFrom(named, counts ?? new Map())).toBeLessThan(4.5);
  });
});

describe("refused is", () => {
  const refusal = (circuit: Circuit, options: Partial<SimulateOptions> = {}) =>
    simulator.supports(circuit, { seed: 1, shots: 1, ...options });

  test("a circuit of 14 qubits", () => {
    expect(refusal(circuitOf(14, []))).toMatchObject({ ok: false, why: expect.stringContaining("up to 13") });
  });

  test("an amplitude", () => {
    expect(refusal(circuitOf(1, []), { amplitudes: true })).toMatchObject({
      ok: false,
      why: expect.stringContaining("mixed"),
    });
  });

  test("a gate on six qubits", () => {
    const wide = circuitOf(6, [gate("x", [0], [], [1, 2, 3, 4, 5])]);
    expect(refusal(wide)).toMatchObject({ ok: false, why: expect.stringContaining("compile") });
  });

  test("a circuit that keeps more measured bits than there is memory for", () => {
    const rounds: Operation[] = Array.from({ length: 25 }, (_, k): Operation[] => [
      { kind: "measure", qubit: 0, clbit: k },
      gate("h", [0]),
    ]).flat();
    const circuit = {
      qubitCount: 1,
      clbitCount: 25,
      operations: [...rounds, { kind: "measure", qubit: 0, clbit: 24 } as const],
    };
    expect(refusal(circuit)).toMatchObject({ ok: false, why: expect.stringContaining("25") });
  });
});
