import { type GateName, gates } from "../../gates.ts";
import { controlledGate } from "../openqasm/controlled.ts";
import type { QpyInstruction } from "./model.ts";
import { tableClasses } from "./qiskit-classes.ts";
import { firstOf } from "./step.ts";

/** A class of Qiskit's whose instructions become one gate of the table with the same qubits and parameters. */
export interface PlainClass {
  readonly gate: GateName;
  readonly qubitCount: number;
  readonly paramCount: number;
  /** Controls that an instruction of the class must have; 0 where nothing is asked. */
  readonly controlCount: number;
}

/** What is known of an instruction's class; undefined for other classes, and where a condition or definition is added. */
export const plainClass = ({ className, condition, custom }: QpyInstruction): PlainClass | undefined =>
  condition === undefined && custom === undefined ? plainClasses.get(className) : undefined;

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
