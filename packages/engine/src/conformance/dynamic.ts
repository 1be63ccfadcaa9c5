import { type Circuit, gate, measure, type Operation, reset } from "@naru/circuit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyDynamicCircuit, equals, stirring, when } from "./arbitrary.ts";
import { expectDistribution, expectDrawnFrom } from "./compare.ts";
import { exactOf } from "./judge.ts";
import type { Subject } from "./subject.ts";

/** Measurements in the middle, resets and conditions. */
export function dynamicSuite(subject: Subject): void {
  const isRight = async (circuit: Circuit, shots = 3000) => {
    const exact = exactOf(circuit);
    const { counts } = await subject.run(circuit, { shots });
    expectDrawnFrom(exact, counts, shots);
    if (!subject.supports(circuit, { probabilities: true }).ok) return; // shots alone may be had of such circuits
    const { probabilities } = await subject.run(circuit, { probabilities: true });
    expectDistribution(exact, probabilities, 10 * subject.tolerance);
  };

  test("a state is teleported by measuring two qubits and correcting the third", async () => {
    const prepare = [gate("ry", [0], [1.1]), gate("p", [0], [0.6])];
    const undo = [gate("p", [2], [-0.6]), gate("ry", [2], [-1.1])];
    const pair = [gate("h", [1]), gate("cx", [1, 2])];
    const send = [gate("cx", [0, 1]), gate("h", [0]), measure(0, 0), measure(1, 1)];
    const correct = [when(equals([1], 1), [gate("x", [2])]), when(equals([0], 1), [gate("z", [2])])];
    const operations = [...prepare, ...pair, ...send, ...correct, ...undo, measure(2, 2)];
    const shots = 4000;
    const { counts } = await subject.run({ qubitCount: 3, clbitCount: 3, operations }, { shots });
    expect([...(counts?.keys() ?? [])]).toEqual(["000", "001", "010", "011"]); // the third bit is always 0
    expectDrawnFrom(new Map(["000", "001", "010", "011"].map((bits) => [bits, 1 / 4])), counts, shots);
  });

  test("a qubit measured twice in a row gives the same value, and is in that state", async () => {
    const operations = [gate("ry", [0], [1]), measure(0, 0), measure(0, 1), gate("x", [0]), measure(0, 2)];
    const { counts } = await subject.run({ qubitCount: 1, clbitCount: 3, operations }, { shots: 500 });
    expect([...(counts?.keys() ?? [])]).toEqual(["011", "100"]);
  });

  test("resetting one of two entangled qubits leaves the other fully mixed", async () => {
    const operations = [gate("h", [0]), gate("cx", [0, 1]), reset(0), gate("h", [1]), measure(0, 0), measure(1, 1)];
    await isRight({ qubitCount: 2, clbitCount: 2, operations });
  });

  test("a qubit is used again after a reset", async () => {
    const round = (clbit: number): Operation[] => [gate("ry", [0], [0.8]), measure(0, clbit), reset(0)];
    await isRight({ qubitCount: 1, clbitCount: 4, operations: [0, 1, 2, 3].flatMap(round) });
  });

  test("a condition runs one of its two branches, also one inside another", async () => {
    const operations = [
      ...stirring(3),
      measure(0, 0),
      measure(1, 1),
      when(
        equals([0, 1], 2),
        [gate("ry", [2], [0.9]), when(equals([0], 0), [measure(2, 2), gate("x", [0])])],
        [gate("x", [2]), when(equals([1], 1), [reset(2)], [gate("h", [0])])],
      ),
      measure(0, 3),
      measure(2, 2),
    ];
    await isRight({ qubitCount: 3, clbitCount: 4, operations });
  });

  test.each(["==", "!=", "<", "<=", ">", ">="] as const)(
    "registers are compared by %s as numbers, first bit lowest",
    async (operator) => {
      const condition = { kind: "compare", clbits: [2, 0, 1], operator, value: "5" } as const;
      const measured = [0, 1, 2].flatMap((k) => [gate("h", [k]), measure(k, k)]);
      const operations = [...measured, when(condition, [gate("x", [3])]), measure(3, 3)];
      await isRight({ qubitCount: 4, clbitCount: 4, operations }, 2000);
    },
  );

  test("registers wider than a number are compared exactly", async () => {
    const clbits = Array.from({ length: 70 }, (_, k) => k);
    const value = `${2n ** 69n + 1n}`; // a double cannot tell it from 2^69
    const operations = [
      ...[gate("x", [0]), measure(0, 69), gate("h", [1]), measure(1, 0)],
      when({ kind: "compare", clbits, operator: "==", value }, [gate("x", [2])]),
      measure(2, 1),
    ];
    const { counts } = await subject.run({ qubitCount: 3, clbitCount: 70, operations }, { shots: 300 });
    const zeros = "0".repeat(67);
    expect([...(counts?.keys() ?? [])]).toEqual([`1${zeros}00`, `1${zeros}11`]);
  });

  test("conditions are joined by and, or and not", async () => {
    const operands = [equals([0], 1), equals([1], 0)];
    for (const condition of [
      { kind: "and", operands } as const,
      { kind: "or", operands } as const,
      { kind: "not", operand: { kind: "or", operands } } as const,
    ]) {
      const measured = [0, 1].flatMap((k) => [gate("h", [k]), measure(k, k)]);
      const operations = [...measured, when(condition, [gate("x", [2])]), measure(2, 2)];
      await isRight({ qubitCount: 3, clbitCount: 3, operations }, 2000);
    }
  });

  test("a value that a condition has read may be written over", async () => {
    const operations = [
      ...[gate("h", [0]), measure(0, 0), when(equals([0], 1), [gate("x", [1])])],
      ...[gate("h", [2]), measure(2, 0), measure(1, 1)],
    ];
    await isRight({ qubitCount: 3, clbitCount: 2, operations });
  });

  test("random circuits of all this give the reference's distribution (χ², one in 300 000 by chance for each)", async () => {
    await fc.assert(
      fc.asyncProperty(anyDynamicCircuit(3, 10), (circuit) => isRight(circuit, 800)),
      {
        numRuns: 50,
        seed: 20_260_101, // a test that draws shots must not fail by chance on another day
      },
    );
  });
}
