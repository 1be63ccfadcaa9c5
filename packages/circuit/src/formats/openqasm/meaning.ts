import { type GateName, gateNamed, gates } from "../../gates.ts";
import type { Expression } from "./expression.ts";
import { Scope } from "./value.ts";

/** What a gate's name stands for in a text. */
export type Meaning = TableMeaning | DefinedMeaning | PhaseMeaning | IdleMeaning | OpaqueMeaning;

/** A gate of our table under `controls` further controls, which come first among its qubits. */
export interface TableMeaning {
  readonly kind: "table";
  readonly gate: GateName;
  readonly controls: number;
  readonly qubitCount: number;
  readonly parameterCount: number;
  /** The table's parameters from the text's, where they differ. */
  readonly params?: (params: readonly number[]) => readonly number[];
}

/** A gate that the text defines. It is replaced by its body wherever it is used. */
export interface DefinedMeaning {
  readonly kind: "defined";
  readonly name: string;
  readonly parameterNames: readonly string[];
  readonly parameterCount: number;
  readonly qubitCount: number;
  readonly body: readonly BodyStep[];
  /** What the names in the body stand for, besides the parameters. */
  readonly scope: Scope;
  /** How many operations one use needs, at least, and how much work; both may be astronomical. */
  readonly operationCount: number;
  readonly stepCount: number;
  /** How many definitions deep the longest chain of gates goes. */
  readonly depth: number;
  /** The gate of the table that it is, up to a global phase: used in its place where no control can see the phase. */
  readonly sameAs?: TableMeaning;
}

/** `gphase(angle)`. */
export interface PhaseMeaning {
  readonly kind: "phase";
  readonly qubitCount: 0;
  readonly parameterCount: 1;
}

/** Waiting, which the model of a circuit does not time. */
export interface IdleMeaning {
  readonly kind: "idle";
  readonly qubitCount: number;
  readonly parameterCount: number;
}

/** Declared without a body, so that nobody here knows what it does. */
export interface OpaqueMeaning {
  readonly kind: "opaque";
  readonly qubitCount: number;
  readonly parameterCount: number;
}

/** `qubits` are numbers of the definition's formal qubits. */
export type BodyStep =
  | {
      readonly kind: "apply";
      readonly meaning: Meaning;
      readonly modifiers: readonly Modifier[];
      readonly params: readonly Expression[];
      readonly qubits: readonly number[];
      readonly at: number;
    }
  | { readonly kind: "barrier"; readonly qubits: readonly number[]; readonly at: number };

/** What stands before `@`, in the order written. */
export type Modifier =
  | { readonly kind: "control"; readonly count: number; readonly firesOn: 0 | 1 }
  | { readonly kind: "inverse" }
  | { readonly kind: "power"; readonly exponent: Expression };

/** A gate of the table, as it is or under further controls. */
export function tableMeaning(gate: GateName, controls = 0): TableMeaning {
  const { qubitCount, parameterNames } = gates[gate];
  return { kind: "table", gate, controls, qubitCount: qubitCount + controls, parameterCount: parameterNames.length };
}

/** What a name means in a library: one of the table, one that needs a word of its own, or nothing. */
const special: ReadonlyMap<string, TableMeaning> = new Map<string, TableMeaning>([
  ["u0", { ...tableMeaning("id"), parameterCount: 1, params: () => [] }],
  ["u2", { ...tableMeaning("u"), parameterCount: 2, params: ([phi = 0, lambda = 0]) => [Math.PI / 2, phi, lambda] }],
  ["c3x", tableMeaning("x", 3)],
  ["c4x", tableMeaning("x", 4)],
  ["c3sqrtx", tableMeaning("sx", 3)],
]);

/**
 * X under two and three controls up to phases that depend on the controls, as `qelib1.inc` has them (Maslov,
 * "Advantages of using relative-phase Toffoli gates", Phys. Rev. A 93, 022311 (2016)). Each gate with its qubits.
 */
const relativePhase: ReadonlyMap<string, DefinedMeaning> = new Map([
  ["rccx", sequence("rccx", 3, "h2 t2 cx12 tdg2 cx02 t2 cx12 tdg2 h2")],
  ["rc3x", sequence("rc3x", 4, "h3 t3 cx23 tdg3 h3 cx03 t3 cx13 tdg3 cx03 t3 cx13 tdg3 h3 t3 cx23 tdg3 h3")],
]);

function sequence(name: string, qubitCount: number, gatesWithQubits: string): DefinedMeaning {
  const body = gatesWithQubits.split(" ").map((step): BodyStep => {
    const qubits = Array.from(step.replace(/\D/g, ""), Number);
    const gate = gateNamed(step.replace(/\d/g, ""));
    if (!gate) throw new RangeError(`There is no gate for "${step}".`);
    return { kind: "apply", meaning: tableMeaning(gate), modifiers: [], params: [], qubits, at: 0 };
  });
  const [operationCount, scope] = [body.length, new Scope()];
  return {
    kind: "defined",
    ...{ name, qubitCount, body, scope, operationCount },
    ...{ parameterNames: [], parameterCount: 0, stepCount: 1, depth: 1 },
  };
}

/** A gate that either standard library knows, or that our table has beyond them. */
export function libraryMeaning(name: string): TableMeaning | DefinedMeaning | undefined {
  return relativePhase.get(name) ?? tableMeaningOf(name);
}

function tableMeaningOf(name: string): TableMeaning | undefined {
  const known = special.get(name);
  if (known) return known;
  const gate = gateNamed(name);
  return gate && tableMeaning(gate);
}

/** The gates of the language itself, known without any library. */
export const builtInGates: Readonly<Record<2 | 3, ReadonlyMap<string, Meaning>>> = {
  2: new Map<string, Meaning>([
    ["U", tableMeaning("u")],
    ["CX", tableMeaning("cx")],
  ]),
  3: new Map<string, Meaning>([
    ["U", tableMeaning("u")],
    ["gphase", { kind: "phase", qubitCount: 0, parameterCount: 1 }],
  ]),
};

/**
 * The table's gate that a definition of this name may be meant as. Exporters write out gates that the standard library
 * lacks; Qiskit calls X and √X under many controls `mcx` and `c3sx`.
 */
export function likelyMeaning(name: string, qubitCount: number): TableMeaning | undefined {
  if (name === "mcx" && qubitCount > 3 && qubitCount <= 5) return tableMeaning("x", qubitCount - 1);
  if (name === "c3sx") return tableMeaning("sx", 3);
  return tableMeaningOf(name);
}
