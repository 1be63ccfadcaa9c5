import { type Circuit, gate, measure, type Operation } from "@naru/circuit";
import { afterAll, expect, test } from "vitest";
import { equals } from "../conformance/arbitrary.ts";
import { expectDrawnFrom } from "../conformance/compare.ts";
import { exactOf } from "../conformance/judge.ts";
import { Engine } from "../engine.ts";
import { nodeHost } from "../hosts/node.ts";
import type { NoiseModel } from "../noise-model.ts";
import { reduce } from "./index.ts";

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

/** A qubit and its neighbour are turned until the qubit reads 0, three times at most; turns are counted in two bits. */
const block = (angle: number): Operation[] => [
  gate("ry", [0], [angle]),
  measure(0, 0),
  {
    kind: "while",
    condition: { kind: "and", operands: [equals([0], 1), { ...counted, value: "3" }] },
    body: [
      gate("crx", [0, 1], [0.8]),
      gate("ry", [0], [angle]),
      measure(0, 0),
      { kind: "delay", qubit: 1, seconds: 4 },
      count,
    ],
    maxTurns: 3,
  },
  gate("h", [1]),
  measure(1, 0),
];
const counted = { kind: "compare", clbits: [1, 2], operator: "<" } as const;
const count: Operation = {
  kind: "assign",
  clbits: [1, 2],
  value: {
    kind: "binary",
    operator: "+",
    left: { kind: "bits", clbits: [1, 2] },
    right: { kind: "number", value: "1", width: 2 },
  },
};

/** The operations on other qubits and bits. */
function placed(operations: readonly Operation[], firstQubit: number, firstBit: number): Operation[] {
  const keys: Readonly<Record<string, number>> = {
    qubit: firstQubit,
    qubits: firstQubit,
    clbit: firstBit,
    clbits: firstBit,
  };
  return JSON.parse(JSON.stringify(operations), (key, value) => {
    const shift = keys[key];
    if (shift === undefined) return value;
    return typeof value === "number" ? value + shift : (value as number[]).map((each) => each + shift);
  });
}

const beside = (qubitCount: number, second: number): Circuit => ({
  qubitCount,
  clbitCount: 6,
  operations: [...placed(block(1.1), 0, 0), ...placed(block(2.3), second, 3)],
});

test("loops on different qubits are different parts, and give what they give together", async () => {
  const wide = beside(156, 77);
  expect(reduce(wide, { seed: 1, shots: 1 })?.parts.map(({ qubits, bits }) => [qubits, bits])).toEqual([
    [
      [0, 1],
      [0, 1, 2],
    ],
    [
      [77, 78],
      [3, 4, 5],
    ],
  ]);
  const { counts } = await engine.run(wide, { seed: 5, shots: 5000 });
  expectDrawnFrom(exactOf(beside(4, 2)), counts, 5000);
});

test.each([false, true])("so they do under noise, with waiting %s", async (idle) => {
  const noise: NoiseModel = {
    ...{ oneQubitRate: 0.03, twoQubitRate: 0.08, readout: { oneGivenZero: 0.03, zeroGivenOne: 0.06 } },
    relaxation: {
      ...{ t1Seconds: 40, t2Seconds: 30, idle },
      durations: { oneQubitSeconds: 1, twoQubitSeconds: 3, measureSeconds: 5 },
    },
  };
  const { counts } = await engine.run(beside(60, 30), { seed: 6, shots: 4000, noise });
  expectDrawnFrom(exactOf(beside(4, 2), noise), counts, 4000);
});

test("bits that have to do with no qubit are worked out all the same", async () => {
  const set: Operation = { kind: "assign", clbits: [4, 2], value: { kind: "number", value: "2", width: 2 } };
  const operations = [gate("x", [9]), measure(9, 0), set];
  const { counts } = await engine.run({ qubitCount: 12, clbitCount: 5, operations }, { seed: 1, shots: 10 });
  expect([...(counts ?? [])]).toEqual([["00101", 10]]);
});

test("what is worked out into bits that are written over is left out, and a loop never is", () => {
  const set: Operation = { kind: "assign", clbits: [0], value: { kind: "bits", clbits: [1] } };
  const loop: Operation = { kind: "while", condition: equals([1], 1), body: [gate("x", [8])], maxTurns: 9 };
  const operations = [gate("h", [3]), measure(3, 1), set, gate("h", [4]), measure(4, 0), loop, gate("z", [8])];
  const parts = reduce({ qubitCount: 10, clbitCount: 2, operations }, { seed: 1, shots: 1 })?.parts ?? [];
  expect(parts.map(({ qubits }) => qubits)).toEqual([[3, 8], [4]]);
  expect(parts[0]?.circuit.operations.map(({ kind }) => kind)).toEqual(["gate", "measure", "while"]);
});
