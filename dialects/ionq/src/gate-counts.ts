import type { Circuit, Operation } from "@naru/circuit";

/**
 * Gates of a circuit as IonQ counts and prices them: by the number of qubits they touch, controls included. A gate on
 * n > 2 qubits counts as 6(n − 2) two-qubit gates. (IonQ's published price formula, 2025.)
 */
export function gateCounts(circuit: Circuit): { oneQubitGates: number; twoQubitGates: number } {
  let oneQubitGates = 0;
  let twoQubitGates = 0;
  const count = (operations: readonly Operation[]): void => {
    for (const operation of operations) {
      if (operation.kind === "if") {
        count(operation.then);
        count(operation.otherwise ?? []);
      } else if (operation.kind === "while") {
        count(operation.body); // once: how often it turns is known only afterwards
      } else if (operation.kind === "gate" || operation.kind === "unitary") {
        const controls = operation.kind === "gate" ? (operation.controls?.length ?? 0) : 0;
        const qubits = operation.qubits.length + controls;
        if (qubits === 1) oneQubitGates++;
        else twoQubitGates += qubits === 2 ? 1 : 6 * (qubits - 2);
      }
    }
  };
  count(circuit.operations);
  return { oneQubitGates, twoQubitGates };
}
