import type { GateName } from "./gates.ts";

/**
 * A quantum circuit: `qubitCount` qubits that start in |0⟩, classical bits that start at 0, and operations in order.
 *
 * Qubits and classical bits are counted from 0. A circuit that measures nothing has `clbitCount` 0; whoever runs it may
 * be asked to measure everything at the end (`measureAll`). It is plain JSON, so that it can wait in a queue.
 */
export interface Circuit {
  readonly qubitCount: number;
  readonly clbitCount: number;
  /** Named groups of classical bits, in order of declaration. Bits outside every register are allowed. */
  readonly registers?: readonly ClassicalRegister[];
  readonly operations: readonly Operation[];
  readonly name?: string;
}

/** Bit k of the register is classical bit `clbits[k]`; bit 0 is the least significant. */
export interface ClassicalRegister {
  readonly name: string;
  readonly clbits: readonly number[];
}

export type Operation = GateOperation | UnitaryOperation | Measure | Reset | Barrier | Conditional;

/** A gate of the table in `gates.ts`, with any number of further controls that fire on 1. */
export interface GateOperation {
  readonly kind: "gate";
  readonly gate: GateName;
  /** As many as the gate acts on, all different; a controlled gate of the table (`cx`) lists its controls first. */
  readonly qubits: readonly number[];
  /** Angles in radians, in the order of the table. Absent when the gate has none. */
  readonly params?: readonly number[];
  /** Further control qubits, different from `qubits`. */
  readonly controls?: readonly number[];
}

/**
 * Any unitary on a few qubits. `matrix` has 2^k rows and columns, row by row, each entry as re, im.
 * Bit j of a row or column number belongs to `qubits[j]`.
 */
export interface UnitaryOperation {
  readonly kind: "unitary";
  readonly qubits: readonly number[];
  readonly matrix: readonly number[];
}

/** Measures in the computational basis and writes the result, anywhere in the circuit. */
export interface Measure {
  readonly kind: "measure";
  readonly qubit: number;
  readonly clbit: number;
}

/** Puts the qubit into |0⟩, whatever it was entangled with. */
export interface Reset {
  readonly kind: "reset";
  readonly qubit: number;
}

/** Keeps a compiler from moving operations across. Does nothing to the state. */
export interface Barrier {
  readonly kind: "barrier";
  readonly qubits: readonly number[];
}

/** Runs `then` if the condition holds at that moment, otherwise `otherwise`. */
export interface Conditional {
  readonly kind: "if";
  readonly condition: Condition;
  readonly then: readonly Operation[];
  readonly otherwise?: readonly Operation[];
}

/** A question about classical bits. */
export type Condition =
  | {
      readonly kind: "compare";
      /** The bits read as an unsigned number, `clbits[0]` least significant. */
      readonly clbits: readonly number[];
      readonly operator: "==" | "!=" | "<" | "<=" | ">" | ">=";
      /** A whole number in decimal digits, so that registers of any width keep their value in JSON. */
      readonly value: string;
    }
  | { readonly kind: "not"; readonly operand: Condition }
  | { readonly kind: "and" | "or"; readonly operands: readonly Condition[] };
