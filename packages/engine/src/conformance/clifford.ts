import { type Circuit, circuitOf, gate, measure, measureAll, type Operation, pauliSum, reset } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NoiseModel } from "../noise-model.ts";
import { expectationOf } from "../reference/observables.ts";
import { equals, when } from "./arbitrary.ts";
import {
  anyCliffordCircuit,
  anyCliffordPlacement,
  anyDynamicCliffordCircuit,
  anyPauliSum,
  cliffordGateNames,
  cliffordStirring,
} from "./clifford-circuits.ts";
import { expectDistribution, expectDrawnFrom } from "./compare.ts";
import { exactOf, stateOf } from "./judge.ts";
import type { Subject } from "./subject.ts";

/** What the other suites ask, for simulators that take Clifford circuits alone. */
export function cliffordSuite(subject: Subject): void {
  const isLike = async (circuit: Circuit, shots = 0) => {
    const { probabilities, counts } = await subject.run(circuit, { probabilities: true, shots });
    expectDistribution(exactOf(circuit), probabilities, 2 * subject.tolerance);
    if (shots > 0) expectDrawnFrom(exactOf(circuit), counts, shots);
  };

  describe("gates", () => {
    test.each(cliffordGateNames)("%s is the matrix of the gate table at all Clifford angles", async (name) => {
      await fc.assert(
        fc.asyncProperty(anyCliffordPlacement(name, 3), async (step) => {
          const circuit = circuitOf(3, [...cliffordStirring(3), step]);
          const observables = allStrings(3).map((paulis) => pauliSum({ [paulis]: 1 }));
          const { expectations } = await subject.run(circuit, { observables });
          const state = stateOf(circuit);
          expect([...(expectations ?? [])]).toEqual(
            observables.map((sum) => Math.round(expectationOf(state, sum)) + 0),
          );
        }),
        { numRuns: 15 },
      );
    });

    test("random circuits of all of them have the reference's distribution", async () => {
      await fc.assert(
        fc.asyncProperty(anyCliffordCircuit(5, 40), (circuit) => isLike(circuit)),
        { numRuns: 150 },
      );
    });

    test.each([gate("t", [0]), gate("rz", [0], [Math.PI / 2 + 1e-9]), gate("ccx", [0, 1, 2]), gate("cs", [0, 1])])(
      "others are refused by name: %j",
      (operation) => {
        const support = subject.supports(circuitOf(3, [operation]), { shots: 1 });
        expect(support).toMatchObject({ ok: false, why: expect.stringContaining("Clifford") });
      },
    );
  });

  describe("readout", () => {
    const outcomesOf = async (circuit: Circuit) => {
      const { counts, bitCount } = await subject.run(circuit, { shots: 50 });
      for (const bits of counts?.keys() ?? []) expect(bits).toHaveLength(bitCount);
      return [...(counts?.keys() ?? [])];
    };

    test("qubit 0 is the rightmost character", async () => {
      expect(await outcomesOf(measureAll(circuitOf(3, [gate("x", [0])])))).toEqual(["001"]);
      expect(await outcomesOf(circuitOf(4, [gate("x", [0]), gate("x", [1]), gate("x", [3])]))).toEqual(["1011"]);
    });

    test("the classical bit that is written decides, the last value stays, and one that nothing writes reads 0", async () => {
      const operations = [gate("x", [0]), measure(0, 2), measure(1, 0), measure(0, 4), measure(1, 4)];
      expect(await outcomesOf({ qubitCount: 3, clbitCount: 5, operations })).toEqual(["00100"]);
    });

    test("more bits than a number has are counted, though not listed as numbers", async () => {
      const operations = [gate("x", [0]), measure(0, 99), measure(1, 3)];
      const circuit = { qubitCount: 2, clbitCount: 100, operations };
      const { counts, probabilities } = await subject.run(circuit, { shots: 7, probabilities: true });
      expect(counts).toEqual(new Map([[`1${"0".repeat(99)}`, 7]]));
      expect(probabilities).toBeUndefined();
    });

    test("counts are drawn from the exact distribution, also of some of the qubits", async () => {
      for (const qubitCount of [1, 2, 4, 6]) await isLike(circuitOf(qubitCount, cliffordStirring(qubitCount)), 20_000);
      const operations = [...cliffordStirring(5), measure(3, 0), measure(1, 1), measure(3, 2)];
      await isLike({ qubitCount: 5, clbitCount: 3, operations }, 20_000);
    });

    test("what is impossible is never drawn", async () => {
      const ghz = circuitOf(6, [gate("h", [0]), ...[0, 1, 2, 3, 4].map((k) => gate("cx", [k, k + 1]))]);
      expect(await outcomesOf(ghz)).toEqual(["000000", "111111"]);
    });

    test("no operations at all leave |0…0⟩", async () => {
      expect(await outcomesOf(circuitOf(3, []))).toEqual(["000"]);
    });
  });

  describe("mid-circuit measurement, reset and conditions", () => {
    test("a state is teleported by measuring two qubits and correcting the third", async () => {
      const send = [
        gate("h", [1]),
        gate("cx", [1, 2]),
        gate("cx", [0, 1]),
        gate("h", [0]),
        measure(0, 0),
        measure(1, 1),
      ];
      const correct = [when(equals([1], 1), [gate("x", [2])]), when(equals([0], 1), [gate("z", [2])])];
      const undo = [gate("sdg", [2]), gate("h", [2])];
      const operations = [gate("h", [0]), gate("s", [0]), ...send, ...correct, ...undo, measure(2, 2)];
      const circuit = { qubitCount: 3, clbitCount: 3, operations };
      await isLike(circuit, 4000);
      const { counts } = await subject.run(circuit, { shots: 4000 });
      expect([...(counts?.keys() ?? [])]).toEqual(["000", "001", "010", "011"]);
    });

    test("a qubit is used again after a reset, and one of a pair leaves the other mixed", async () => {
      const operations = [
        ...[gate("h", [0]), gate("cx", [0, 1]), reset(0), measure(0, 0), gate("h", [0]), measure(0, 2)],
        ...[measure(1, 1), gate("x", [1]), reset(1), measure(1, 3)],
      ];
      await isLike({ qubitCount: 2, clbitCount: 4, operations }, 4000);
    });

    test("registers wider than a number are compared exactly", async () => {
      const clbits = Array.from({ length: 70 }, (_, k) => k);
      const operations = [
        ...[gate("x", [0]), measure(0, 69), gate("h", [1]), measure(1, 0)],
        when({ kind: "compare", clbits, operator: "==", value: `${2n ** 69n + 1n}` }, [gate("x", [2])]),
        measure(2, 1),
      ];
      const { counts } = await subject.run({ qubitCount: 3, clbitCount: 70, operations }, { shots: 300 });
      const zeros = "0".repeat(67);
      expect([...(counts?.keys() ?? [])]).toEqual([`1${zeros}00`, `1${zeros}11`]);
    });

    test("random circuits of all this give the reference's distribution (χ², one in 300 000 by chance for each)", async () => {
      let exactly = 0;
      await fc.assert(
        fc.asyncProperty(anyDynamicCliffordCircuit(4, 16), async (circuit) => {
          const exact = exactOf(circuit);
          const { counts } = await subject.run(circuit, { shots: 2000 });
          expectDrawnFrom(exact, counts, 2000);
          if (!subject.supports(circuit, { probabilities: true }).ok) return;
          exactly++;
          const { probabilities } = await subject.run(circuit, { probabilities: true });
          expectDistribution(exact, probabilities, 2 * subject.tolerance);
        }),
        { numRuns: 150, seed: 20_260_103 },
      );
      expect(exactly).toBeGreaterThan(10);
    });
  });

  describe("noise", () => {
    const isDrawn = async (circuit: Circuit, noise: NoiseModel, shots = 20_000) => {
      const { counts } = await subject.run(circuit, { shots, noise });
      expectDrawnFrom(exactOf(circuit, noise), counts, shots);
    };

    test("depolarising errors by width and by gate, from rare to certain", async () => {
      const operations: Operation[] = [...cliffordStirring(3), gate("cx", [2, 0]), gate("x", [1])];
      for (const rate of [0.004, 0.1, 1]) {
        await isDrawn(circuitOf(3, operations), { oneQubitRate: rate / 2, twoQubitRate: rate, gateRates: { x: rate } });
      }
    });

    // Readings that err together are by qubit, and qubits that are spread have other numbers.
    test.skipIf(subject.isSpread)("Pauli rules, Clifford over-rotations and readings that err together", async () => {
      const noise: NoiseModel = {
        oneQubitRate: 0.02,
        twoQubitRate: 0,
        rules: [
          { width: 2, channel: { kind: "pauli", probabilities: { XY: 0.1, ZI: 0.05, II: 0.85 } } },
          { gates: ["h"], channel: { kind: "rotation", paulis: "Z", angleRadians: Math.PI / 2 } },
          { gates: ["s"], channel: { kind: "phaseDamping", probability: 0.3 } },
        ],
        readout: { oneGivenZero: 0.1, zeroGivenOne: 0.25 },
        correlatedReadout: [
          { qubits: [0, 2], matrix: [0.8, 0.1, 0, 0.05, 0.1, 0.9, 0.2, 0.05, 0.1, 0, 0.7, 0.1, 0, 0, 0.1, 0.8] },
        ],
      };
      await isDrawn(circuitOf(3, [...cliffordStirring(3), gate("s", [0]), gate("h", [0])]), noise, 40_000);
    });

    test("a condition sees what was read, errors in its branch strike only where it is taken", async () => {
      const operations = [
        ...[gate("h", [0]), measure(0, 0), when(equals([0], 1), [gate("x", [1]), gate("z", [0])], [gate("y", [2])])],
        ...[measure(0, 1), reset(0), gate("h", [0]), measure(0, 2), measure(1, 3), measure(2, 4)],
      ];
      const noise = { oneQubitRate: 0.3, twoQubitRate: 0.1, readout: { oneGivenZero: 0.1, zeroGivenOne: 0.25 } };
      await isDrawn({ qubitCount: 3, clbitCount: 5, operations }, noise, 40_000);
    });

    test("random circuits with noise, measurements and conditions follow the density matrix (χ², one in 300 000 each)", async () => {
      const noise = { oneQubitRate: 0.05, twoQubitRate: 0.15, readout: { oneGivenZero: 0.04, zeroGivenOne: 0.08 } };
      await fc.assert(
        fc.asyncProperty(anyDynamicCliffordCircuit(3, 12), (circuit) => isDrawn(circuit, noise, 2000)),
        { numRuns: 60, seed: 20_260_104 },
      );
    });

    test("noise that is no mixture of Paulis is refused", () => {
      const damping: NoiseModel = {
        oneQubitRate: 0,
        twoQubitRate: 0,
        rules: [{ channel: { kind: "amplitudeDamping", probability: 0.1 } }],
      };
      const support = subject.supports(circuitOf(1, [gate("h", [0])]), { shots: 1, noise: damping });
      expect(support).toMatchObject({ ok: false, why: expect.stringContaining("Pauli") });
    });

    test.each([-0.1, 1.5, Number.NaN])("a rate of %d is refused", (oneQubitRate) => {
      const noise = { oneQubitRate, twoQubitRate: 0 };
      expect(subject.supports(circuitOf(1, [gate("x", [0])]), { shots: 1, noise })).toMatchObject({ ok: false });
    });
  });

  test("random Pauli sums after random circuits have the expectation values of the reference", async () => {
    const anyCase = anyCliffordCircuit(5, 30).chain((circuit) =>
      fc.tuple(fc.constant(circuit), fc.array(anyPauliSum(circuit.qubitCount), { minLength: 1, maxLength: 4 })),
    );
    await fc.assert(
      fc.asyncProperty(anyCase, async ([circuit, observables]) => {
        const { expectations } = await subject.run(circuit, { observables });
        const state = stateOf(circuit);
        observables.forEach((sum, k) => {
          expect(expectations?.[k]).toBeCloseTo(expectationOf(state, sum), 10);
        });
      }),
      { numRuns: 60 },
    );
  });
}

const allStrings = (qubitCount: number): string[] =>
  Array.from({ length: qubitCount }).reduce<string[]>((all) => all.flatMap((s) => [..."IXYZ"].map((p) => p + s)), [""]);
