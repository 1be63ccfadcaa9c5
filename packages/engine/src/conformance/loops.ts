import { CancelledError, TooLargeError } from "@naru/base";
import {
  type BinaryOperator,
  type Circuit,
  type Expression,
  gate,
  measure,
  type Operation,
  reset,
  type WhileLoop,
} from "@naru/circuit";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { NoiseModel } from "../noise-model.ts";
import { anyDynamicCircuit, equals, stirring } from "./arbitrary.ts";
import { expectDrawnFrom } from "./compare.ts";
import { exactOf } from "./judge.ts";
import type { Subject } from "./subject.ts";

/** Loops whose turns results decide, and calculations with classical bits. */
export function loopsSuite(subject: Subject): void {
  const isRight = async (circuit: Circuit, shots = 3000, noise?: NoiseModel) => {
    const { counts } = await subject.run(circuit, { shots, ...(noise && { noise }) });
    expectDrawnFrom(exactOf(circuit, noise), counts, shots);
  };

  test("a qubit is turned until it reads 0, and turns are counted in bits", async () => {
    const round = [gate("ry", [0], [1.2]), measure(0, 0), add([1, 2, 3], 1)];
    const operations = [gate("x", [0]), measure(0, 0), loop(equals([0], 1), round), measure(0, 0)];
    await isRight({ qubitCount: 1, clbitCount: 4, operations });
  });

  test("a loop whose condition is false from the beginning makes no turn", async () => {
    const operations = [loop(equals([0], 1), [gate("x", [0])], 1), measure(0, 1)];
    const { counts } = await subject.run({ qubitCount: 1, clbitCount: 2, operations }, { shots: 10 });
    expect([...(counts ?? [])]).toEqual([["00", 10]]);
  });

  test("a loop inside of a loop begins to count anew, and shots part in both", async () => {
    const inner = [gate("h", [1]), measure(1, 1), add([4, 5], 1)];
    const outer = [
      gate("ry", [0], [0.9]),
      measure(0, 0),
      set([1], 1),
      loop(below([4, 5], 3, equals([1], 1)), inner, 3),
    ];
    const operations = [set([0], 1), loop(equals([0], 1), [...outer, add([2, 3], 1)], 200), measure(1, 1)];
    await isRight({ qubitCount: 2, clbitCount: 6, operations });
  });

  test("a loop that never ends is refused while it runs, with its bound", async () => {
    const operations = [gate("x", [0]), measure(0, 0), loop(equals([0], 1), [gate("h", [1])], 30)];
    const circuit = { qubitCount: 2, clbitCount: 1, operations };
    await expect(subject.run(circuit, { shots: 5 })).rejects.toThrow(TooLargeError);
    await expect(subject.run(circuit, { shots: 5 })).rejects.toThrow("has not ended after 30 turns");
  });

  test.each([
    ["with gates", [gate("h", [1])]],
    ["without anything", []],
  ])("a loop %s that never ends can be stopped", async (_, body) => {
    const operations = [gate("x", [0]), measure(0, 0), loop(equals([0], 1), body, 1e12)];
    let looks = 0;
    const stop = {
      get aborted() {
        return ++looks > 3;
      },
    };
    const running = subject.run({ qubitCount: 2, clbitCount: 1, operations }, { shots: 5, stop });
    await expect(running).rejects.toThrow(CancelledError);
  });

  test("numbers of two bits are put together by every operator", async () => {
    const measured = [0, 1, 2, 3].flatMap((k) => [gate("h", [k]), measure(k, k)]);
    let next = 4;
    const assigned = operators.map((operator): Operation => {
      const clbits = isComparison(operator) ? [next] : [next, next + 1];
      next += clbits.length;
      return { kind: "assign", clbits, value: { kind: "binary", operator, left: bits([0, 1]), right: bits([3, 2]) } };
    });
    await isRight({ qubitCount: 4, clbitCount: next, operations: [...measured, ...assigned] }, 1500);
  });

  test("numbers are cast, inverted and negated, and their bits found by number", async () => {
    const measured = [0, 1, 2].flatMap((k) => [gate("h", [k]), measure(k, k)]);
    const narrow: Expression = { kind: "cast", operand: bits([0, 1, 2]), to: 2 };
    const wide: Expression = { kind: "cast", operand: bits([0, 1]), to: 4 };
    const shifted: Expression = { kind: "binary", operator: ">>", left: bits([0, 1, 2]), right: bits([0, 1]) };
    const operations: Operation[] = [
      ...measured,
      { kind: "assign", clbits: [3, 4], value: { kind: "unary", operator: "~", operand: narrow } },
      { kind: "assign", clbits: [5, 6, 7, 8], value: { kind: "unary", operator: "-", operand: wide } },
      { kind: "assign", clbits: [9], value: { kind: "cast", operand: shifted, to: 1 } },
    ];
    await isRight({ qubitCount: 3, clbitCount: 10, operations }, 2000);
  });

  test("real numbers are kept in 64 bits, and calculated and compared in double precision", async () => {
    const kept = Array.from({ length: 64 }, (_, k) => k + 3);
    const half: Expression = {
      kind: "binary",
      operator: "/",
      left: { kind: "cast", operand: bits([0, 1]), to: "real" },
      right: { kind: "real", value: -2.5 },
    };
    const read: Expression = { kind: "real bits", clbits: kept };
    const operations: Operation[] = [
      ...[0, 1].flatMap((k) => [gate("h", [k]), measure(k, k)]),
      { kind: "assign", clbits: kept, value: half },
      {
        kind: "assign",
        clbits: [2],
        value: { kind: "binary", operator: "<", left: read, right: { kind: "real", value: -0.5 } },
      },
      {
        kind: "assign",
        clbits: kept,
        value: { kind: "cast", operand: { kind: "unary", operator: "-", operand: read }, to: 64 },
      },
    ];
    const { counts } = await subject.run({ qubitCount: 2, clbitCount: 67, operations }, { shots: 400 });
    const seen = new Map(
      [...(counts ?? [])].map(([text, count]) => [`${BigInt(`0b${text.slice(0, 64)}`)} ${text.slice(64)}`, count]),
    );
    // 0, 1, 2 and 3 over −2.5 are −0, −0.4, −0.8 and −1.2
    expectDrawnFrom(
      new Map([
        ["0 000", 0.25],
        ["0 001", 0.25],
        ["0 110", 0.25],
        ["1 111", 0.25],
      ]),
      seen,
      400,
    );
  });

  test("random circuits with counting loops around them follow the density matrix (χ², one in 300 000 each)", async () => {
    const circuits = fc.tuple(anyDynamicCircuit(3, 5), fc.integer({ min: 0, max: 7 }), fc.integer({ min: 1, max: 3 }));
    await fc.assert(
      fc.asyncProperty(circuits, ([circuit, value, most]) => isRight(looped(circuit, value, most), 800)),
      { numRuns: 30, seed: 20_261_122 },
    );
  });

  const noiseTest = subject.skips.noise === undefined ? test : test.skip;
  noiseTest("random loops under noise follow the density matrix, waiting qubits included", async () => {
    const noise = (idle: boolean): NoiseModel => ({
      ...{ oneQubitRate: 0.02, twoQubitRate: 0.05, readout: { oneGivenZero: 0.05, zeroGivenOne: 0.1 } },
      relaxation: {
        ...{ t1Seconds: 100, t2Seconds: 60, excitedPopulation: 0.1, idle },
        durations: { oneQubitSeconds: 3, twoQubitSeconds: 10, measureSeconds: 20, resetSeconds: 15 },
      },
    });
    const names = ["x", "h", "s", "sx", "ry", "cx", "cz"] as const;
    const circuits = fc.tuple(anyDynamicCircuit(2, 4, names), fc.integer({ min: 0, max: 7 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(circuits, ([circuit, value, idle]) =>
        isRight(looped(circuit, value, 2), Math.ceil(800 * subject.noisyShots), noise(idle)),
      ),
      { numRuns: 20, seed: 20_261_123 },
    );
  });

  test("shots of a loop are the same for the same seed", async () => {
    const round = [gate("h", [0]), measure(0, 0), reset(1), add([1, 2], 1)];
    const circuit = { qubitCount: 2, clbitCount: 3, operations: [set([0], 1), loop(equals([0], 1), round)] };
    const [first, again] = [
      await subject.run(circuit, { shots: 200, seed: 3 }),
      await subject.run(circuit, { shots: 200, seed: 3 }),
    ];
    expect([...(again.counts ?? [])]).toEqual([...(first.counts ?? [])]);
  });
}

const operators: readonly BinaryOperator[] = [
  ...(["+", "-", "*", "/", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">="] as const),
];
const isComparison = (operator: BinaryOperator) => ["==", "!=", "<", "<=", ">", ">="].includes(operator);

const bits = (clbits: readonly number[]): Expression => ({ kind: "bits", clbits });
const number = (value: number, width: number): Expression => ({ kind: "number", value: `${value}`, width });

const loop = (condition: WhileLoop["condition"], body: readonly Operation[], maxTurns = 1000): WhileLoop => ({
  kind: "while",
  condition,
  body,
  maxTurns,
});
const set = (clbits: readonly number[], value: number): Operation => ({
  kind: "assign",
  clbits,
  value: number(value, clbits.length),
});
const add = (clbits: readonly number[], value: number): Operation => ({
  kind: "assign",
  clbits,
  value: { kind: "binary", operator: "+", left: bits(clbits), right: number(value, clbits.length) },
});
/** A number is below a bound, and a condition holds. */
const below = (clbits: readonly number[], bound: number, and: WhileLoop["condition"]): WhileLoop["condition"] => ({
  kind: "and",
  operands: [{ kind: "compare", clbits, operator: "<", value: `${bound}` }, and],
});

/** The circuit again and again while its bits are not some value, but `most` times at most. */
function looped({ qubitCount, clbitCount, operations }: Circuit, value: number, most: number): Circuit {
  const counter = [clbitCount, clbitCount + 1];
  const all = Array.from({ length: clbitCount }, (_, k) => k);
  const isOther = { kind: "not", operand: equals(all, value) } as const;
  return {
    qubitCount,
    clbitCount: clbitCount + 2,
    operations: [
      ...stirring(qubitCount),
      loop(below(counter, most, isOther), [...operations.slice(stirring(qubitCount).length), add(counter, 1)], most),
      gate("h", [0]),
      measure(0, 0),
    ],
  };
}
