import { InvalidInputError, TooLargeError } from "@naru/base";
import { expect, test } from "vitest";
import { circuitOf, conditional, gate, measure, reset } from "./build.ts";
import type { BinaryOperator, Circuit, Condition, Expression, Operation } from "./circuit.ts";
import { gateNames, gates } from "./gates.ts";
import { checkCircuit } from "./validate.ts";

const isOne: Condition = { kind: "compare", clbits: [0], operator: "==", value: "1" };
const over = (operations: readonly Operation[], more: Partial<Circuit> = {}): Circuit => ({
  qubitCount: 3,
  clbitCount: 2,
  operations,
  ...more,
});
const one = (width: number): Expression => ({ kind: "number", value: "1", width });
const assignSum = (operator: BinaryOperator, left: Expression, right: Expression): Operation => ({
  kind: "assign",
  clbits: [0],
  value: { kind: "binary", operator, left, right },
});
const root = Math.SQRT1_2;
const hadamard = [root, 0, root, 0, root, 0, -root, 0];

test("circuits that hold what they promise pass", () => {
  checkCircuit(circuitOf(0, []));
  for (const name of gateNames) {
    const { qubitCount, parameterNames } = gates[name];
    const qubits = [...Array(qubitCount).keys()];
    checkCircuit(
      circuitOf(qubitCount + 1, [
        gate(
          name,
          qubits,
          parameterNames.map((_, k) => Math.cos(k)),
          [qubitCount],
        ),
      ]),
    );
  }
  const unitary: Operation = { kind: "unitary", qubits: [2], matrix: hadamard };
  const operations = [unitary, measure(0, 1), reset(0), conditional(isOne, [gate("x", [1])], [unitary])];
  checkCircuit(
    over([...operations, { kind: "barrier", qubits: [0, 1, 2] }], { registers: [{ name: "c", clbits: [1, 0] }] }),
  );
});

test.each<[string, Operation]>([
  ["Operation 1 (cx): there is no qubit 3 in this circuit; it has 3, from 0 to 2.", gate("cx", [0, 3])],
  ["Operation 1 (x): there is no qubit -1 in this circuit; it has 3, from 0 to 2.", gate("x", [-1])],
  ["Operation 1 (x): there is no qubit 0.5 in this circuit; it has 3, from 0 to 2.", gate("x", [0.5])],
  ["Operation 1 (cx): it names the qubit 1 twice; its qubits must be different.", gate("cx", [1, 1])],
  ["Operation 1 (x): it names the qubit 1 twice; its qubits must be different.", gate("x", [1], [], [1])],
  ["Operation 1 (x): it names the qubit 2 twice; its qubits must be different.", gate("x", [1], [], [2, 2])],
  ["Operation 1 (cx): it acts on 2 qubits, not 1.", gate("cx", [1])],
  ["Operation 1 (rx): it takes 1 parameters, not 0.", gate("rx", [1])],
  ["Operation 1 (rx): the angle NaN is not a finite number.", gate("rx", [1], [Number.NaN])],
  ["Operation 1 (rx): the angle Infinity is not a finite number.", gate("rx", [1], [Number.POSITIVE_INFINITY])],
  ['Operation 1 (hh): there is no gate "hh"; use one of the gate table.', gate("hh" as "h", [1])],
  ['Operation 1 (toString): there is no gate "toString"; use one of the gate table.', gate("toString" as "h", [1])],
  ["Operation 1 (measure): there is no classical bit 2 in this circuit; it has 2, from 0 to 1.", measure(0, 2)],
  ["Operation 1 (reset): there is no qubit 3 in this circuit; it has 3, from 0 to 2.", reset(3)],
  [
    "Operation 1 (barrier): it names the qubit 0 twice; its qubits must be different.",
    { kind: "barrier", qubits: [0, 1, 0] },
  ],
  [
    "Operation 1 (unitary): a matrix on 1 qubits has 8 numbers, not 2.",
    { kind: "unitary", qubits: [0], matrix: [1, 0] },
  ],
  [
    "Operation 1 (unitary): its matrix is not unitary; check its rows and the order of re and im.",
    { kind: "unitary", qubits: [0], matrix: hadamard.with(2, 0.7) },
  ],
  [
    "Operation 1 (unitary): its matrix is not unitary; check its rows and the order of re and im.",
    { kind: "unitary", qubits: [0], matrix: hadamard.with(2, Number.NaN) },
  ],
  [
    "Operation 1 (if): there is no classical bit 7 in this circuit; it has 2, from 0 to 1.",
    conditional({ kind: "not", operand: { ...isOne, clbits: [7] } }, []),
  ],
  [
    'Operation 1 (if): its condition compares with "-1", which should be a whole number in decimal digits.',
    conditional({ ...isOne, value: "-1" }, []),
  ],
  ["Operation 1 (if): its condition names no classical bit.", conditional({ ...isOne, clbits: [] }, [])],
  ['Operation 1 (if): its condition "and" has no operands.', conditional({ kind: "and", operands: [] }, [])],
  ["Operation 1 (delay): it should last a finite number of seconds", { kind: "delay", qubit: 0, seconds: -1 }],
  ["Operation 1 (delay): there is no qubit 9", { kind: "delay", qubit: 9, seconds: 1 }],
  ["Operation 1 (while): its bound on turns", { kind: "while", condition: isOne, body: [], maxTurns: 0 }],
  [
    "Operation 1 › body › 0 (x): there is no qubit 9",
    { kind: "while", condition: isOne, body: [gate("x", [9])], maxTurns: 1 },
  ],
  ["Operation 1 (assign): there is no classical bit 7", { kind: "assign", clbits: [7], value: one(1) }],
  [
    "Operation 1 (assign): its value has 2 bits and goes into 1; cast it.",
    { kind: "assign", clbits: [0], value: one(2) },
  ],
  ["of different widths; cast one of them", assignSum("+", one(1), one(2))],
  ['no operator "&" for such values', assignSum("&", { kind: "real", value: 1 }, { kind: "real", value: 1 })],
  ["the real number NaN in its expression is not finite", assignSum("+", { kind: "real", value: Number.NaN }, one(1))],
  ["does not fit into 2 bits", assignSum("+", { kind: "number", value: "4", width: 2 }, one(2))],
  ["a whole number has 1 to 4096 bits, not 0", assignSum("+", { kind: "cast", operand: one(1), to: 0 }, one(1))],
  ["a real number has 64 bits, not 1", assignSum("<", { kind: "real bits", clbits: [0] }, { kind: "real", value: 1 })],
  [
    'Operation 1 (wait): there is no operation "wait"; use gate, unitary, measure, reset, barrier, delay, if, while or assign.',
    { kind: "wait" } as unknown as Operation,
  ],
])("%s", (message, operation) => {
  const check = () => checkCircuit(over([gate("h", [0]), operation]));
  expect(check).toThrow(InvalidInputError);
  expect(check).toThrow(message);
});

test("an expression that is nested too deep, or too long, is refused", () => {
  let deep = one(1);
  for (let k = 0; k < 1000; k++) deep = { kind: "unary", operator: "~", operand: deep };
  expect(() => checkCircuit(over([{ kind: "assign", clbits: [0], value: deep }]))).toThrow("nested more than 256 deep");
  let wide = one(1);
  for (let k = 0; k < 14; k++) wide = { kind: "binary", operator: "+", left: wide, right: wide };
  expect(() => checkCircuit(over([{ kind: "assign", clbits: [0], value: wide }]))).toThrow("more than 10000 parts");
});

test("an operation under a condition is named by its path", () => {
  const inner = conditional(isOne, [], [gate("h", [0]), gate("x", [9])]);
  try {
    checkCircuit(over([gate("h", [0]), conditional(isOne, [inner])]));
    expect.unreachable();
  } catch (thrown) {
    expect(thrown).toMatchObject({
      message: expect.stringContaining("Operation 1 › then › 0 › otherwise › 1 (x): there is no qubit 9"),
      details: { path: [1, "then", 0, "otherwise", 1] },
    });
  }
});

test("registers name bits that exist, once, under different names", () => {
  const registers = (...lists: number[][]) => lists.map((clbits) => ({ name: "c", clbits }));
  expect(() => checkCircuit(over([], { registers: registers([0], [1]) }))).toThrow('Two registers are named "c"');
  expect(() => checkCircuit(over([], { registers: registers([2]) }))).toThrow("there is no classical bit 2");
  expect(() => checkCircuit(over([], { registers: registers([0, 0]) }))).toThrow("names the bit 0 twice");
});

test("what is larger than the limits is refused as such", () => {
  let deep: Operation = gate("x", [0]);
  for (let k = 0; k < 5; k++) deep = conditional(isOne, [deep]);
  checkCircuit(over([deep]), { maxDepth: 5 });
  for (const [circuit, limits] of [
    [over([deep]), { maxDepth: 4 }],
    [over([deep]), { maxOperations: 5 }],
    [over([]), { maxQubits: 2 }],
    [over([]), { maxClbits: 1 }],
  ] as const) {
    expect(() => checkCircuit(circuit, limits)).toThrow(TooLargeError);
  }
  let condition: Condition = isOne;
  for (let k = 0; k < 100_000; k++) condition = { kind: "not", operand: condition };
  expect(() => checkCircuit(over([conditional(condition, [])]))).toThrow("nested more than 256 deep");
  expect(() => checkCircuit({ ...over([]), qubitCount: Number.NaN })).toThrow(InvalidInputError);
});

test("a circuit that was found right is checked again only under narrower limits", () => {
  let looks = 0;
  const circuit: Circuit = {
    qubitCount: 1,
    clbitCount: 0,
    get operations() {
      looks++;
      return [gate("x", [0]), gate("x", [0])];
    },
  };
  checkCircuit(circuit, { maxOperations: 2 });
  checkCircuit(circuit, { maxOperations: 3 });
  checkCircuit(circuit);
  expect(looks).toBe(1);
  expect(() => checkCircuit(circuit, { maxOperations: 1 })).toThrow(TooLargeError);
  expect(() => checkCircuit(circuit, { maxOperations: 1 })).toThrow(TooLargeError);
});
