import { readFileSync } from "node:fs";
import { InvalidInputError, UnsupportedError } from "@naru/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conditional, gate, measure, reset } from "../../build.ts";
import type { Circuit, Condition, Operation } from "../../circuit.ts";
import { type GateName, gateNames, gates } from "../../gates.ts";
import { outcomesOf, overlap, unitaryOf } from "../simulate.testing.ts";
import { circuitOfQpy, readQpy, writeQpy } from "./index.ts";

interface Entry {
  readonly circuit: Circuit;
  /** What `writeQpy` wrote, and Qiskit was given. */
  readonly bytes: string;
  readonly registers: readonly (readonly [name: string, clbits: readonly number[]])[];
  readonly unitary?: readonly number[];
  readonly outcomes?: Readonly<Record<string, number>>;
}

const { entries }: { entries: Entry[] } = JSON.parse(
  readFileSync(new URL("../../../fixtures/qpy/written.json", import.meta.url), "utf8"),
);

describe.each(entries)("what Qiskit was given of circuit %#", ({ circuit, bytes, registers, unitary, outcomes }) => {
  test("is what is written", () => {
    expect(Buffer.from(writeQpy([circuit])).toString("base64")).toBe(bytes);
  });

  test("means for Qiskit what it means here", () => {
    expect(registers).toEqual((circuit.registers ?? []).map(({ name, clbits }) => [name, clbits]));
    if (unitary) expect(overlap(unitaryOf(circuit), unitary)).toBeCloseTo(1, 8);
    else expectSameOutcomes(outcomesOf(circuit), new Map(Object.entries(outcomes ?? {})));
  });
});

function expectSameOutcomes(found: ReadonlyMap<string, number>, wanted: ReadonlyMap<string, number>): void {
  for (const key of new Set([...found.keys(), ...wanted.keys()])) {
    expect(found.get(key) ?? 0, key).toBeCloseTo(wanted.get(key) ?? 0, 8);
  }
}

const qubitCount = 3;
const clbitCount = 3;
const anyAngle = fc.double({ min: -7, max: 7, noNaN: true });
const anyQubits = fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 });
const fitting = gateNames.filter((name) => gates[name].qubitCount <= qubitCount);
const anyGate = fc
  .record({
    name: fc.constantFrom(...fitting),
    qubits: anyQubits,
    angles: fc.array(anyAngle, { minLength: 4, maxLength: 4 }),
    controls: fc.nat(2),
  })
  .map(({ name, qubits, angles, controls }): Operation => {
    const { qubitCount: own, parameterNames } = gates[name as GateName];
    return gate(name, qubits.slice(0, own), angles.slice(0, parameterNames.length), qubits.slice(own, own + controls));
  });
const anyClbits = fc.shuffledSubarray([0, 1, 2], { minLength: 1 });
const { condition: anyCondition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: "condition" },
    fc.record({
      kind: fc.constant("compare" as const),
      clbits: anyClbits,
      operator: fc.constantFrom("==", "!=", "<", "<=", ">", ">="),
      value: fc.nat(9).map(String),
    }),
    fc.record({ kind: fc.constant("not" as const), operand: tie("condition") }),
    fc.record({
      kind: fc.constantFrom("and" as const, "or" as const),
      operands: fc.array(tie("condition"), { minLength: 1, maxLength: 3 }),
    }),
  ),
}));
const { operation: anyOperation } = fc.letrec<{ operation: Operation }>((tie) => ({
  operation: fc.oneof(
    { maxDepth: 3, depthIdentifier: "operation" },
    anyGate,
    fc.tuple(fc.nat(2), fc.nat(2)).map(([qubit, clbit]) => measure(qubit, clbit)),
    fc.nat(2).map(reset),
    fc
      .tuple(anyCondition, fc.array(tie("operation"), { maxLength: 3 }), fc.array(tie("operation"), { maxLength: 2 }))
      .map(([condition, then, otherwise]) => conditional(condition, then, otherwise)),
  ),
}));
const registers = [
  { name: "a", clbits: [1, 0] },
  { name: "b", clbits: [0, 1, 2] },
];

test("gates that are written and read back have the same unitary, phases under controls included", () => {
  fc.assert(
    fc.property(fc.array(anyGate, { maxLength: 6 }), (operations) => {
      const circuit: Circuit = { qubitCount, clbitCount: 0, operations };
      const [read] = readQpy(writeQpy([circuit])).circuits;
      if (!read) throw new Error("There is no circuit.");
      expect(overlap(unitaryOf(circuitOfQpy(read)), unitaryOf(circuit))).toBeCloseTo(1, 9);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("dynamic circuits that are written and read back have the same outcomes", () => {
  fc.assert(
    fc.property(fc.array(anyOperation, { maxLength: 8 }), (operations) => {
      const spread = [0, 1, 2].flatMap((k) => [gate("ry", [k], [0.9 + 0.3 * k]), measure(k, k)]);
      const circuit: Circuit = { qubitCount, clbitCount, registers, operations: [...spread, ...operations] };
      const [read] = readQpy(writeQpy([circuit])).circuits;
      if (!read) throw new Error("There is no circuit.");
      const again = circuitOfQpy(read);
      expect(again.registers).toEqual(registers);
      expectSameOutcomes(outcomesOf(again), outcomesOf(circuit));
    }),
    { numRuns: 200, seed: 2 },
  );
});

test("a circuit of Qiskit's gates comes back as it was, and what is written again is the same file", () => {
  const circuit: Circuit = {
    name: "이름",
    qubitCount: 3,
    clbitCount: 2,
    registers: [{ name: "c", clbits: [0, 1] }],
    operations: [
      gate("h", [0]),
      gate("cp", [0, 2], [0.1 + 0.2]),
      gate("iswapdg", [2, 1]),
      gate("ccx", [2, 1, 0]),
      gate("rz", [1], [1e-300], [0, 2]),
      { kind: "unitary", qubits: [1, 0], matrix: gates.ecr.matrix([]) },
      { kind: "barrier", qubits: [2, 0] },
      measure(0, 1),
      reset(0),
      conditional({ kind: "compare", clbits: [0, 1], operator: "==", value: "2" }, [gate("x", [2])], [gate("y", [1])]),
    ],
  };
  const bytes = writeQpy([circuit, circuit]);
  const read = readQpy(bytes).circuits.map((each) => circuitOfQpy(each));
  expect(read).toEqual([circuit, circuit]);
  expect(writeQpy(read)).toEqual(bytes);
});

test("no circuits are a file without circuits", () => {
  expect(readQpy(writeQpy([])).circuits).toEqual([]);
});

test("what is no circuit is refused", () => {
  expect(() => writeQpy([{ qubitCount: 1, clbitCount: 0, operations: [gate("cx", [0, 1])] }])).toThrow(
    InvalidInputError,
  );
  const name = "n".repeat(70_000);
  expect(() => writeQpy([{ name, qubitCount: 1, clbitCount: 0, operations: [] }])).toThrow(InvalidInputError);
});

test("an order of long numbers that are no register is refused", () => {
  const clbits = Array.from({ length: 80 }, (_, k) => k);
  const condition: Condition = { kind: "compare", clbits, operator: "<", value: "5" };
  expect(() => writeQpy([{ qubitCount: 1, clbitCount: 80, operations: [conditional(condition, [])] }])).toThrow(
    UnsupportedError,
  );
});

test("a loop on what was measured is written as Qiskit's, and comes back", () => {
  const isSet = { kind: "compare", clbits: [1], operator: "==", value: "1" } as const;
  const body = [gate("h", [2]), measure(2, 1)];
  const circuit: Circuit = {
    qubitCount: 3,
    clbitCount: 2,
    operations: [gate("x", [2]), measure(2, 1), { kind: "while", condition: isSet, body, maxTurns: 100_000 }],
  };
  const [read] = readQpy(writeQpy([circuit])).circuits;
  expect(read?.instructions.map(({ className }) => className)).toEqual(["XGate", "Measure", "WhileLoopOp"]);
  expect(read && circuitOfQpy(read).operations).toEqual(circuit.operations);
});

test("calculations and delays are refused", () => {
  for (const operation of [
    { kind: "assign", clbits: [0], value: { kind: "number", value: "1", width: 1 } },
    { kind: "delay", qubit: 0, seconds: 1e-6 },
  ] as const) {
    expect(() => writeQpy([{ qubitCount: 1, clbitCount: 1, operations: [operation] }])).toThrow(UnsupportedError);
  }
});
