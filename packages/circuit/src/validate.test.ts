import { InvalidInputError, TooLargeError } from "@naru/base";
import { expect, test } from "vitest";
import { circuitOf, conditional, gate, measure, reset } from "./build.ts";
import type { Circuit, Condition, Operation } from "./circuit.ts";
import { gateNames, gates } from "./gates.ts";
import { checkCircuit } from "./validate.ts";

const isOne: Condition = { kind: "compare", clbits: [0], operator: "==", value: "1" };
const over = (operations: readonly Operation[], more: Partial<Circuit> = {}): Circuit => ({
  qubitCount: 3,
  clbitCount: 2,
  operations,
  ...more,
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
  [
    'Operation 1 (wait): there is no operation "wait"; use gate, unitary, measure, reset, barrier, delay, if, while or assign.',
    { kind: "wait" } as unknown as Operation,
  ],
])("%s", (message, operation) => {
  const check = () => checkCircuit(over([gate("h", [0]), operation]));
  expect(check).toThrow(InvalidInputError);
  expect(check).toThrow(message);
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
