import { UnsupportedError } from "@naru/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { circuitOf, conditional, gate, measure, reset } from "../build.ts";
import type { BinaryOperator, Circuit, ClassicalRegister, Condition, Expression, Operation } from "../circuit.ts";
import { type GateName, gateNames, gates } from "../gates.ts";
import { readOpenQasm2, readOpenQasm3, writeOpenQasm2, writeOpenQasm3 } from "../index.ts";
import { controlledGate } from "./openqasm/controlled.ts";

const qubitCount = 6;
const anyAngle = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.tuple(fc.integer({ min: -70, max: 70 }), fc.integer({ min: 1, max: 16 })).map(([n, d]) => (n * Math.PI) / d),
  fc.constantFrom(0, -0, 1e-300, 1e21, -5e-7, Math.PI, -Math.PI),
);
const anyQubits = (count: number) =>
  fc.shuffledSubarray([...Array(qubitCount).keys()], { minLength: count, maxLength: count });

/** A gate under so many further controls, in the one form that a reader gives it. */
const anyGate = (name: GateName, controls: number): fc.Arbitrary<Operation> =>
  fc
    .tuple(anyQubits(gates[name].qubitCount + controls), fc.tuple(...gates[name].parameterNames.map(() => anyAngle)))
    .map(([qubits, params]) => controlledGate(name, qubits.slice(controls), params, qubits.slice(0, controls)));

const anyPlainGate = fc.constantFrom(...gateNames).chain((name) => anyGate(name, 0));
const anyBarrier = anyQubits(3).map((qubits): Operation => ({ kind: "barrier", qubits }));
const anyReset = fc.nat(qubitCount - 1).map(reset);

/** Registers of these widths, which hold all classical bits in order. */
function registersOf(widths: readonly number[]): ClassicalRegister[] {
  let next = 0;
  return widths.map((width, k) => ({ name: `reg_${k}`, clbits: Array.from({ length: width }, () => next++) }));
}
const anyRegisters = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }).map(registersOf);
const anyValue = fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String);

/** A circuit with these registers; without registers if there is no classical bit. */
const anyCircuit = (operationsOver: (registers: readonly ClassicalRegister[]) => fc.Arbitrary<readonly Operation[]>) =>
  anyRegisters.chain((registers) =>
    operationsOver(registers).map(
      (operations): Circuit => ({
        qubitCount,
        clbitCount: registers.reduce((sum, { clbits }) => sum + clbits.length, 0),
        registers,
        operations,
      }),
    ),
  );
const anyMeasure = (registers: readonly ClassicalRegister[]) =>
  fc
    .tuple(fc.nat(qubitCount - 1), fc.constantFrom(...registers.flatMap(({ clbits }) => clbits)))
    .map(([qubit, clbit]): Operation => measure(qubit, clbit));

describe("OpenQASM 2", () => {
  const anyUse = (registers: readonly ClassicalRegister[]) =>
    fc.oneof(
      { weight: 5, arbitrary: anyPlainGate },
      fc
        .constantFrom(["x", 3], ["x", 4], ["sx", 3])
        .chain(([name, controls]) => anyGate(name as GateName, Number(controls))),
      anyReset,
      anyMeasure(registers),
    );
  const anyOperations = (registers: readonly ClassicalRegister[]) => {
    const anyCondition = fc
      .tuple(fc.constantFrom(...registers), anyValue)
      .map(([{ clbits }, value]): Condition => ({ kind: "compare", clbits, operator: "==", value }));
    const anyConditional = fc
      .tuple(anyCondition, anyUse(registers))
      .map(([condition, use]) => conditional(condition, [use]));
    return fc.array(fc.oneof({ weight: 6, arbitrary: anyUse(registers) }, anyBarrier, anyConditional), {
      maxLength: 20,
    });
  };

  test("what is written is read as the same circuit", () => {
    fc.assert(
      fc.property(anyCircuit(anyOperations), (circuit) => {
        expect(readOpenQasm2(writeOpenQasm2(circuit))).toEqual(circuit);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test.each(gateNames)("the gate %s comes back", (name) => {
    const { qubitCount: count, parameterNames } = gates[name];
    const qubits = [...Array(count).keys()].toReversed();
    const circuit = circuitOf(count, [
      gate(
        name,
        qubits,
        parameterNames.map((_, k) => 0.3 + k),
      ),
    ]);
    expect(readOpenQasm2(writeOpenQasm2(circuit))).toEqual(circuit);
  });

  test("a condition over several operations is written before each, and a barrier without one", () => {
    const condition: Condition = { kind: "compare", clbits: [0], operator: "==", value: "1" };
    const then: Operation[] = [gate("x", [0]), { kind: "barrier", qubits: [0] }, measure(0, 0)];
    const circuit: Circuit = { qubitCount: 1, clbitCount: 1, operations: [conditional(condition, then)] };
    expect(writeOpenQasm2(circuit).split("\n").slice(4)).toEqual([
      "if (c == 1) x q[0];",
      "barrier q[0];",
      "if (c == 1) measure q[0] -> c[0];",
      "",
    ]);
  });

  test("what the language lacks is refused", () => {
    const condition: Condition = { kind: "compare", clbits: [0], operator: "==", value: "1" };
    const other: Condition = { kind: "compare", clbits: [0], operator: "<", value: "1" };
    const refused: Operation[][] = [
      [{ kind: "unitary", qubits: [0], matrix: [1, 0, 0, 0, 0, 0, 1, 0] }],
      [gate("z", [0], [], [1, 2, 3])],
      [conditional(condition, [gate("x", [0])], [gate("y", [0])])],
      [conditional(other, [gate("x", [0])])],
      [conditional({ kind: "not", operand: condition }, [gate("x", [0])])],
      [conditional(condition, [conditional(condition, [gate("x", [0])])])],
      [conditional(condition, [measure(0, 0), gate("x", [0])])],
      [{ kind: "while", condition, body: [], maxTurns: 1 }],
      [{ kind: "assign", clbits: [0], value: { kind: "number", value: "1", width: 1 } }],
      [{ kind: "delay", qubit: 0, seconds: 1 }],
    ];
    for (const operations of refused) {
      expect(() => writeOpenQasm2({ qubitCount: 4, clbitCount: 1, operations })).toThrow(UnsupportedError);
    }
  });
});

/** Sound expressions of a width, without casts that change nothing. */
function anyExpression(clbits: readonly number[], width: number, depth: number): fc.Arbitrary<Expression> {
  const number = fc.bigInt(0n, 2n ** BigInt(width) - 1n).map((value): Expression => {
    return { kind: "number", value: `${value}`, width };
  });
  const most = Math.min(width, clbits.length);
  const picked = fc.shuffledSubarray([...clbits], { minLength: most, maxLength: most });
  const bits = picked.map((some): Expression => ({ kind: "bits", clbits: some }));
  const leaf = width <= clbits.length ? fc.oneof(bits, number) : number;
  if (depth === 0) return leaf;
  const inner = (of: number) => anyExpression(clbits, of, depth - 1);
  const both = (operator: BinaryOperator, of: number) =>
    fc.tuple(inner(of), inner(operator === "<<" || operator === ">>" ? 3 : of)).map(([left, right]): Expression => {
      return { kind: "binary", operator, left, right };
    });
  return fc.oneof(
    leaf,
    fc
      .tuple(fc.constantFrom("~", "-"), inner(width))
      .map(([operator, operand]): Expression => ({ kind: "unary", operator: operator as "~" | "-", operand })),
    fc
      .constantFrom<BinaryOperator[]>("+", "-", "*", "/", "&", "|", "^", "<<", ">>")
      .chain((operator) => both(operator, width)),
    inner(width + 2).map((operand): Expression => ({ kind: "cast", operand, to: width })),
    ...(width === 1
      ? [fc.constantFrom<BinaryOperator[]>("==", "!=", "<", "<=", ">", ">=").chain((operator) => both(operator, 2))]
      : []),
  );
}

const anyAssign = (clbits: readonly number[]): fc.Arbitrary<Operation> =>
  fc
    .shuffledSubarray([...clbits], { minLength: 1 })
    .chain((to) =>
      anyExpression(clbits, to.length, 2).map((value): Operation => ({ kind: "assign", clbits: to, value })),
    );

describe("OpenQASM 3", () => {
  const anyCondition = (registers: readonly ClassicalRegister[]) => {
    const clbits = registers.flatMap((register) => register.clbits);
    const picked = fc.oneof(
      fc.constantFrom(...registers).map((register) => register.clbits),
      fc.shuffledSubarray(clbits, { minLength: 1 }),
      fc
        .tuple(fc.nat(clbits.length - 1), fc.nat(clbits.length - 1))
        .map(([a, b]) => clbits.slice(Math.min(a, b), Math.max(a, b) + 1)),
    );
    const operator = fc.constantFrom("==", "!=", "<", "<=", ">", ">=");
    return fc.letrec<{ condition: Condition }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 4 },
        fc.record({ kind: fc.constant("compare"), clbits: picked, operator, value: anyValue }),
        fc.record({ kind: fc.constant("not"), operand: tie("condition") }),
        fc.record({
          kind: fc.constantFrom("and", "or"),
          operands: fc.array(tie("condition"), { minLength: 2, maxLength: 3 }),
        }),
      ) as fc.Arbitrary<Condition>,
    })).condition;
  };
  const anyOperations = (registers: readonly ClassicalRegister[]): fc.Arbitrary<readonly Operation[]> =>
    fc.letrec<{ block: readonly Operation[] }>((tie) => ({
      block: fc.array(
        fc.oneof(
          { maxDepth: 3 },
          anyPlainGate,
          fc
            .tuple(fc.constantFrom(...gateNames), fc.integer({ min: 1, max: 3 }))
            .chain(([name, controls]) => anyGate(name, controls)),
          anyMeasure(registers),
          anyReset,
          anyBarrier,
          fc
            .tuple(anyCondition(registers), tie("block"), tie("block"))
            .filter(([, then, otherwise]) => then.length + otherwise.length > 0)
            .map(([condition, then, otherwise]) => conditional(condition, then, otherwise)),
          fc
            .tuple(anyCondition(registers), tie("block"))
            .map(([condition, body]): Operation => ({ kind: "while", condition, body, maxTurns: 100_000 })),
          anyAssign(registers.flatMap((register) => register.clbits)),
          fc
            .double({ min: 0, max: 1, noNaN: true })
            .map((seconds): Operation => ({ kind: "delay", qubit: 0, seconds })),
        ),
        { maxLength: 8 },
      ),
    })).block;

  test("what is written is read as the same circuit", () => {
    fc.assert(
      fc.property(anyCircuit(anyOperations), (circuit) => {
        expect(readOpenQasm3(writeOpenQasm3(circuit))).toEqual(circuit);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test.each(gateNames)("the gate %s comes back, and so it does under two controls", (name) => {
    const { qubitCount: count, parameterNames } = gates[name];
    const qubits = [...Array(count).keys()].toReversed();
    const params = parameterNames.map((_, k) => 0.3 + k);
    const circuit = circuitOf(count + 2, [
      gate(name, qubits, params),
      controlledGate(name, qubits, params, [count + 1, count]),
    ]);
    expect(readOpenQasm3(writeOpenQasm3(circuit))).toEqual(circuit);
  });

  test("a matrix is refused", () => {
    const circuit = circuitOf(1, [{ kind: "unitary", qubits: [0], matrix: [1, 0, 0, 0, 0, 0, 1, 0] }]);
    expect(() => writeOpenQasm3(circuit)).toThrow(UnsupportedError);
  });
});

test("registers that a text cannot declare become one register", () => {
  const single = [{ name: "c", clbits: [0, 1] }];
  for (const registers of [
    [{ name: "backwards", clbits: [1, 0] }],
    [{ name: "partly", clbits: [0] }],
    [{ name: "measure", clbits: [0, 1] }],
    [{ name: "h", clbits: [0, 1] }],
    [{ name: "with space", clbits: [0, 1] }],
    [
      { name: "same", clbits: [0] },
      { name: "same", clbits: [1] },
    ],
  ]) {
    const circuit: Circuit = { qubitCount: 1, clbitCount: 2, registers, operations: [measure(0, 1)] };
    expect(readOpenQasm2(writeOpenQasm2(circuit)).registers).toEqual(single);
    expect(readOpenQasm3(writeOpenQasm3(circuit)).registers).toEqual(single);
  }
});
