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

export type Operation =
  | GateOperation
  | UnitaryOperation
  | Measure
  | Reset
  | Barrier
  | Delay
  | Conditional
  | WhileLoop
  | Assign;

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

/** Lets a qubit wait. Does nothing ideally; under noise the qubit decays for that time. */
export interface Delay {
  readonly kind: "delay";
  readonly qubit: number;
  /** Finite, 0 or more. */
  readonly seconds: number;
}

/** Runs `then` if the condition holds at that moment, otherwise `otherwise`. */
export interface Conditional {
  readonly kind: "if";
  readonly condition: Condition;
  readonly then: readonly Operation[];
  readonly otherwise?: readonly Operation[];
}

/**
 * Runs `body` as long as the condition holds, which is asked before each turn. A shot in which it still holds after
 * `maxTurns` turns ends the whole run with `TooLargeError`.
 */
export interface WhileLoop {
  readonly kind: "while";
  readonly condition: Condition;
  readonly body: readonly Operation[];
  /** 1 or more; counted from 0 each time that the loop is reached. */
  readonly maxTurns: number;
}

/**
 * Works out a value from classical bits and writes it to bits, `clbits[0]` the least significant. The value is as wide as
 * there are bits; a real number takes 64, as IEEE 754 has them.
 */
export interface Assign {
  readonly kind: "assign";
  readonly clbits: readonly number[];
  readonly value: Expression;
}

/**
 * A calculation with classical bits. Values are unsigned whole numbers of a known width in bits, or real numbers of double
 * precision; a truth is a number of one bit. Both operands of an operator are of the same kind, and whole numbers of the
 * same width but for shifts.
 */
export type Expression =
  /** The bits as a whole number, `clbits[0]` least significant. */
  | { readonly kind: "bits"; readonly clbits: readonly number[] }
  /** 64 bits as the real number that was assigned to them. */
  | { readonly kind: "real bits"; readonly clbits: readonly number[] }
  /** A whole number in decimal digits, below 2^width. */
  | { readonly kind: "number"; readonly value: string; readonly width: number }
  /** Any finite real number. */
  | { readonly kind: "real"; readonly value: number }
  /**
   * As another kind: whole numbers get zeros above or lose their highest bits, as a real number they are the nearest; a
   * real number loses its fraction, and then all but its lowest bits, those of its two's complement if it is negative.
   * What is not finite becomes 0.
   */
  | { readonly kind: "cast"; readonly operand: Expression; readonly to: number | "real" }
  /** `~` turns every bit of a whole number; `-` is the number that gives 0 together with the operand. */
  | { readonly kind: "unary"; readonly operator: "~" | "-"; readonly operand: Expression }
  /**
   * Whole numbers wrap around at their width; `/` leaves the remainder away, and dividing by 0 gives all ones. Real
   * numbers have `+ - * /` and comparisons alone. Comparisons give one bit. Shifts take a number of any width.
   */
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";
export type BinaryOperator = "+" | "-" | "*" | "/" | "&" | "|" | "^" | "<<" | ">>" | ComparisonOperator;

/** A question about classical bits. */
export type Condition =
  | {
      readonly kind: "compare";
      /** The bits read as an unsigned number, `clbits[0]` least significant. */
      readonly clbits: readonly number[];
      readonly operator: ComparisonOperator;
      /** A whole number in decimal digits, so that registers of any width keep their value in JSON. */
      readonly value: string;
    }
  | { readonly kind: "not"; readonly operand: Condition }
  | { readonly kind: "and" | "or"; readonly operands: readonly Condition[] };
