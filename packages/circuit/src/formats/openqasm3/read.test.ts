import { describe, expect, test } from "vitest";
import { conditional, gate, measure, reset } from "../../build.ts";
import type { Condition, Operation } from "../../circuit.ts";
import { outcomesOf } from "../simulate.testing.ts";
import { readOpenQasm3 } from "./read.ts";

const read = (body: string, parameters: Record<string, number> = {}) =>
  readOpenQasm3(`OPENQASM 3.1;\ninclude "stdgates.inc";\n${body}`, { parameters });
const operationsOf = (body: string, parameters?: Record<string, number>): readonly Operation[] =>
  read(body, parameters).operations;
const compare = (clbits: number[], operator: "==" | "!=" | "<" | "<=" | ">" | ">=", value: string): Condition => ({
  kind: "compare",
  clbits,
  operator,
  value,
});

describe("measurement", () => {
  test("is written in three ways", () => {
    expect(operationsOf("qubit[2] q; bit[2] c; c[1] = measure q[0]; c = measure q; measure q[0] -> c[0];")).toEqual([
      measure(0, 1),
      measure(0, 0),
      measure(1, 1),
      measure(0, 0),
    ]);
    expect(operationsOf("qubit[2] q; bit[2] c = measure q; bit b = measure q[1];")).toEqual([
      measure(0, 0),
      measure(1, 1),
      measure(1, 2),
    ]);
  });

  test("goes into parts of registers", () => {
    expect(operationsOf("qubit[4] q; bit[4] c; c[0:1] = measure q[2:3];")).toEqual([measure(2, 0), measure(3, 1)]);
  });
});

test("bits declared outside of blocks are registers, in order; those inside have no name", () => {
  const circuit = read("bit a; creg b[2]; output bit[1] d; qubit q; if (a) { bit e; e = measure q; }");
  expect(circuit.clbitCount).toBe(5);
  expect(circuit.registers).toEqual([
    { name: "a", clbits: [0] },
    { name: "b", clbits: [1, 2] },
    { name: "d", clbits: [3] },
  ]);
});

describe("conditions", () => {
  test.each<[string, Condition]>([
    ["c[1]", compare([1], "==", "1")],
    ["c", compare([0, 1, 2], "!=", "0")],
    ["!c[0]", { kind: "not", operand: compare([0], "==", "1") }],
    ["~c[0]", { kind: "not", operand: compare([0], "==", "1") }],
    ["c[0] == true", compare([0], "==", "1")],
    ["c[0] != true", { kind: "not", operand: compare([0], "==", "1") }],
    ["c >= 5", compare([0, 1, 2], ">=", "5")],
    ["5 > c", compare([0, 1, 2], "<", "5")],
    ['c == "110"', compare([0, 1, 2], "==", "6")],
    ["c == 18446744073709551616", compare([0, 1, 2], "==", "18446744073709551616")],
    ["c[1:2] != 2", compare([1, 2], "!=", "2")],
    ["c[{2, 0}] < 3", compare([2, 0], "<", "3")],
    ["(c & 6) == 4", compare([1, 2], "==", "2")],
    ["c >> 1 == 2", compare([1, 2], "==", "2")],
    ["c << 1 == 4", compare([0, 1], "==", "2")],
    ["uint[2](c) == 3", compare([0, 1], "==", "3")],
    ["bool(c[2])", compare([2], "==", "1")],
    [
      "c[0] && c[1] && c[2] == 0",
      { kind: "and", operands: [compare([0], "==", "1"), compare([1], "==", "1"), compare([2], "==", "0")] },
    ],
    [
      "c[0] || (c[1] || c[2])",
      {
        kind: "or",
        operands: [
          compare([0], "==", "1"),
          { kind: "or", operands: [compare([1], "==", "1"), compare([2], "==", "1")] },
        ],
      },
    ],
    ["c[0] && true && n == 3", compare([0], "==", "1")],
    ["n > 3 || c[0] | c[0]", { kind: "or", operands: [compare([0], "==", "1"), compare([0], "==", "1")] }],
  ])("%s", (condition, expected) => {
    expect(operationsOf(`const int n = 3; bit[3] c; qubit q; if (${condition}) x q;`)).toEqual([
      conditional(expected, [gate("x", [0])]),
    ]);
  });

  test.each([
    ["true", true],
    ["n == 3 && 2 < 3.5", true],
    ['m[1] && m == "10"', true],
    ["m[0]", false],
    ["c == -1", false],
    ["c > -1", true],
    ["c[0] && false", false],
    ["c[0] || true", true],
    ["(c & 1) == 2", false],
  ])("%s is known to be %s while reading", (condition, known) => {
    const body = `int n = 3; bit[2] m = "10"; bit[3] c; qubit q; if (${condition}) x q; else y q;`;
    expect(operationsOf(body)).toEqual([gate(known ? "x" : "y", [0])]);
  });

  test("branches that do nothing leave nothing", () => {
    expect(operationsOf("bit c; if (c) { } else { }")).toEqual([]);
    expect(operationsOf("bit c; qubit q; if (c) { } else reset q;")).toEqual([
      conditional(compare([0], "==", "1"), [], [reset(0)]),
    ]);
  });
});

describe("loops and variables", () => {
  test("ranges include their end and may step backwards; sets keep their order", () => {
    const turned = (loop: string) =>
      operationsOf(`qubit q; for int i in ${loop} rx(i) q;`).map(
        (operation) => operation.kind === "gate" && operation.params?.[0],
      );
    expect(turned("[1:3]")).toEqual([1, 2, 3]);
    expect(turned("[5:-2:0]")).toEqual([5, 3, 1]);
    expect(turned("[3:1]")).toEqual([]);
    expect(turned("{4, -1, 2 * 3}")).toEqual([4, -1, 6]);
  });

  test("variables change in loops, and a block's own do not outlive it", () => {
    const body = `
      qubit[8] q;
      int n = 1;
      for int i in [0:2] { int twice = 2 * i; n += twice; n <<= 1; }
      x q[n / 5];
      float half = 1/2;
      rx(half * pi) q[0];
      uint[3] k = 7;
      k -= 7;
      if (k == 0) { int n = 2; y q[n]; }
    `;
    expect(operationsOf(body)).toEqual([gate("x", [4]), gate("rx", [0], [Math.PI / 2]), gate("y", [2])]);
  });

  test("a quotient is a fraction in an angle and truncated in an index", () => {
    expect(operationsOf("const int n = 5; qubit[3] q; rz(n/2) q[n/2];")).toEqual([gate("rz", [2], [2.5])]);
  });

  test("functions and constants", () => {
    const angle = (expression: string) => {
      const [operation] = operationsOf(`qubit[3] q; rx(${expression}) q[0];`);
      return operation?.kind === "gate" ? operation.params?.[0] : undefined;
    };
    expect(angle("arccos(cos(0.3)) + arcsin(sin(0.4)) - arctan(tan(0.5))")).toBeCloseTo(0.2, 12);
    expect(angle("log(exp(2)) + sqrt(9) ** 2 - -2**2")).toBeCloseTo(15, 12);
    expect(angle("τ/2 - π + ℇ - euler")).toBe(0);
    expect(angle("floor(2.7) + ceiling(0.2) + mod(7, 4) + pow(2, 3) + sizeof(q)")).toBe(17);
    expect(angle("0x1F + 0b101 + 0o17 + 1_000 + 1.5e1 + 7 % 4")).toBe(31 + 5 + 15 + 1000 + 15 + 3);
    expect(angle("float(3) / int(2.9)")).toBe(1.5);
    expect(angle("(6 & 3) + (6 | 3) * 10 + (6 ^ 3) * 100")).toBe(2 + 70 + 500);
  });

  test("end leaves the rest unread", () => {
    expect(operationsOf("qubit q; x q; for int i in [0:9] { y q; if (i == 1) end; } this is no language")).toEqual([
      gate("x", [0]),
      gate("y", [0]),
      gate("y", [0]),
    ]);
  });
});

test("input parameters are bound by name", () => {
  const body = "input angle[32] theta; input int n; qubit[4] q; rx(theta / 2) q[n];";
  expect(operationsOf(body, { theta: 0.5, n: 3 })).toEqual([gate("rx", [3], [0.25])]);
});

describe("modifiers", () => {
  test("give the table's own names where it has one", () => {
    const body = `qubit[5] q; ctrl @ x q[0], q[1]; ctrl @ ctrl @ x q[0], q[1], q[2]; ctrl @ cx q[0], q[1], q[2];
      ctrl(4) @ x q[0], q[1], q[2], q[3], q[4]; ctrl @ inv @ s q[0], q[1]; inv @ ctrl @ s q[0], q[1];`;
    expect(operationsOf(body)).toEqual([
      gate("cx", [0, 1]),
      gate("ccx", [0, 1, 2]),
      gate("ccx", [0, 1, 2]),
      gate("x", [4], [], [0, 1, 2, 3]),
      gate("csdg", [0, 1]),
      gate("csdg", [0, 1]),
    ]);
  });

  test("a control that fires on zero is turned before and after", () => {
    expect(operationsOf("qubit[3] q; ctrl @ negctrl @ z q[0], q[1], q[2];")).toEqual([
      gate("x", [1]),
      gate("ccz", [0, 1, 2]),
      gate("x", [1]),
    ]);
  });

  test("whole powers repeat a gate, and multiply the angle of a rotation", () => {
    expect(operationsOf("qubit q; pow(2) @ sx q; pow(-1) @ t q; pow(3) @ rx(0.5) q; pow(0) @ h q;")).toEqual([
      gate("sx", [0]),
      gate("sx", [0]),
      gate("tdg", [0]),
      gate("rx", [0], [1.5]),
    ]);
  });

  test("the count of controls may depend on a loop", () => {
    const body =
      "qubit[4] q; for int n in [1:2] { if (n == 1) ctrl(n) @ x q[0], q[1]; else ctrl(n) @ x q[0], q[1], q[2]; }";
    expect(operationsOf(body)).toEqual([gate("cx", [0, 1]), gate("ccx", [0, 1, 2])]);
  });

  test("a phase is dropped alone and becomes a gate on its controls", () => {
    expect(operationsOf("qubit[2] q; gphase(0.3); ctrl @ gphase(0.4) q[1]; ctrl(2) @ gphase(0.5) q[0], q[1];")).toEqual(
      [gate("p", [1], [0.4]), gate("cp", [1, 0], [0.5])],
    );
  });
});

test("what has no meaning for a circuit is passed over; a delay in dt is a barrier", () => {
  const body = `
    #pragma simulator none
    pragma another one
    qubit[2] q; duration d = 100ns; stretch s; const duration e = 2 * d;
    @reversible yes
    x q[0]; delay[d] q[0]; delay[5dt] q; nop q[0];
    box[200 us] { y q[1]; }
    barrier;`;
  expect(operationsOf(body)).toEqual([
    gate("x", [0]),
    { kind: "delay", qubit: 0, seconds: 1e-7 },
    { kind: "barrier", qubits: [0, 1] },
    gate("y", [1]),
    { kind: "barrier", qubits: [0, 1] },
  ]);
});

test("a gate of the table that is defined otherwise is what the text says", () => {
  expect(operationsOf("gate iswap a, b { swap a, b; } qubit[2] q; iswap q[0], q[1];")).toEqual([gate("swap", [0, 1])]);
});

test("physical qubits are counted by their numbers", () => {
  const circuit = read("x $2; cx $0, $2; let pair = $1 ++ $3; h pair; bit[2] c; c[0] = measure $2;");
  expect(circuit.qubitCount).toBe(4);
  expect(circuit.operations).toEqual([
    gate("x", [2]),
    gate("cx", [0, 2]),
    gate("h", [1]),
    gate("h", [3]),
    measure(2, 0),
  ]);
});

test("a loop on what was measured stays a loop, one on what is known is written out", () => {
  const body = `
    qubit q; bit[2] c; int n = 0;
    while (n < 2) { x q; n += 1; }
    while (c[0] == 0) { h q; c[0] = measure q; }`;
  expect(operationsOf(body)).toEqual([
    gate("x", [0]),
    gate("x", [0]),
    {
      kind: "while",
      condition: { kind: "compare", clbits: [0], operator: "==", value: "0" },
      body: [gate("h", [0]), { kind: "measure", qubit: 0, clbit: 0 }],
      maxTurns: 100_000,
    },
  ]);
});

test.each([
  ["a = uint[2](a) + 1;", 2],
  ["a = a & ~b | 2;", 2],
  ["a += 3;", 0],
  ["a = 7;", 3],
  ['a = "10";', 2],
  ["a = uint[4](a + 2) * uint[4](b) >> 2;", 2],
  ["a[1] = a < b;", 3],
  ["a[1] = !bool(a) || b == 3;", 3],
  ["a = -a;", 3],
  ["b[0] = uint[2](b) - uint[2](a) == 3;", 0],
])("bits are worked out: %s", (statement, expected) => {
  const circuit = readOpenQasm3(
    `OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; bit[2] a; bit[2] b;
     x q; a[0] = measure q[0]; b = measure q; ${statement}`,
  );
  const [key = ""] = outcomesOf(circuit).keys();
  expect(
    Number.parseInt(statement.startsWith("b") ? key.slice(0, 2) : key.slice(2), 2) &
      (statement.startsWith("b") ? 1 : 3),
  ).toBe(expected);
});

test("bits cannot be worked out from angles, nor a delay last a number", () => {
  expect(() => operationsOf("bit[2] c; c = 0.5;")).toThrow("classical bits cannot be worked out from a real number");
  expect(() => operationsOf("qubit q; delay[100] q;")).toThrow("a delay has a length of time");
});
