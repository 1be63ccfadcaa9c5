import { type Circuit, circuitOf, gate, measure, type Operation, reset } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyDynamicCircuit, equals, when } from "../conformance/arbitrary.ts";
import { holds } from "../reference/bits.ts";
import { bitTest, clbitsOf } from "./condition.ts";
import { branchPoints, programOf } from "./program.ts";

const circuit = (clbitCount: number, operations: readonly Operation[]): Circuit => ({
  qubitCount: 3,
  clbitCount,
  operations,
});
const kinds = (of: Circuit) => programOf(of).body.map(({ kind }) => kind);

describe("measurements go to the end", () => {
  test("when nothing acts on the qubit later and nothing reads or writes the bit", () => {
    const program = programOf(circuit(2, [gate("h", [0]), measure(0, 1), gate("h", [1]), measure(1, 0)]));
    expect(program.readout).toEqual([1, 0]);
    expect(program.body.map(({ kind }) => kind)).toEqual(["stretch"]);
  });

  test("but stay where a gate follows on their qubit", () => {
    const program = programOf(circuit(1, [measure(0, 0), gate("x", [0])]));
    expect(program.readout).toEqual([-1]);
    expect(program.body.map(({ kind }) => kind)).toEqual(["measure", "stretch"]);
  });

  test("but stay where a condition reads their bit, however deep", () => {
    const deep = when(equals([1], 0), [when({ kind: "not", operand: equals([0], 1) }, [gate("x", [1])])]);
    expect(kinds(circuit(2, [measure(0, 0), deep]))).toEqual(["measure", "if"]);
  });

  test("but stay where only the other branch of a condition uses their qubit or their bit", () => {
    const either = when(equals([2], 1), [], [gate("x", [0]), measure(1, 1)]);
    const program = programOf(circuit(3, [measure(0, 0), measure(2, 1), either]));
    expect(program.body.map(({ kind }) => kind)).toEqual(["measure", "measure", "if"]);
  });

  test("but stay before one that stays and writes the same bit", () => {
    const operations = [measure(0, 0), measure(1, 0), gate("x", [1])];
    expect(kinds(circuit(1, operations))).toEqual(["measure", "measure", "stretch"]);
  });

  test("and vanish when another at the end writes the same bit later", () => {
    const program = programOf(circuit(1, [gate("h", [0]), measure(0, 0), measure(1, 0)]));
    expect(program.readout).toEqual([1]);
    expect(program.body.map(({ kind }) => kind)).toEqual(["stretch"]);
  });

  test("of all qubits, in a circuit that has no classical bits", () => {
    expect(programOf(circuitOf(3, [gate("h", [0])])).readout).toEqual([0, 1, 2]);
  });
});

test("barriers do not interrupt a stretch", () => {
  expect(kinds(circuit(0, [gate("h", [0]), { kind: "barrier", qubits: [0] }, gate("h", [0])]))).toEqual(["stretch"]);
});

test("branch points are counted along the longest way", () => {
  const branches = when(equals([0], 1), [measure(1, 1), reset(1)], [reset(1)]);
  const operations = [measure(0, 0), branches, gate("h", [0]), measure(0, 0), gate("h", [0])];
  expect(branchPoints(programOf(circuit(2, operations)).body)).toBe(4);
});

describe("misreadings", () => {
  const noise = {
    ...{ oneQubitRate: 0, twoQubitRate: 0 },
    readout: [
      { oneGivenZero: 0.1, zeroGivenOne: 0 },
      { oneGivenZero: 0, zeroGivenOne: 0 },
      { oneGivenZero: 0, zeroGivenOne: 0.1 },
    ],
  };

  test("follow only measurements of qubits that err, and go to the end where nothing reads or writes the bit", () => {
    const operations = [measure(0, 0), measure(1, 1), gate("x", [0]), gate("x", [1]), measure(2, 2)];
    const program = programOf(circuit(3, operations), noise);
    expect(program.body.map(({ kind }) => kind)).toEqual(["measure", "measure", "stretch"]);
    expect(program.misreadings.map(({ clbits }) => clbits)).toEqual([[0], [2]]);
  });

  test("stay before a condition that reads the bit", () => {
    const program = programOf(circuit(1, [measure(0, 0), when(equals([0], 1), [gate("x", [1])])]), noise);
    expect(program.body.map(({ kind }) => kind)).toEqual(["measure", "misread", "if"]);
    expect(program.misreadings).toEqual([]);
  });

  test("vanish with a value that is written over", () => {
    const program = programOf(circuit(1, [gate("h", [0]), measure(0, 0), gate("h", [1]), measure(2, 0)]), noise);
    expect(program.body.map(({ kind }) => kind)).toEqual(["stretch"]);
    expect(program.misreadings).toHaveLength(1);
  });
});

test("conditions are read as the reference reads them, and look at no other bits than they say", () => {
  const anyCondition = anyDynamicCircuit(4, 12).map(({ clbitCount, operations }) => ({
    clbitCount,
    conditions: operations.flatMap((operation) => (operation.kind === "if" ? [operation.condition] : [])),
  }));
  fc.assert(
    fc.property(anyCondition, fc.nat(15), ({ clbitCount, conditions }, value) => {
      const bits = (value % 2 ** clbitCount).toString(2).padStart(clbitCount, "0");
      const array = Uint8Array.from([...bits].toReversed(), Number);
      for (const condition of conditions) {
        expect(bitTest(condition)(array)).toBe(holds(condition, bits));
        const others = array.map((bit, clbit) => (clbitsOf(condition).includes(clbit) ? bit : 1 - bit));
        expect(bitTest(condition)(others)).toBe(holds(condition, bits));
      }
    }),
  );
});
