import {
  type Circuit,
  type Condition,
  type GateName,
  gate,
  gateNames,
  gates,
  measure,
  type Operation,
  reset,
} from "@naru/circuit";
import fc from "fast-check";
import { after, zeroState } from "../reference/state-vector.ts";
import type { UnitaryStep } from "../simulator.ts";

/** An angle in radians: any, or one of the multiples of π/4 where matrices have zeros. */
export const anyAngle: fc.Arbitrary<number> = fc.oneof(
  fc.double({ min: -2 * Math.PI, max: 2 * Math.PI, noNaN: true }),
  fc.integer({ min: -8, max: 8 }).map((eighths) => (eighths * Math.PI) / 4),
);

/** `count` different qubits out of `qubitCount`, in any order. */
export const anyQubits = (qubitCount: number, count: number): fc.Arbitrary<number[]> =>
  fc.shuffledSubarray(
    Array.from({ length: qubitCount }, (_, k) => k),
    { minLength: count, maxLength: count },
  );

/** A gate of the table at any angles, on any of the qubits, under so many further controls. */
export function anyPlacement(name: GateName, qubitCount: number, controlCount: number): fc.Arbitrary<UnitaryStep> {
  const { qubitCount: width, parameterNames } = gates[name];
  const params = fc.array(anyAngle, { minLength: parameterNames.length, maxLength: parameterNames.length });
  return fc
    .tuple(anyQubits(qubitCount, width + controlCount), params)
    .map(([qubits, angles]) => gate(name, qubits.slice(0, width), angles, qubits.slice(width)));
}

/** Any gate that fits, with up to `mostControls` further controls. */
export function anyGate(qubitCount: number, mostControls = 2, names: readonly GateName[] = gateNames) {
  const fitting = names.filter((name) => gates[name].qubitCount <= qubitCount);
  return fc
    .tuple(fc.constantFrom(...fitting), fc.nat(mostControls))
    .chain(([name, controls]) =>
      anyPlacement(name, qubitCount, Math.min(controls, qubitCount - gates[name].qubitCount)),
    );
}

/** A unitary operation on `width` qubits: the matrix of some gates in a row. */
export function anyUnitary(qubitCount: number, width: number): fc.Arbitrary<UnitaryStep> {
  return fc
    .tuple(anyQubits(qubitCount, width), fc.array(anyGate(width), { minLength: 3, maxLength: 3 * width }))
    .map(([qubits, steps]) => ({ kind: "unitary", qubits, matrix: matrixOfSteps(width, steps) }));
}

/** Column by column: what the steps make of each basis state. */
function matrixOfSteps(width: number, steps: readonly UnitaryStep[]): number[] {
  const size = 2 ** width;
  const matrix = new Array<number>(2 * size * size).fill(0);
  for (let column = 0; column < size; column++) {
    const start = zeroState(width);
    start[0] = 0;
    start[2 * column] = 1;
    steps.reduce(after, start).forEach((part, i) => {
      matrix[2 * ((i >> 1) * size + column) + (i % 2)] = part;
    });
  }
  return matrix;
}

/** Gates that leave no amplitude alone, so that what follows acts on a state without zeros and without symmetry. */
export function stirring(qubitCount: number): Operation[] {
  const turns = Array.from({ length: qubitCount }, (_, k) => gate("u", [k], [0.9 + 0.3 * k, 0.4 - 0.7 * k, 1.1 * k]));
  const links = Array.from({ length: Math.max(0, qubitCount - 1) }, (_, k) => gate("crx", [k, k + 1], [0.8 + 0.2 * k]));
  return [...turns, ...links];
}

/** A circuit of gates and unitaries without measurements. */
export function anyUnitaryCircuit(mostQubits: number, mostSteps: number): fc.Arbitrary<Circuit> {
  return fc.integer({ min: 1, max: mostQubits }).chain((qubitCount) => {
    const step = fc.oneof(
      { weight: 9, arbitrary: anyGate(qubitCount) },
      { weight: 1, arbitrary: anyUnitary(qubitCount, Math.min(3, qubitCount)) },
      { weight: 1, arbitrary: anyQubits(qubitCount, 1).map((qubits) => ({ kind: "barrier", qubits }) as const) },
    );
    return fc
      .array<Operation>(step, { maxLength: mostSteps })
      .map((operations) => ({ qubitCount, clbitCount: 0, operations }));
  });
}

/** A circuit with measurements, resets and conditions anywhere, and as many classical bits as qubits. */
export function anyDynamicCircuit(
  mostQubits: number,
  mostOperations: number,
  names?: readonly GateName[],
): fc.Arbitrary<Circuit> {
  return fc.integer({ min: 1, max: mostQubits }).chain((qubitCount) => {
    const clbitCount = qubitCount;
    const simple = fc.oneof<fc.WeightedArbitrary<Operation>[]>(
      { weight: 6, arbitrary: anyGate(qubitCount, names ? 0 : 1, names) },
      { weight: 2, arbitrary: fc.tuple(fc.nat(qubitCount - 1), fc.nat(clbitCount - 1)).map(([q, c]) => measure(q, c)) },
      { weight: 1, arbitrary: fc.nat(qubitCount - 1).map(reset) },
      { weight: 1, arbitrary: fc.tuple(fc.nat(qubitCount - 1), fc.nat(30)).map(anyDelay) },
    );
    const guarded = fc
      .tuple(anyCondition(clbitCount), fc.array(simple, { maxLength: 3 }), fc.array(simple, { maxLength: 2 }))
      .map(([condition, whenTrue, whenFalse]) => when(condition, whenTrue, whenFalse));
    const nested = fc
      .tuple(anyCondition(clbitCount), fc.array(fc.oneof(simple, guarded), { maxLength: 2 }))
      .map(([condition, whenTrue]) => when(condition, whenTrue));
    const operation = fc.oneof(
      { weight: 8, arbitrary: simple },
      { weight: 2, arbitrary: guarded },
      { weight: 1, arbitrary: nested },
    );
    return fc
      .array(operation, { maxLength: mostOperations })
      .map((operations) => ({ qubitCount, clbitCount, operations: [...stirring(qubitCount), ...operations] }));
  });
}

const anyDelay = ([qubit, seconds]: [number, number]): Operation => ({ kind: "delay", qubit, seconds });

function anyCondition(clbitCount: number): fc.Arbitrary<Condition> {
  const compare = fc
    .tuple(
      fc.integer({ min: 1, max: clbitCount }).chain((width) => anyQubits(clbitCount, width)),
      fc.constantFrom("==", "!=", "<", "<=", ">", ">="),
      fc.nat(2 ** clbitCount),
    )
    .map(([clbits, operator, value]) => ({ kind: "compare", clbits, operator, value: `${value}` }) as const);
  const pair = fc.tuple(fc.constantFrom("and", "or"), fc.array(compare, { minLength: 1, maxLength: 2 }));
  return fc.oneof<fc.WeightedArbitrary<Condition>[]>(
    { weight: 4, arbitrary: compare },
    { weight: 1, arbitrary: compare.map((operand) => ({ kind: "not", operand })) },
    { weight: 1, arbitrary: pair.map(([kind, operands]) => ({ kind, operands })) },
  );
}

/** Runs operations if a condition holds, others if it does not. */
export function when(
  condition: Condition,
  whenTrue: readonly Operation[],
  whenFalse?: readonly Operation[],
): Operation {
  // biome-ignore lint/suspicious/noThenProperty: the circuit model's word for the branch; nobody awaits an operation.
  return { kind: "if", condition, then: whenTrue, ...(whenFalse && { otherwise: whenFalse }) };
}

/** Whether these classical bits, the first least significant, are equal to a number. */
export const equals = (clbits: readonly number[], value: number): Condition => ({
  kind: "compare",
  clbits,
  operator: "==",
  value: `${value}`,
});
