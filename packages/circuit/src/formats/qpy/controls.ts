import type { GateName } from "../../gates.ts";
import { gates } from "../../gates.ts";
import { invalidAt } from "./frame.ts";
import type { QpyInstruction } from "./model.ts";
import { tableClasses } from "./qiskit-classes.ts";

/** Qiskit's classes of gates with as many controls as one likes, by what they control. The rest of their qubits is scratch. */
const manyControls: Readonly<Record<string, GateName>> = {
  C3XGate: "x",
  C4XGate: "x",
  MCXGate: "x",
  MCXGrayCode: "x",
  MCXRecursive: "x",
  MCXVChain: "x",
  C3SXGate: "sx",
  MCPhaseGate: "p",
  MCU1Gate: "p",
};
const fixedControls: Readonly<Record<string, number>> = { C3XGate: 3, C4XGate: 4, C3SXGate: 3 };

/** A gate of ours under controls, as a class of Qiskit's has it. */
export interface ControlledClass {
  readonly gate: GateName;
  /** Absent if each gate of the class says it. */
  readonly controlCount?: number;
  /** Whether further qubits may follow the target. */
  readonly hasScratch: boolean;
}

/** What a class of controlled gates controls, or undefined for other classes. Throws where the file contradicts it. */
export function controlledClass(instruction: QpyInstruction): ControlledClass | undefined {
  const known = controlledClasses.get(instruction.className);
  if (!known) return undefined;
  const { controlCount = instruction.controlCount } = known;
  if (instruction.controlCount === controlCount) return known;
  throw invalidAt(instruction, `it should have ${controlCount} controls`);
}

const controlledClasses: ReadonlyMap<string, ControlledClass> = new Map([
  ...Object.entries(tableClasses).flatMap(([className, named]): [string, ControlledClass][] => {
    // CUGate has a phase of its own and stays one gate.
    const known = gates[named].controlled;
    return known ? [[className, { gate: known.gate, controlCount: known.controls, hasScratch: false }]] : [];
  }),
  ...Object.entries(manyControls).map(([className, gate]): [string, ControlledClass] => {
    const controlCount = fixedControls[className];
    return [className, { gate, hasScratch: className.startsWith("MCX"), ...(controlCount && { controlCount }) }];
  }),
]);

/** Which of the first qubits control on 0: bit k of the state belongs to control k. */
export function firingOnZero(controls: readonly number[], controlState: number): number[] {
  // States of 32 controls and more cannot be written in full; the bits that are there decide, and all ones means all.
  return controls.filter((_, k) => Math.floor(controlState / 2 ** k) % 2 === 0);
}
