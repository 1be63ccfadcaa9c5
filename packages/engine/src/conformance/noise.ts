import { type Circuit, circuitOf, gate, measure, type Operation, reset } from "@naru/circuit";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { NoiseChannel, NoiseModel, Relaxation } from "../noise-model.ts";
import { anyDynamicCircuit, anyQubits, equals, stirring, when } from "./arbitrary.ts";
import { expectDistribution, expectDrawnFrom } from "./compare.ts";
import { exactOf } from "./judge.ts";
import type { Subject } from "./subject.ts";

/** Noise: shots against the exact distribution of the density matrix. */
export function noiseSuite(subject: Subject): void {
  const isRight = async (circuit: Circuit, noise: NoiseModel, asked = subject.isSpread ? 3000 : 20_000) => {
    const shots = Math.ceil(asked * subject.noisyShots);
    const { counts } = await subject.run(circuit, { shots, noise });
    expectDrawnFrom(exactOf(circuit, noise), counts, shots);
  };
  /** Only where the simulator takes the channels: one that is made for Paulis alone refuses the others. */
  const isRightIfTaken = async (circuit: Circuit, noise: NoiseModel, shots = subject.isSpread ? 300 : 3000) => {
    if (subject.supports(circuit, { noise }).ok) await isRight(circuit, noise, shots);
  };
  const silent: NoiseModel = { oneQubitRate: 0, twoQubitRate: 0 };
  const onOneAndTwo = ["x", "h", "s", "t", "sx", "rx", "ry", "u", "gpi2", "cx", "cz", "rzz", "ms", "swap"] as const;

  test("a one-qubit rate r flips a basis state with probability r/2", async () => {
    const shots = 40_000;
    const { counts } = await subject.run(circuitOf(1, [gate("x", [0])]), {
      shots,
      noise: { ...silent, oneQubitRate: 0.3 },
    });
    expectDrawnFrom(
      new Map([
        ["0", 0.15],
        ["1", 0.85],
      ]),
      counts,
      shots,
    );
  });

  test("a two-qubit rate r sends |11⟩ to each of the other three with probability r/4", async () => {
    const shots = 40_000;
    const circuit = circuitOf(2, [gate("x", [0]), gate("cx", [0, 1])]);
    const { counts } = await subject.run(circuit, { shots, noise: { ...silent, twoQubitRate: 0.4 } });
    expectDrawnFrom(
      new Map([
        ["00", 0.1],
        ["01", 0.1],
        ["10", 0.1],
        ["11", 0.7],
      ]),
      counts,
      shots,
    );
  });

  test("a rate of 1 leaves nothing but chance", async () => {
    const noise = { oneQubitRate: 1, twoQubitRate: 1 };
    const circuit = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]);
    const { counts } = await subject.run(circuit, { shots: 20_000, noise });
    expectDrawnFrom(new Map(["00", "01", "10", "11"].map((bits) => [bits, 1 / 4])), counts, 20_000);
  });

  test("all rates 0 are no noise", async () => {
    await isRight(circuitOf(3, stirring(3)), { ...silent, readout: { oneGivenZero: 0, zeroGivenOne: 0 } });
  });

  test("a chain of gates, each with its error", async () => {
    const layers: Operation[] = [0, 1, 2].flatMap(() => [...stirring(3), gate("cx", [2, 0])]);
    for (const rate of [0.002, 0.05, 0.4]) {
      await isRight(
        circuitOf(3, layers),
        { oneQubitRate: rate / 2, twoQubitRate: rate },
        subject.isSpread ? 1500 : 8000,
      );
    }
  });

  test("a gate's own rate replaces the common one, but not under further controls", async () => {
    const noise = { oneQubitRate: 0.02, twoQubitRate: 0.05, gateRates: { x: 0.5, cx: 0, rz: 0.3 } };
    const operations = [
      ...[gate("h", [0]), gate("x", [1]), gate("cx", [0, 1]), gate("rz", [0], [0.4])],
      ...[gate("x", [2], [], [0]), gate("h", [0])],
    ];
    await isRight(circuitOf(3, operations), noise);
  });

  test("unitaries have the error of their width, barriers none", async () => {
    const half = Math.SQRT1_2;
    const turn: Operation = { kind: "unitary", qubits: [1], matrix: [half, 0, half, 0, half, 0, -half, 0] };
    const operations = [turn, { kind: "barrier", qubits: [0, 1] } as const, gate("cx", [1, 0])];
    await isRight(circuitOf(2, operations), { oneQubitRate: 0.4, twoQubitRate: 0 });
  });

  test("a wide gate has as many two-qubit errors as the model says, on neighbouring pairs in turn", async () => {
    const operations = [...stirring(4), gate("ccx", [3, 0, 2]), gate("x", [1], [], [0, 2, 3])];
    for (const wideGateErrors of [0, 1, 6]) {
      await isRight(circuitOf(4, operations), { oneQubitRate: 0, twoQubitRate: 0.2, wideGateErrors });
    }
  });

  test("a wide gate is refused with the reason when the model does not say", () => {
    const support = subject.supports(circuitOf(3, [gate("ccx", [0, 1, 2])]), { noise: silent });
    expect(support).toMatchObject({ ok: false, why: expect.stringContaining("three or more qubits") });
  });

  // A list of errors is by qubit, and qubits that are spread have other numbers.
  test.skipIf(subject.isSpread)("readout errs by qubit and by value, wherever it is written", async () => {
    const readout = [
      { oneGivenZero: 0.1, zeroGivenOne: 0.3 },
      { oneGivenZero: 0, zeroGivenOne: 0.2 },
      { oneGivenZero: 0.05, zeroGivenOne: 0 },
    ];
    const operations = [...stirring(3), measure(0, 2), measure(1, 0), measure(2, 1), measure(0, 3)];
    const circuit = { qubitCount: 3, clbitCount: 4, operations };
    await isRight(circuit, { ...silent, readout });
  });

  test("one readout error holds for all qubits", async () => {
    await isRight(circuitOf(3, stirring(3)), { ...silent, readout: { oneGivenZero: 0.02, zeroGivenOne: 0.07 } });
  });

  const real = (...entries: number[]) => entries.flatMap((entry) => [entry, 0]);
  const [most, rest] = [Math.sqrt(0.6), Math.sqrt(0.4)];
  const half = Math.sqrt(0.2);
  const channels: readonly (readonly [string, NoiseChannel])[] = [
    ["Paulis on one qubit", { kind: "pauli", probabilities: { X: 0.05, Y: 0.1, Z: 0.02 } }],
    ["Paulis on two qubits", { kind: "pauli", probabilities: { XI: 0.06, IZ: 0.04, YX: 0.1 } }],
    ["depolarising", { kind: "depolarising", width: 2, rate: 0.2 }],
    ["amplitude damping", { kind: "amplitudeDamping", probability: 0.2 }],
    ["amplitude damping to a warm rest", { kind: "amplitudeDamping", probability: 0.3, excitedPopulation: 0.4 }],
    ["complete amplitude damping", { kind: "amplitudeDamping", probability: 1 }],
    ["phase damping", { kind: "phaseDamping", probability: 0.3 }],
    ["relaxation, T2 below T1", { kind: "thermalRelaxation", t1Seconds: 5, t2Seconds: 3, seconds: 1 }],
    [
      "warm relaxation, T2 below T1",
      { kind: "thermalRelaxation", t1Seconds: 5, t2Seconds: 4, seconds: 1, excitedPopulation: 0.3 },
    ],
    [
      "warm relaxation, T2 above T1",
      { kind: "thermalRelaxation", t1Seconds: 5, t2Seconds: 8, seconds: 1, excitedPopulation: 0.2 },
    ],
    ["over-rotation of each qubit", { kind: "rotation", paulis: "X", angleRadians: 0.4 }],
    ["over-rotation of a pair", { kind: "rotation", paulis: "ZY", angleRadians: -0.6 }],
    ["Kraus operators on one qubit", { kind: "kraus", matrices: [real(0, 1, 0.8, 0), real(0.6, 0, 0, 0)] }],
    [
      "Kraus operators on two qubits",
      {
        kind: "kraus",
        matrices: [
          real(most, 0, 0, 0, 0, most, 0, 0, 0, 0, most, 0, 0, 0, 0, most),
          real(half, 0, 0, half, 0, 0, 0, 0, 0, 0, 0, 0, half, 0, 0, -half),
          real(0, 0, 0, 0, 0, 0, rest, 0, 0, rest, 0, 0, 0, 0, 0, 0),
        ],
      },
    ],
  ];
  const mixed = [...stirring(3), gate("h", [0]), gate("cx", [2, 0]), gate("s", [1]), gate("h", [2])];

  test.each(channels)("after every gate that it fits: %s", async (_, channel) => {
    await isRightIfTaken(circuitOf(3, mixed), { ...silent, rules: [{ channel }] });
  });

  test.skipIf(subject.isSpread)("all kinds of channels together, with Paulis and coherent errors between", async () => {
    const rules = channels.map(([, channel]) => ({ channel }));
    await isRightIfTaken(circuitOf(3, mixed), { oneQubitRate: 0.05, twoQubitRate: 0.1, rules }, 400);
  });

  test.skipIf(subject.isSpread)("rules by name, width and qubits, and neighbours that suffer from a gate", async () => {
    const rules = [
      { gates: ["h"], channel: { kind: "pauli", probabilities: { Y: 0.2 } } },
      { width: 2, qubits: [0, 1], on: [2], channel: { kind: "amplitudeDamping", probability: 0.4 } },
      { qubits: [1, 2], on: [2, 0], channel: { kind: "rotation", paulis: "XZ", angleRadians: 0.9 } },
      { gates: ["cx"], qubits: [2, 0], on: [1, 2], channel: { kind: "pauli", probabilities: { XZ: 0.3 } } },
    ] as const;
    await isRightIfTaken(circuitOf(3, [...mixed, ...mixed]), { ...silent, rules });
  });

  const relaxation = (changes: Partial<Relaxation>): Relaxation => ({
    ...{ t1Seconds: 20, t2Seconds: 14 },
    durations: {
      oneQubitSeconds: 1,
      twoQubitSeconds: 3,
      gateSeconds: { s: 0, id: 6 },
      measureSeconds: 5,
      resetSeconds: 2,
    },
    ...changes,
  });

  test.each([
    ["T2 below T1", relaxation({})],
    ["T2 above T1", relaxation({ t2Seconds: 30 })],
    ["waiting", relaxation({ idle: true, excitedPopulation: 0.1 })],
    ["waiting, T2 above T1", relaxation({ idle: true, t2Seconds: 30 })],
  ])("decay while gates run: %s", async (_, decay) => {
    const delay = gate("id", [1]);
    await isRightIfTaken(circuitOf(3, [...mixed, delay, ...mixed]), { ...silent, relaxation: decay });
  });

  test.skipIf(subject.isSpread)("decay by qubit", async () => {
    const decay = relaxation({
      t1Seconds: [10, 20, 30],
      t2Seconds: [20, 20, 5],
      excitedPopulation: [0, 0.2, 0],
      idle: true,
    });
    await isRightIfTaken(circuitOf(3, mixed), { ...silent, relaxation: decay });
  });

  test.skipIf(subject.isSpread)("readings of a group err together, also of a part of it", async () => {
    const matrix = [...[0.9, 0.1, 0.2, 0], ...[0.1, 0.8, 0, 0.3], ...[0, 0, 0.7, 0.1], ...[0, 0.1, 0.1, 0.6]];
    const readout = { oneGivenZero: 0.1, zeroGivenOne: 0.2 };
    const noise = { ...silent, readout, correlatedReadout: [{ qubits: [2, 0], matrix }] };
    await isRightIfTaken(circuitOf(3, stirring(3)), noise);
    const apart = [...stirring(3), measure(0, 1), gate("h", [1]), measure(2, 0), measure(1, 2)];
    await isRightIfTaken({ qubitCount: 3, clbitCount: 3, operations: apart }, noise);
  });

  const dynamicTest = test.skipIf(subject.skips.dynamic !== undefined);

  dynamicTest("a condition sees what was read, and the qubit keeps what it was", async () => {
    const operations = [
      ...[gate("ry", [0], [1.3]), measure(0, 0), when(equals([0], 1), [gate("x", [1])])],
      ...[measure(0, 1), reset(0), gate("h", [0]), measure(0, 2), measure(1, 3)],
    ];
    const noise = { oneQubitRate: 0.1, twoQubitRate: 0.1, readout: { oneGivenZero: 0.1, zeroGivenOne: 0.25 } };
    await isRight({ qubitCount: 2, clbitCount: 4, operations }, noise);
  });

  dynamicTest(
    "random circuits with noise, measurements and conditions follow the density matrix (χ², one in 300 000 each)",
    async () => {
      const noise = { oneQubitRate: 0.05, twoQubitRate: 0.15, readout: { oneGivenZero: 0.04, zeroGivenOne: 0.08 } };
      await fc.assert(
        fc.asyncProperty(anyDynamicCircuit(3, 10, onOneAndTwo), (circuit) => isRight(circuit, noise, 2000)),
        { numRuns: 30, seed: 20_260_102 },
      );
    },
  );

  dynamicTest("random circuits with channels of all kinds follow the density matrix too", async () => {
    const rules = channels.map(([, channel]) => ({ channel }));
    const model = fc.tuple(anyQubits(rules.length, 2), fc.boolean(), fc.boolean()).map(
      ([chosen, idle, isCold]): NoiseModel => ({
        ...{ oneQubitRate: 0.02, twoQubitRate: 0.05, readout: { oneGivenZero: 0.05, zeroGivenOne: 0.1 } },
        rules: chosen.flatMap((i) => rules[i] ?? []),
        relaxation: relaxation({
          idle,
          t1Seconds: 100,
          t2Seconds: isCold ? 150 : 60,
          excitedPopulation: isCold ? 0 : 0.1,
        }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(anyDynamicCircuit(3, 8, onOneAndTwo), model, (circuit, noise) =>
        isRightIfTaken(circuit, noise, subject.isSpread ? 100 : 800),
      ),
      { numRuns: 20, seed: 20_260_103 },
    );
  });

  test("the same seed gives the same noisy counts and shots, another seed others", async () => {
    const circuit = circuitOf(3, stirring(3));
    const noise = { oneQubitRate: 0.1, twoQubitRate: 0.2, readout: { oneGivenZero: 0.05, zeroGivenOne: 0.05 } };
    const options = { shots: 500, noise, memory: true };
    const [first, again, other] = [
      await subject.run(circuit, { ...options, seed: 5 }),
      await subject.run(circuit, { ...options, seed: 5 }),
      await subject.run(circuit, { ...options, seed: 6 }),
    ];
    expect([...(again.counts ?? [])]).toEqual([...(first.counts ?? [])]);
    expect(again.memory).toEqual(first.memory);
    expect([...(other.counts ?? [])]).not.toEqual([...(first.counts ?? [])]);
  });

  test("there are no amplitudes under noise, and the refusal says so", () => {
    const noise = { oneQubitRate: 0.1, twoQubitRate: 0.1 };
    expect(subject.supports(circuitOf(1, []), { noise, amplitudes: true })).toMatchObject({ ok: false });
  });

  test("probabilities under noise are those of the density matrix, or refused", async () => {
    const noise = { oneQubitRate: 0.1, twoQubitRate: 0.2, readout: { oneGivenZero: 0.02, zeroGivenOne: 0.07 } };
    const circuit = circuitOf(3, [...stirring(3), gate("cx", [2, 0])]);
    if (!subject.supports(circuit, { noise, probabilities: true }).ok) return;
    const { probabilities } = await subject.run(circuit, { noise, probabilities: true });
    expectDistribution(exactOf(circuit, noise), probabilities, 2 * subject.tolerance);
  });

  test.each([-0.1, 1.5, Number.NaN])("a rate of %d is refused", (rate) => {
    const circuit = circuitOf(1, [gate("x", [0])]);
    for (const noise of [
      { oneQubitRate: rate, twoQubitRate: 0 },
      { oneQubitRate: 0, twoQubitRate: 0, gateRates: { x: rate } },
      { oneQubitRate: 0, twoQubitRate: 0, readout: { oneGivenZero: rate, zeroGivenOne: 0 } },
    ]) {
      expect(subject.supports(circuit, { noise })).toMatchObject({ ok: false });
    }
  });
}
