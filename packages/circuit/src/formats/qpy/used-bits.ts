import type { Condition, Operation } from "../../circuit.ts";
import { clbitsOfExpression } from "../../expression.ts";

export interface UsedBits {
  readonly qubits: Set<number>;
  readonly clbits: Set<number>;
}

/** The bits that operations and a condition name, bodies included. */
export function usedBits(operations: readonly Operation[], condition: Condition): UsedBits {
  const used: UsedBits = { qubits: new Set(), clbits: new Set() };
  addCondition(condition, used);
  addOperations(operations, used);
  return used;
}

function addOperations(operations: readonly Operation[], used: UsedBits): void {
  for (const operation of operations) {
    switch (operation.kind) {
      case "measure":
        used.qubits.add(operation.qubit);
        used.clbits.add(operation.clbit);
        break;
      case "reset":
      case "delay":
        used.qubits.add(operation.qubit);
        break;
      case "while":
        addCondition(operation.condition, used);
        addOperations(operation.body, used);
        break;
      case "assign":
        for (const clbit of [...operation.clbits, ...clbitsOfExpression(operation.value)]) used.clbits.add(clbit);
        break;
      case "if":
        addCondition(operation.condition, used);
        addOperations(operation.then, used);
        addOperations(operation.otherwise ?? [], used);
        break;
      default:
        for (const qubit of operation.qubits) used.qubits.add(qubit);
        if (operation.kind === "gate") for (const qubit of operation.controls ?? []) used.qubits.add(qubit);
    }
  }
}

function addCondition(condition: Condition, used: UsedBits): void {
  if (condition.kind === "compare") for (const clbit of condition.clbits) used.clbits.add(clbit);
  else if (condition.kind === "not") addCondition(condition.operand, used);
  else for (const operand of condition.operands) addCondition(operand, used);
}
