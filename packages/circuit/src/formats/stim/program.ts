/**
 * A circuit in the terms of Stim's format: Clifford gates, measurements that append to a record, Pauli noise in its
 * place, detectors and observables. Plain JSON. Qubits begin in |0⟩.
 *
 * Meaning of instructions: Stim's gate reference (Gidney, "Stim: a fast stabilizer circuit simulator", Quantum 5, 497
 * (2021), and its file format documentation).
 */
export interface StimProgram {
  /** One more than the highest qubit that is named. */
  readonly qubitCount: number;
  /** How many results the record has at the end, repetitions counted; below 2^53. */
  readonly measurementCount: number;
  readonly detectorCount: number;
  /** One more than the highest observable that is named. */
  readonly observableCount: number;
  readonly instructions: readonly StimInstruction[];
}

export type StimInstruction = StimOperation | StimRepeat;

/** The body, `times` times in a row; it is never written out. */
export interface StimRepeat {
  readonly kind: "repeat";
  readonly times: number;
  readonly body: readonly StimInstruction[];
  readonly tag?: string;
}

export interface StimOperation {
  readonly kind: "operation";
  /** The canonical name, as in `stimOperations`. */
  readonly name: string;
  /** What stands in parentheses: probabilities, coordinates, the number of an observable. */
  readonly parameters: readonly number[];
  readonly targets: readonly StimTarget[];
  /** What stands in brackets behind the name, as written. */
  readonly tag?: string;
}

/** A number is a qubit. */
export type StimTarget =
  | number
  /** A qubit whose result is written inverted. */
  | { readonly kind: "inverted"; readonly qubit: number }
  /** The result that was written `back` results ago, 1 for the last. */
  | { readonly kind: "record"; readonly back: number }
  /** A product of Paulis on different qubits. */
  | { readonly kind: "paulis"; readonly factors: readonly StimFactor[]; readonly isInverted: boolean };

export interface StimFactor {
  readonly pauli: "X" | "Y" | "Z";
  readonly qubit: number;
}
