import { type GateName, gates } from "../../gates.ts";
import { controlledGate } from "../openqasm/controlled.ts";
import type { QpyInstruction } from "./model.ts";
import { tableClasses } from "./qiskit-classes.ts";
import { firstOf } from "./step.ts";

/** A class of Qiskit's whose instructions become one gate of the table with the same qubits and parameters. */
interface PlainClass {
  readonly gate: GateName;
  readonly qubitCount: number;
  readonly paramCount: number;
  /** Controls that an instruction of the class must have; 0 where nothing is asked. */
  readonly controlCount: number;
}

/**
 * The gate of the table that an instruction on so many qubits is; undefined where it is more, less or wrong. A base of a
 * custom gate names no qubits itself.
 */
export function plainGate(instruction: QpyInstruction, qubitCount: number): GateName | undefined {
  const { className, condition, custom, params, controlCount, controlState } = instruction;
  const plain = condition === undefined && custom === undefined ? plainClasses.get(className) : undefined;
  if (!plain || qubitCount !== plain.qubitCount || params.length !== plain.paramCount) return undefined;
  if (controlCount > 0 && controlState !== 2 ** controlCount - 1) return undefined;
  if (plain.controlCount > 0 && controlCount !== plain.controlCount) return undefined;
  return plain.gate;
}

const plainClasses: ReadonlyMap<string, PlainClass> = new Map(
  Object.entries(tableClasses).flatMap(([className, gate]): [string, PlainClass][] => {
    const { qubitCount, parameterNames, controlled } = gates[gate];
    const plain = { gate, qubitCount, paramCount: parameterNames.length, controlCount: controlled?.controls ?? 0 };
    return isItself(gate) ? [[className, plain]] : [];
  }),
);

/** Whether what a gate controls, under as many controls, is written as that gate. */
function isItself(gate: GateName): boolean {
  const { controlled } = gates[gate];
  if (!controlled) return true;
  const controls = firstOf(controlled.controls);
  const targets = Array.from({ length: gates[controlled.gate].qubitCount }, (_, k) => controls.length + k);
  return controlledGate(controlled.gate, targets, [], controls).gate === gate;
}
