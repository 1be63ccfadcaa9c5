import { type Circuit, circuitOf, gate, measure, measureAll } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyUnitaryCircuit, stirring } from "./arbitrary.ts";
import { expectDistribution, expectDrawnFrom } from "./compare.ts";
import { exactOf } from "./judge.ts";
import type { Subject } from "./subject.ts";

/** What the classical bits show of a final state: bit order, marginals, bits written twice or never. */
export function readoutSuite(subject: Subject): void {
  const outcomeOf = async (circuit: Circuit) => {
    const { counts, probabilities, bitCount } = await subject.run(circuit, { shots: 50, probabilities: true });
    expect([...(counts?.values() ?? [])]).toEqual([50]);
    const [bits] = counts?.keys() ?? [];
    expect(bits).toHaveLength(bitCount);
    expectDistribution(new Map([[bits, 1]]), probabilities, 2 * subject.tolerance);
    return bits;
  };
  const isRight = async (circuit: Circuit, shots = 4000) => {
    const { counts, probabilities } = await subject.run(circuit, { shots, probabilities: true });
    expectDistribution(exactOf(circuit), probabilities, 2 * subject.tolerance);
    expectDrawnFrom(exactOf(circuit), counts, shots);
  };

  describe("bit order", () => {
    test("qubit 0 is the rightmost character", async () => {
      expect(await outcomeOf(measureAll(circuitOf(3, [gate("x", [0])])))).toBe("001");
      expect(await outcomeOf(measureAll(circuitOf(3, [gate("x", [2])])))).toBe("100");
      expect(await outcomeOf(measureAll(circuitOf(4, [gate("x", [0]), gate("x", [1]), gate("x", [3])])))).toBe("1011");
    });

    test("the classical bit that is written decides, not the qubit", async () => {
      const operations = [gate("x", [0]), measure(0, 2), measure(1, 0), measure(2, 1)];
      expect(await outcomeOf({ qubitCount: 3, clbitCount: 3, operations })).toBe("100");
    });

    test("a circuit without classical bits shows qubit k in bit k", async () => {
      const { counts, bitCount } = await subject.run(circuitOf(3, [gate("x", [1])]), { shots: 10 });
      expect(counts).toEqual(new Map([["010", 10]]));
      expect(bitCount).toBe(3);
    });

    test("a control and its target are not mixed up", async () => {
      expect(await outcomeOf(measureAll(circuitOf(3, [gate("x", [1]), gate("cx", [1, 2])])))).toBe("110");
      expect(await outcomeOf(measureAll(circuitOf(3, [gate("x", [1]), gate("cx", [2, 1])])))).toBe("010");
    });
  });

  describe("classical bits", () => {
    test("one that nothing writes reads 0", async () => {
      expect(await outcomeOf({ qubitCount: 1, clbitCount: 4, operations: [gate("x", [0]), measure(0, 2)] })).toBe(
        "0100",
      );
    });

    test("one that is written twice keeps the last value", async () => {
      const operations = [gate("x", [0]), measure(0, 0), measure(1, 0)];
      expect(await outcomeOf({ qubitCount: 2, clbitCount: 1, operations })).toBe("0");
      const reversed = [gate("x", [0]), measure(1, 0), measure(0, 0)];
      expect(await outcomeOf({ qubitCount: 2, clbitCount: 1, operations: reversed })).toBe("1");
    });

    test("two that show one qubit agree in every shot", async () => {
      const operations = [gate("h", [1]), measure(1, 0), measure(1, 2)];
      await isRight({ qubitCount: 2, clbitCount: 3, operations });
    });

    test("more of them than a number has bits are counted, though not listed as numbers", async () => {
      const operations = [gate("x", [0]), measure(0, 59), measure(1, 3)];
      const circuit = { qubitCount: 2, clbitCount: 60, operations };
      const { counts, probabilities, bitCount } = await subject.run(circuit, { shots: 7, probabilities: true });
      expect(counts).toEqual(new Map([[`1${"0".repeat(59)}`, 7]]));
      expect(probabilities).toBeUndefined();
      expect(bitCount).toBe(60);
    });

    test("registers only name them", async () => {
      const operations = [...stirring(3), measure(0, 2), measure(2, 0)];
      const registers = [
        { name: "a", clbits: [2, 0] },
        { name: "b", clbits: [1] },
      ];
      const plain = await subject.run({ qubitCount: 3, clbitCount: 3, operations }, { shots: 100 });
      const named = await subject.run({ qubitCount: 3, clbitCount: 3, registers, operations }, { shots: 100 });
      expect(named.counts).toEqual(plain.counts);
    });
  });

  describe("distributions", () => {
    test("qubits that are not measured are summed over", async () => {
      await isRight({ qubitCount: 4, clbitCount: 2, operations: [...stirring(4), measure(3, 0), measure(1, 1)] });
    });

    test("any assignment of qubits to bits gives the reference's distribution", async () => {
      const anyReadout = anyUnitaryCircuit(4, 12).chain((circuit) =>
        fc.tuple(
          fc.constant(circuit),
          fc.array(fc.tuple(fc.nat(circuit.qubitCount - 1), fc.nat(4)), { minLength: 1, maxLength: 6 }),
        ),
      );
      await fc.assert(
        fc.asyncProperty(anyReadout, async ([circuit, pairs]) => {
          const operations = [...circuit.operations, ...pairs.map(([qubit, clbit]) => measure(qubit, clbit))];
          const measured = { ...circuit, clbitCount: 5, operations };
          const { probabilities } = await subject.run(measured, { probabilities: true });
          expectDistribution(exactOf(measured), probabilities, 2 * subject.tolerance);
        }),
        { numRuns: 40 },
      );
    });

    test("measurements between gates on other qubits are as good as at the end", async () => {
      const operations = [gate("h", [0]), gate("cx", [0, 1]), measure(0, 1), gate("ry", [1], [0.7]), measure(1, 0)];
      await isRight({ qubitCount: 2, clbitCount: 2, operations });
    });

    test("counts are drawn from the exact distribution (χ², one run in 300 000 by chance)", async () => {
      for (const qubitCount of [1, 2, 4, 6]) await isRight(circuitOf(qubitCount, stirring(qubitCount)), 20_000);
    });

    test("what is impossible is never drawn, and what is certain always is", async () => {
      const ghz = circuitOf(5, [gate("h", [0]), ...[0, 1, 2, 3].map((k) => gate("cx", [k, k + 1]))]);
      const { counts } = await subject.run(ghz, { shots: 3000 });
      expect([...(counts?.keys() ?? [])]).toEqual(["00000", "11111"]);
    });
  });

  describe("circuits of next to nothing", () => {
    test("no operations at all leave |0…0⟩", async () => {
      expect(await outcomeOf(measureAll(circuitOf(3, [])))).toBe("000");
      expect(await outcomeOf(measureAll(circuitOf(1, [])))).toBe("0");
    });

    test("measurements and barriers alone", async () => {
      const operations = [{ kind: "barrier", qubits: [0, 1] } as const, measure(1, 0)];
      expect(await outcomeOf({ qubitCount: 2, clbitCount: 1, operations })).toBe("0");
    });
  });
}
