import type { Circuit, Condition, Conditional, GateOperation, Measure, Operation, Reset } from "./circuit.ts";
import type { GateName } from "./gates.ts";

/** A gate operation, without empty fields. Written out, since circuits have hundreds of thousands of them. */
export function gate(
  name: GateName,
  qubits: readonly number[],
  params: readonly number[] = [],
  controls: readonly number[] = [],
): GateOperation {
  if (controls.length > 0) {
    return params.length > 0
      ? { kind: "gate", gate: name, qubits, params, controls }
      : { kind: "gate", gate: name, qubits, controls };
  }
  return params.length > 0 ? { kind: "gate", gate: name, qubits, params } : { kind: "gate", gate: name, qubits };
}

export const measure = (qubit: number, clbit: number): Measure => ({ kind: "measure", qubit, clbit });
export const reset = (qubit: number): Reset => ({ kind: "reset", qubit });

/** Runs `then` if the condition holds, otherwise `otherwise`, which is left away if empty. */
export function conditional(
  condition: Condition,
  then: readonly Operation[],
  otherwise: readonly Operation[] = [],
): Conditional {
  return { kind: "if", condition, then, ...(otherwise.length > 0 && { otherwise }) };
}

/** A circuit without classical bits. */
export function circuitOf(qubitCount: number, operations: readonly Operation[]): Circuit {
  return { qubitCount, clbitCount: 0, operations };
}

/** The same circuit with every qubit measured at the end, qubit k into classical bit k. It must have no classical bits. */
export function measureAll(circuit: Circuit): Circuit {
  if (circuit.clbitCount > 0) throw new RangeError("measureAll takes a circuit without classical bits.");
  const measurements = Array.from({ length: circuit.qubitCount }, (_, k) => measure(k, k));
  return { ...circuit, clbitCount: circuit.qubitCount, operations: [...circuit.operations, ...measurements] };
}

/**
 * exp(−iθ/2 · P) for a product P of Pauli matrices, as gates of one and two qubits: each factor is turned to Z, the
 * parity of all but the last is gathered by a ladder of CX, one ZZ rotation acts, and all is undone. Exact, no global
 * phase lost.
 *
 * `paulis[j]` ("I", "X", "Y" or "Z") acts on `qubits[j]`; θ is in radians. A product of identities alone is a global
 * phase and gives no gates.
 */
export function pauliRotation(paulis: readonly string[], qubits: readonly number[], thetaRadians: number): Operation[] {
  const factors = qubits.map((qubit, j) => ({ qubit, pauli: paulis[j] })).filter(({ pauli }) => pauli !== "I");
  const [last, ...rest] = factors.map(({ qubit }) => qubit).toReversed();
  if (last === undefined) return [];
  const turn = (ofX: GateName, ofY: GateName) =>
    factors.flatMap(({ qubit, pauli }) =>
      pauli === "X" ? [gate(ofX, [qubit])] : pauli === "Y" ? [gate(ofY, [qubit])] : [],
    );
  const gathered = rest.toReversed(); // qubits whose parity goes into the second to last
  const ladder = gathered.slice(1).map((qubit, j) => gate("cx", [gathered[j] ?? qubit, qubit]));
  const parity = gathered.at(-1);
  const rotation =
    parity === undefined ? gate("rz", [last], [thetaRadians]) : gate("rzz", [parity, last], [thetaRadians]);
  return [...turn("h", "sx"), ...ladder, rotation, ...ladder.toReversed(), ...turn("h", "sxdg")];
}
