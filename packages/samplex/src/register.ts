import { cliffordCount, cliffordMatrices, cliffordProducts, pauliMatrices } from "./clifford.ts";
import { damaged } from "./fields.ts";

/**
 * What the gates of a register are: unitary 2×2 matrices; Pauli matrices up to a phase (I 0, Z 1, X 2, Y 3: the product is
 * the exclusive or); bits; Clifford gates up to a phase (see `clifford.ts`).
 */
export const registerTypes = ["u2", "pauli", "z2", "c1"] as const;
export type RegisterType = (typeof registerTypes)[number];

export const isRegisterType = (value: unknown): value is RegisterType => registerTypes.some((type) => type === value);

/** Numbers that a gate takes: a matrix 8 (row by row, re and im), all others one, their number. */
export const widthOf = (type: RegisterType): number => (type === "u2" ? 8 : 1);

/** How many gates there are of this type; matrices are not counted. */
export const sizeOfGroup: Readonly<Record<Exclude<RegisterType, "u2">, number>> = {
  pauli: 4,
  z2: 2,
  c1: cliffordCount,
};

/** Gates by subsystem and sample: that of subsystem q and sample s is entry q·samples + s. */
export type Gates = Uint8Array | Float64Array;

/** A register as it is known before anything is drawn. */
export interface Register {
  readonly type: RegisterType;
  readonly subsystems: number;
  /** Whether all samples have the same gates, which are then kept once. */
  readonly isShared: boolean;
  /** Which place of a run holds its gates. */
  readonly place: number;
}

export const newGates = (type: RegisterType, count: number): Gates =>
  type === "u2" ? new Float64Array(count * 8) : new Uint8Array(count);

/** Makes all gates identities. */
export function setIdentities(gates: Gates): void {
  gates.fill(0);
  if (gates instanceof Uint8Array) return;
  for (let at = 0; at < gates.length; at += 8) gates[at] = gates[at + 6] = 1;
}

/** Whether gates of one type can be read as gates of another. */
export function expectConvertible(from: RegisterType, to: RegisterType, where: string): void {
  if (from === to || convertible[from]?.includes(to)) return;
  throw damaged(where, `registers of type ${from} cannot be turned into ${to}`);
}

const convertible: Readonly<Partial<Record<RegisterType, readonly RegisterType[]>>> = {
  pauli: ["z2", "u2", "c1"],
  z2: ["pauli"],
  c1: ["u2"],
};

const matricesOfPaulis = Float64Array.from(pauliMatrices.flat());
const matricesOfCliffords = Float64Array.from(cliffordMatrices.flat());

/** Writes the gate at place `from` of `source` to place `to` of `target`, as one of the target's type. */
export type CopyGate = (source: Gates, from: number, target: Gates, to: number) => void;

export function copyGate(from: RegisterType, to: RegisterType): CopyGate {
  if (to === "u2") {
    if (from === "u2") {
      return (source, at, target, place) => {
        for (let k = 0; k < 8; k++) target[place * 8 + k] = source[at * 8 + k];
      };
    }
    const matrices = from === "pauli" ? matricesOfPaulis : matricesOfCliffords;
    return (source, at, target, place) => {
      for (let k = 0; k < 8; k++) target[place * 8 + k] = matrices[source[at] * 8 + k];
    };
  }
  if (from === "pauli" && to === "z2") {
    return (source, at, target, place) => {
      target[place] = source[at] >> 1;
    };
  }
  if (from === "z2" && to === "pauli") {
    return (source, at, target, place) => {
      target[place] = source[at] << 1;
    };
  }
  return (source, at, target, place) => {
    target[place] = source[at];
  };
}

/** Multiplies the gate at place `to` of `target` by a factor on its right. */
export type MultiplyGate = (target: Gates, to: number, factor: Gates, from: number) => void;

export function multiplyGate(type: RegisterType): MultiplyGate {
  switch (type) {
    case "u2":
      return (target, to, factor, from) => multiply(target, to * 8, factor, from * 8, target, to * 8);
    case "c1":
      return (target, to, factor, from) => {
        target[to] = cliffordProducts[target[to] * cliffordCount + factor[from]];
      };
    default:
      return (target, to, factor, from) => {
        target[to] ^= factor[from];
      };
  }
}

/** Multiplies so many gates of `target`, from place `to` on, by one factor. */
export type MultiplyGates = (target: Gates, to: number, count: number, factor: Gates, from: number) => void;

export function multiplyGates(type: RegisterType, side: "left" | "right"): MultiplyGates {
  switch (type) {
    case "u2":
      return (target, to, count, factor, from) => multiplyAll(target, to * 8, count, factor, from * 8, side);
    case "c1":
      return (target, to, count, factor, from) => {
        const [a, b] = side === "right" ? [cliffordCount, 1] : [1, cliffordCount];
        for (let k = to; k < to + count; k++) target[k] = cliffordProducts[target[k] * a + factor[from] * b];
      };
    default:
      return (target, to, count, factor, from) => {
        for (let k = to; k < to + count; k++) target[k] ^= factor[from];
      };
  }
}

/** Multiplies matrices by the one at f. Most are diagonal, turns about z, and take half the work. */
function multiplyAll(
  target: Gates,
  at: number,
  count: number,
  factors: Gates,
  f: number,
  side: "left" | "right",
): void {
  const end = at + 8 * count;
  const isDiagonal = factors[f + 2] === 0 && factors[f + 3] === 0 && factors[f + 4] === 0 && factors[f + 5] === 0;
  if (isDiagonal) {
    const [p, q, r, s] = [factors[f], factors[f + 1], factors[f + 6], factors[f + 7]];
    // On the right the diagonal scales columns, on the left rows.
    const other = side === "right" ? 4 : 2;
    for (let k = at; k < end; k += 8) {
      scale(target, k, p, q);
      scale(target, k + other, p, q);
      scale(target, k + 6 - other, r, s);
      scale(target, k + 6, r, s);
    }
  } else if (side === "right") {
    for (let k = at; k < end; k += 8) multiply(target, k, factors, f, target, k);
  } else {
    for (let k = at; k < end; k += 8) multiply(factors, f, target, k, target, k);
  }
}

function scale(target: Gates, k: number, re: number, im: number): void {
  const x = target[k];
  const y = target[k + 1];
  target[k] = x * re - y * im;
  target[k + 1] = x * im + y * re;
}

/** Writes the product of the matrices at a and b to c, which may be one of them. */
function multiply(left: Gates, a: number, right: Gates, b: number, target: Gates, c: number): void {
  const a0 = left[a];
  const a1 = left[a + 1];
  const a2 = left[a + 2];
  const a3 = left[a + 3];
  const a4 = left[a + 4];
  const a5 = left[a + 5];
  const a6 = left[a + 6];
  const a7 = left[a + 7];
  const b0 = right[b];
  const b1 = right[b + 1];
  const b2 = right[b + 2];
  const b3 = right[b + 3];
  const b4 = right[b + 4];
  const b5 = right[b + 5];
  const b6 = right[b + 6];
  const b7 = right[b + 7];
  target[c] = a0 * b0 - a1 * b1 + a2 * b4 - a3 * b5;
  target[c + 1] = a0 * b1 + a1 * b0 + a2 * b5 + a3 * b4;
  target[c + 2] = a0 * b2 - a1 * b3 + a2 * b6 - a3 * b7;
  target[c + 3] = a0 * b3 + a1 * b2 + a2 * b7 + a3 * b6;
  target[c + 4] = a4 * b0 - a5 * b1 + a6 * b4 - a7 * b5;
  target[c + 5] = a4 * b1 + a5 * b0 + a6 * b5 + a7 * b4;
  target[c + 6] = a4 * b2 - a5 * b3 + a6 * b6 - a7 * b7;
  target[c + 7] = a4 * b3 + a5 * b2 + a6 * b7 + a7 * b6;
}
