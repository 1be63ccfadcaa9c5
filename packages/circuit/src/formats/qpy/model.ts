/** What a QPY file holds: circuits as Qiskit has them, in types. Plain data; nothing is worked out or checked for sense. */
export interface QpyFile {
  readonly version: number;
  /** Version of Qiskit that wrote the file. */
  readonly qiskitVersion: readonly [major: number, minor: number, patch: number];
  readonly circuits: readonly QpyCircuit[];
}

export interface QpyCircuit {
  readonly name: string;
  /** Whatever JSON the circuit carries; NaN and infinities, which Python writes and JSON lacks, are null. */
  readonly metadata: unknown;
  readonly qubitCount: number;
  readonly clbitCount: number;
  /** In radians; a value that is not an angle is refused when it is used. */
  readonly globalPhase: QpyValue;
  /** Quantum and classical, in the file's order; they may overlap and leave bits out. */
  readonly registers: readonly QpyRegister[];
  readonly variables: readonly QpyVariable[];
  /** Namespaces of annotations with the state that their serialiser kept. */
  readonly annotationStates: readonly QpyAnnotationState[];
  /**
   * The free parameters in Qiskit's order, which is that of the columns of parameter values: by name, and elements of a
   * vector by its name and their index. Variables of loops are not free.
   */
  readonly parameters: readonly QpySymbol[];
  readonly instructions: readonly QpyInstruction[];
  /** How a transpiler placed the circuit; bits of the circuit are physical already. */
  readonly layout?: QpyLayout;
}

export interface QpyRegister {
  readonly kind: "quantum" | "classical" | "ancilla";
  readonly name: string;
  /** Indices of the circuit's bits, −1 for a bit that the circuit does not have. Bit 0 is the least significant. */
  readonly bits: readonly number[];
  /** False for registers that a layout or a definition names and the circuit does not have. */
  readonly isInCircuit: boolean;
  /** Whether the register made its bits; false if it is another name for bits that exist. */
  readonly isStandalone: boolean;
}

export interface QpyVariable {
  readonly id: string;
  readonly name: string;
  readonly usage: "input" | "capture" | "local" | "captured stretch" | "local stretch";
  readonly type: QpyType;
}

export interface QpyAnnotationState {
  readonly namespace: string;
  readonly state: Uint8Array;
}

export interface QpyLayout {
  /** For each placed qubit its physical index and the name of its register, if it has one. */
  readonly initial: readonly { readonly index: number; readonly register?: string }[];
  readonly inputMapping: readonly number[];
  readonly final: readonly number[];
  readonly inputQubitCount: number;
}

export interface QpyInstruction {
  /** Name of Qiskit's class, or the entry of the file's table of custom instructions. */
  readonly className: string;
  /** Qiskit's name of the operation, as `cx` or `if_else`; the class name where that is not known here. */
  readonly name: string;
  readonly label?: string;
  readonly qubits: readonly number[];
  readonly clbits: readonly number[];
  readonly params: readonly QpyValue[];
  readonly condition?: QpyCondition;
  /** How many of the first qubits are controls, and the number on which they fire (bit 0 is the first). */
  readonly controlCount: number;
  readonly controlState: number;
  readonly annotations?: readonly QpyAnnotation[];
  /** Present if the file defines the instruction. */
  readonly custom?: QpyCustom;
  /** Place of the instruction in the file. */
  readonly offset: number;
}

export interface QpyAnnotation {
  readonly namespace: string;
  readonly payload: Uint8Array;
}

/** When an instruction acts: a bit or a register has a value, or a classical expression is true. */
export type QpyCondition =
  | { readonly kind: "equal"; readonly target: QpyClbits; readonly value: number | bigint }
  | { readonly kind: "expression"; readonly expression: QpyExpression };

export type QpyClbits =
  | { readonly kind: "clbit"; readonly clbit: number }
  | { readonly kind: "register"; readonly name: string };

export interface QpyCustom {
  readonly kind: "gate" | "instruction" | "controlled" | "annotated" | "evolution";
  readonly name: string;
  readonly qubitCount: number;
  readonly clbitCount: number;
  /** What it does, with the parameters of the call in it; for a controlled gate, with all controls firing on 1. */
  readonly definition?: QpyCircuit;
  /** What a controlled gate controls, or what the modifiers of an annotated operation modify. It has no bits. */
  readonly base?: QpyInstruction;
  readonly controlCount: number;
  readonly controlState: number;
  readonly evolution?: QpyEvolution;
}

/** exp(−i t H) for sums H of products of Pauli matrices and projectors, one after the other. */
export interface QpyEvolution {
  readonly operators: readonly (readonly QpyPauliTerm[])[];
  readonly time: QpyValue;
  /** Qiskit's class of the synthesis, and its settings. */
  readonly synthesis: { readonly className: string; readonly settings: Readonly<Record<string, unknown>> };
}

export interface QpyPauliTerm {
  readonly re: number;
  readonly im: number;
  /** Letters X Y Z, and 0 1 + - r l for projectors; letter k acts on `qubits[k]`. */
  readonly letters: string;
  readonly qubits: readonly number[];
}

export type QpyValue =
  | number
  | bigint
  | string
  | null
  | QpyComplex
  | QpySymbol
  | QpyParameterExpression
  | QpyArray
  | QpyClbits
  | { readonly kind: "circuit"; readonly circuit: QpyCircuit }
  | { readonly kind: "classical"; readonly expression: QpyExpression }
  | { readonly kind: "range"; readonly start: number; readonly stop: number; readonly step: number }
  | { readonly kind: "tuple"; readonly items: readonly QpyValue[] }
  /** The default case of a switch. */
  | { readonly kind: "default" }
  | QpyModifier;

export interface QpyComplex {
  readonly kind: "complex";
  readonly re: number;
  readonly im: number;
}

export interface QpyModifier {
  readonly kind: "modifier";
  readonly modifier: "control" | "inverse" | "power";
  readonly controlCount: number;
  readonly controlState: number;
  readonly power: number;
}

/** A parameter, told from others by its id. An element of a vector is named `vector[index]`. */
export interface QpySymbol {
  readonly kind: "symbol";
  readonly id: string;
  readonly name: string;
  readonly vector?: { readonly name: string; readonly index: number };
}

/** A calculation with parameters in postfix order: operands are pushed, operators take theirs from the top of the stack. */
export interface QpyParameterExpression {
  readonly kind: "expression";
  readonly steps: readonly QpyStep[];
}

export type QpyStep = number | QpyComplex | QpySymbol | QpyOperator;

export type QpyOperator =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "power"
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "exp"
  | "log"
  | "sign"
  | "conjugate"
  | "abs"
  | "reversed subtract"
  | "reversed divide"
  | "reversed power";

/** An array of NumPy, row by row. Complex entries are re, im; whole numbers and booleans are numbers, too. */
export interface QpyArray {
  readonly kind: "array";
  readonly shape: readonly number[];
  readonly isComplex: boolean;
  readonly data: Float64Array;
}

export type QpyType =
  | { readonly kind: "bool" | "float" | "duration" }
  | { readonly kind: "uint"; readonly width: number };

/** A classical expression, as conditions, switches and stores have it. */
export type QpyExpression = { readonly type: QpyType } & (
  | { readonly kind: "clbit"; readonly clbit: number }
  | { readonly kind: "register"; readonly name: string }
  | { readonly kind: "variable" | "stretch"; readonly variable: QpyVariable }
  | { readonly kind: "literal"; readonly value: boolean | bigint | number | QpyDuration }
  | { readonly kind: "cast"; readonly operand: QpyExpression; readonly isImplicit: boolean }
  | { readonly kind: "unary"; readonly operator: QpyUnary; readonly operand: QpyExpression }
  | {
      readonly kind: "binary";
      readonly operator: QpyBinary;
      readonly left: QpyExpression;
      readonly right: QpyExpression;
    }
  | { readonly kind: "index"; readonly target: QpyExpression; readonly index: QpyExpression }
);

export interface QpyDuration {
  readonly value: number;
  readonly unit: "dt" | "ps" | "ns" | "us" | "ms" | "s";
}

export type QpyUnary = "~" | "!" | "-";
export type QpyBinary =
  | "&"
  | "|"
  | "^"
  | "&&"
  | "||"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "<<"
  | ">>"
  | "+"
  | "-"
  | "*"
  | "/";
