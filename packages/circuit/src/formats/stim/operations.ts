import type { GateName } from "../../gates.ts";

/** What an instruction of Stim's format is, for reader, writer and whoever runs it. */
export type StimKind =
  | {
      readonly kind: "unitary";
      readonly width: 1 | 2;
      readonly as: readonly StimStep[];
      readonly controlled?: Controlled;
    }
  /** Measures each target, or each pair or product of them, in a basis; may reset it to the basis's first state. */
  | { readonly kind: "measure"; readonly basis: Basis; readonly per: "qubit" | "pair"; readonly isReset: boolean }
  | { readonly kind: "measureProducts" }
  | { readonly kind: "reset"; readonly basis: Basis }
  /** Paulis on each target or pair: `weights` turns the parameters into the probability of each. */
  | { readonly kind: "noise"; readonly width: 1 | 2; readonly parameterCount: number; readonly weights: Weights }
  /** One product of Paulis. */
  | { readonly kind: "correlatedError" }
  | { readonly kind: "detector" }
  | { readonly kind: "observable" }
  /** Has no effect on what is measured. */
  | { readonly kind: "annotation"; readonly takes: "qubits" | "nothing" | "pairs" };

export type Basis = "X" | "Y" | "Z";

/** A gate of the table on the targets at these positions. */
export interface StimStep {
  readonly gate: GateName;
  readonly on: readonly number[];
}

/** Which target of a pair may be a measured bit, and the Pauli that it then decides over on the other. */
export interface Controlled {
  readonly control: 0 | 1 | "either";
  readonly pauli: Basis;
}

/** Paulis as strings such as "XI", first letter for the first target; those that never strike may be left out. */
export type Weights = (parameters: readonly number[]) => readonly (readonly [paulis: string, probability: number])[];

/** "cx01 h0": gates in the order of time, each with the positions of its targets. */
function unitary(width: 1 | 2, text: string, controlled?: Controlled): StimKind {
  const as = text.split(" ").flatMap((word) => {
    const match = /^([a-z]+)(\d+)$/.exec(word);
    return match ? [{ gate: match[1] as GateName, on: Array.from(match[2] ?? "", Number) }] : [];
  });
  return { kind: "unitary", width, as, ...(controlled && { controlled }) };
}

const measure = (basis: Basis, per: "qubit" | "pair" = "qubit", isReset = false): StimKind => ({
  kind: "measure",
  basis,
  per,
  isReset,
});
const reset = (basis: Basis): StimKind => ({ kind: "reset", basis });
const noise = (width: 1 | 2, parameterCount: number, weights: Weights): StimKind => ({
  kind: "noise",
  width,
  parameterCount,
  weights,
});

const single = ["X", "Y", "Z"];
const pairs = ["I", ...single].flatMap((first) => ["I", ...single].map((second) => first + second)).slice(1);
const evenly =
  (paulis: readonly string[]): Weights =>
  ([probability = 0]) =>
    paulis.map((each) => [each, probability / paulis.length]);
const one =
  (pauli: string): Weights =>
  ([probability = 0]) => [[pauli, probability]];
const given =
  (paulis: readonly string[]): Weights =>
  (parameters) =>
    paulis.map((each, k) => [each, parameters[k] ?? 0]);

/** The instructions that are known here, by canonical name. */
export const stimOperations: Readonly<Record<string, StimKind>> = {
  I: unitary(1, ""),
  X: unitary(1, "x0"),
  Y: unitary(1, "y0"),
  Z: unitary(1, "z0"),
  C_NXYZ: unitary(1, "sx0 sdg0"),
  C_NZYX: unitary(1, "sdg0 sx0"),
  C_XNYZ: unitary(1, "h0 sx0"),
  C_XYNZ: unitary(1, "sxdg0 s0"),
  C_XYZ: unitary(1, "h0 sxdg0"),
  C_ZNYX: unitary(1, "h0 sdg0"),
  C_ZYNX: unitary(1, "s0 sxdg0"),
  C_ZYX: unitary(1, "h0 s0"),
  H: unitary(1, "h0"),
  H_NXY: unitary(1, "x0 sdg0"),
  H_NXZ: unitary(1, "y0 h0"),
  H_NYZ: unitary(1, "y0 sxdg0"),
  H_XY: unitary(1, "x0 s0"),
  H_YZ: unitary(1, "y0 sx0"),
  S: unitary(1, "s0"),
  S_DAG: unitary(1, "sdg0"),
  SQRT_X: unitary(1, "sx0"),
  SQRT_X_DAG: unitary(1, "sxdg0"),
  SQRT_Y: unitary(1, "z0 h0"),
  SQRT_Y_DAG: unitary(1, "x0 h0"),
  CX: unitary(2, "cx01", { control: 0, pauli: "X" }),
  CXSWAP: unitary(2, "cx01 swap01"),
  CY: unitary(2, "cy01", { control: 0, pauli: "Y" }),
  CZ: unitary(2, "cz01", { control: "either", pauli: "Z" }),
  CZSWAP: unitary(2, "cz01 swap01"),
  II: unitary(2, ""),
  ISWAP: unitary(2, "iswap01"),
  ISWAP_DAG: unitary(2, "iswapdg01"),
  SQRT_XX: unitary(2, "cx01 sx0 cx01"),
  SQRT_XX_DAG: unitary(2, "cx01 sxdg0 cx01"),
  SQRT_YY: unitary(2, "z0 cy01 h0 cy01"),
  SQRT_YY_DAG: unitary(2, "cx01 sx0 cx01 iswap01"),
  SQRT_ZZ: unitary(2, "swap01 iswap01"),
  SQRT_ZZ_DAG: unitary(2, "swap01 iswapdg01"),
  SWAP: unitary(2, "swap01"),
  SWAPCX: unitary(2, "cx01 cx10"),
  XCX: unitary(2, "h0 cx01 h0"),
  XCY: unitary(2, "h0 cy01 h0"),
  XCZ: unitary(2, "cx10", { control: 1, pauli: "X" }),
  YCX: unitary(2, "h1 cy10 h1"),
  YCY: unitary(2, "sx0 cy01 sxdg0"),
  YCZ: unitary(2, "cy10", { control: 1, pauli: "Y" }),
  M: measure("Z"),
  MX: measure("X"),
  MY: measure("Y"),
  MR: measure("Z", "qubit", true),
  MRX: measure("X", "qubit", true),
  MRY: measure("Y", "qubit", true),
  MXX: measure("X", "pair"),
  MYY: measure("Y", "pair"),
  MZZ: measure("Z", "pair"),
  MPP: { kind: "measureProducts" },
  R: reset("Z"),
  RX: reset("X"),
  RY: reset("Y"),
  X_ERROR: noise(1, 1, one("X")),
  Y_ERROR: noise(1, 1, one("Y")),
  Z_ERROR: noise(1, 1, one("Z")),
  DEPOLARIZE1: noise(1, 1, evenly(single)),
  DEPOLARIZE2: noise(2, 1, evenly(pairs)),
  PAULI_CHANNEL_1: noise(1, 3, given(single)),
  PAULI_CHANNEL_2: noise(2, 15, given(pairs)),
  E: { kind: "correlatedError" },
  DETECTOR: { kind: "detector" },
  OBSERVABLE_INCLUDE: { kind: "observable" },
  TICK: { kind: "annotation", takes: "nothing" },
  SHIFT_COORDS: { kind: "annotation", takes: "nothing" },
  QUBIT_COORDS: { kind: "annotation", takes: "qubits" },
  I_ERROR: { kind: "annotation", takes: "qubits" },
  II_ERROR: { kind: "annotation", takes: "pairs" },
};

const aliases: Readonly<Record<string, string>> = {
  CNOT: "CX",
  ZCX: "CX",
  ZCY: "CY",
  ZCZ: "CZ",
  SWAPCZ: "CZSWAP",
  H_XZ: "H",
  SQRT_Z: "S",
  SQRT_Z_DAG: "S_DAG",
  MZ: "M",
  MRZ: "MR",
  RZ: "R",
  CORRELATED_ERROR: "E",
};

/** The canonical name of an instruction, or undefined. Names are read in any case. */
export function stimNameOf(written: string): string | undefined {
  const upper = written.toUpperCase();
  const name = Object.hasOwn(aliases, upper) ? aliases[upper] : upper;
  return name !== undefined && Object.hasOwn(stimOperations, name) ? name : undefined;
}
