import type { GateOperation, Operation, UnitaryOperation } from "@naru/circuit";

export type PairOperation = GateOperation | UnitaryOperation;

/** Whether an operation is a gate on two qubits, further controls included. */
export const isPair = (operation: Operation): operation is PairOperation =>
  (operation.kind === "gate" || operation.kind === "unitary") && qubitsOfPair(operation).length === 2;

/** Further controls follow the gate's own qubits. */
export const qubitsOfPair = (operation: PairOperation): readonly number[] =>
  operation.kind === "gate" && operation.controls ? [...operation.qubits, ...operation.controls] : operation.qubits;

/** Gates on two qubits that can run at the same time. */
export interface Layer {
  /** Place of its first gate in the list of operations. */
  readonly start: number;
  readonly qubits: ReadonlySet<number>;
}

/**
 * Parts the gates on two qubits of a list of operations into layers, each as long as no qubit is needed twice. Barriers and
 * control flow end a layer; what control flow contains is not looked at.
 */
export function layersOf(operations: readonly Operation[]): Layer[] {
  const layers: { start: number; qubits: Set<number> }[] = [];
  let current: Set<number> | undefined;
  operations.forEach((operation, start) => {
    if (operation.kind === "barrier" || operation.kind === "if" || operation.kind === "while") current = undefined;
    if (!isPair(operation)) return;
    const qubits = qubitsOfPair(operation);
    if (!current || qubits.some((qubit) => current?.has(qubit))) {
      current = new Set();
      layers.push({ start, qubits: current });
    }
    for (const qubit of qubits) current.add(qubit);
  });
  return layers;
}
