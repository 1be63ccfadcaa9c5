import {
  type Circuit,
  type GateName,
  gate,
  gates,
  measure,
  type Operation,
  type PauliSum,
  pauliSum,
  reset,
} from "@naru/circuit";
import fc from "fast-check";
import type { UnitaryStep } from "../simulator.ts";
import { anyQubits, when } from "./arbitrary.ts";

/** By which part of π the angles of a gate must be whole, so that it is a Clifford gate at all of them. */
const angleStep: Readonly<Partial<Record<GateName, number>>> = {
  ...Object.fromEntries((["crx", "cry", "crz", "cp", "cu3"] as const).map((name) => [name, Math.PI])),
};

/** The gates of the table that are Clifford gates, at some angles at least. */
export const cliffordGateNames: readonly GateName[] = [
  ...(["id", "x", "y", "z", "h", "s", "sdg", "sx", "sxdg", "rx", "ry", "rz", "p", "u", "r", "gpi", "gpi2"] as const),
  ...(["cx", "cy", "cz", "crx", "cry", "crz", "cp", "cu3", "cu", "swap", "iswap", "iswapdg", "dcx", "dcxdg"] as const),
  ...(["ecr", "rxx", "ryy", "rzz", "rzx", "ms"] as const),
];

/** A Clifford gate at any Clifford angles, on any of the qubits. */
export function anyCliffordPlacement(name: GateName, qubitCount: number): fc.Arbitrary<UnitaryStep> {
  const { qubitCount: width, parameterNames } = gates[name];
  const step = angleStep[name] ?? Math.PI / 2;
  const angle = fc.integer({ min: -4, max: 4 });
  return fc
    .tuple(anyQubits(qubitCount, width), fc.tuple(...parameterNames.map(() => angle)))
    .map(([qubits, multiples]) =>
      gate(
        name,
        qubits,
        // The last angle of cu is the phase of its control, for which quarter turns will do.
        multiples.map((multiple, k) => multiple * (name !== "cu" ? step : k === 3 ? Math.PI / 2 : Math.PI)),
      ),
    );
}

/** A Clifford gate that fits; also one with a further control, and one as a matrix. */
export function anyCliffordGate(qubitCount: number): fc.Arbitrary<UnitaryStep> {
  const fitting = cliffordGateNames.filter((name) => gates[name].qubitCount <= qubitCount);
  const plain = fc.constantFrom(...fitting).chain((name) => anyCliffordPlacement(name, qubitCount));
  const asMatrix = plain.map(
    (step): UnitaryStep =>
      step.kind === "gate"
        ? { kind: "unitary", qubits: step.qubits, matrix: gates[step.gate].matrix(step.params ?? []) }
        : step,
  );
  if (qubitCount === 1) return fc.oneof({ weight: 8, arbitrary: plain }, { weight: 1, arbitrary: asMatrix });
  const controlled = fc
    .tuple(fc.constantFrom("x", "y", "z"), anyQubits(qubitCount, 2))
    .map(([name, [control, target]]) => gate(name, [target], [], [control]));
  return fc.oneof(
    { weight: 8, arbitrary: plain },
    { weight: 1, arbitrary: asMatrix },
    { weight: 1, arbitrary: controlled },
  );
}

/** Clifford gates that leave several outcomes possible, with correlations and signs. */
export function cliffordStirring(qubitCount: number): Operation[] {
  const each = Array.from({ length: qubitCount }, (_, k) => k);
  return [
    ...each.map((k) => gate("h", [k])),
    ...each.slice(1).map((k) => gate("cx", [k - 1, k])),
    ...each.map((k) => gate(k % 3 === 0 ? "s" : k % 3 === 1 ? "sx" : "y", [k])),
    ...each.slice(1).map((k) => gate("cz", [k, k - 1])),
    ...each.map((k) => gate(k % 2 === 0 ? "h" : "sdg", [k])),
  ];
}

/** A Clifford circuit without measurements. */
export function anyCliffordCircuit(mostQubits: number, mostSteps: number): fc.Arbitrary<Circuit> {
  return fc
    .integer({ min: 1, max: mostQubits })
    .chain((qubitCount) =>
      fc
        .array(anyCliffordGate(qubitCount), { maxLength: mostSteps })
        .map((operations) => ({ qubitCount, clbitCount: 0, operations })),
    );
}

/** A circuit with measurements and resets anywhere, and Pauli gates under conditions. */
export function anyDynamicCliffordCircuit(mostQubits: number, mostOperations: number): fc.Arbitrary<Circuit> {
  return fc.integer({ min: 1, max: mostQubits }).chain((qubitCount) => {
    const qubit = fc.nat(qubitCount - 1);
    const pauli = fc.tuple(fc.constantFrom("x", "y", "z"), qubit).map(([name, on]) => gate(name, [on]));
    const condition = fc
      .tuple(
        fc.integer({ min: 1, max: qubitCount }).chain((width) => anyQubits(qubitCount, width)),
        fc.constantFrom("==", "!=", "<", "<=", ">", ">="),
        fc.nat(2 ** qubitCount),
      )
      .map(([clbits, operator, value]) => ({ kind: "compare", clbits, operator, value: `${value}` }) as const);
    const guarded = fc
      .tuple(condition, fc.array(pauli, { maxLength: 3 }), fc.array(pauli, { maxLength: 2 }))
      .map(([test, whenTrue, whenFalse]) => when(test, whenTrue, whenFalse));
    const nested = fc
      .tuple(condition, fc.array(fc.oneof(pauli, guarded), { maxLength: 3 }))
      .map(([test, whenTrue]) => when({ kind: "not", operand: test }, whenTrue));
    const operation = fc.oneof<fc.WeightedArbitrary<Operation>[]>(
      { weight: 6, arbitrary: anyCliffordGate(qubitCount) },
      { weight: 3, arbitrary: fc.tuple(qubit, qubit).map(([from, to]) => measure(from, to)) },
      { weight: 1, arbitrary: qubit.map(reset) },
      { weight: 2, arbitrary: guarded },
      { weight: 1, arbitrary: nested },
    );
    return fc.array(operation, { maxLength: mostOperations }).map((operations) => ({
      qubitCount,
      clbitCount: qubitCount,
      operations: [...cliffordStirring(qubitCount), ...operations],
    }));
  });
}

export function anyPauliSum(qubitCount: number): fc.Arbitrary<PauliSum> {
  const letters = fc.array(fc.constantFrom("I", "X", "Y", "Z"), { minLength: qubitCount, maxLength: qubitCount });
  const coefficient = fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 8);
  return fc
    .array(
      fc.tuple(
        letters.map((each) => each.join("")),
        coefficient,
      ),
      { minLength: 1, maxLength: 12 },
    )
    .map((terms) => pauliSum(Object.fromEntries(terms)));
}
