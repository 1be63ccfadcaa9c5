import { UnsupportedError } from "@naru/base";
import { type Circuit, gate, measure, type Operation } from "@naru/circuit";
import type { Machine } from "../machine.ts";
import type { Basis } from "./bases.ts";
import type { Pauli } from "./terms.ts";

/** A circuit that ends with the measurement of a basis. */
export interface MeasuredCircuit {
  /** Bits of the circuit itself come first. */
  readonly circuit: Circuit;
  /** Bit `firstBit` + j is the reading of `basis.qubits[j]`. */
  readonly firstBit: number;
}

/** The circuit with the qubits of a basis turned to Z and measured at its end, in gates that the machine takes. */
export function measuredIn(machine: Machine, circuit: Circuit, { qubits, paulis }: Basis): MeasuredCircuit {
  const firstBit = circuit.clbitCount;
  const turns = qubits.flatMap((qubit, j) => turnToZ(machine, qubit, paulis[j] ?? "Z"));
  const readings = qubits.map((qubit, j) => measure(qubit, firstBit + j));
  return {
    circuit: {
      ...circuit,
      clbitCount: firstBit + qubits.length,
      operations: [...circuit.operations, ...turns, ...readings],
    },
    firstBit,
  };
}

/** Gates after which Z is what the Pauli matrix was before: √X turns Y to Z, and after a quarter about Z also X. */
function turnToZ({ device }: Machine, qubit: number, pauli: Pauli): Operation[] {
  if (pauli === "Z") return [];
  if (!device) return [gate(pauli === "X" ? "h" : "sx", [qubit])];
  if (!device.oneQubitGates.includes("sx") || !device.oneQubitGates.includes("rz")) {
    throw new UnsupportedError("This backend has no gates with which to measure X and Y. Use observables of Z alone.");
  }
  return pauli === "Y" ? [gate("sx", [qubit])] : [gate("rz", [qubit], [Math.PI / 2]), gate("sx", [qubit])];
}
