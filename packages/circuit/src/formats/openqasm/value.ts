import type { Condition } from "../../circuit.ts";

/**
 * What a name or an expression stands for while a text is read. The last three kinds are known only when the circuit
 * runs, everything else is known now.
 */
export type Value =
  | NumberValue
  | { readonly kind: "bool"; readonly value: boolean }
  /** Bits known now, as in `"0101"`: bit 0 is the rightmost character. */
  | { readonly kind: "bits"; readonly value: bigint; readonly width: number }
  | { readonly kind: "qubits"; readonly qubits: readonly number[]; readonly single: boolean }
  /** A length of time; without seconds it is one that is not known here: in dt, or a stretch. */
  | { readonly kind: "duration"; readonly seconds?: number }
  /** Bits of the circuit, whose values measurements will decide. */
  | { readonly kind: "clbits"; readonly clbits: readonly number[]; readonly single: boolean }
  /** A number that measurements will decide, least significant bit first; null is a bit that is surely 0. */
  | { readonly kind: "word"; readonly bits: readonly (number | null)[] }
  /** A truth that measurements will decide; `size` counts the classical bits it names, repeats included. */
  | { readonly kind: "condition"; readonly condition: Condition; readonly size: number };

/**
 * A number, held in both of the ways it may be meant: `real` for angles, `whole` for indices and counts, absent where
 * something in the expression was not whole. They part at division: OpenQASM 3 truncates 1/2 to 0, as C does, while
 * its own standard library writes angles and powers as quotients of whole numbers and means the fraction.
 */
export interface NumberValue {
  readonly kind: "number";
  readonly real: number;
  readonly whole?: bigint;
}

export const realValue = (real: number): NumberValue => ({ kind: "number", real });
export const boolValue = (value: boolean): Value => ({ kind: "bool", value });

const small = Array.from({ length: 1024 }, (_, n): NumberValue => ({ kind: "number", real: n, whole: BigInt(n) }));

export function wholeValue(whole: bigint | number): NumberValue {
  const real = Number(whole);
  return (Object.is(real, -0) ? undefined : small[real]) ?? { kind: "number", real, whole: BigInt(whole) };
}

/** Names for messages. */
export function describe(value: Value): string {
  switch (value.kind) {
    case "number":
      return value.whole === undefined ? "a real number" : "a whole number";
    case "bool":
      return "true or false";
    case "bits":
      return `a constant of ${value.width} bits`;
    case "qubits":
      return value.single ? "a qubit" : "a register of qubits";
    case "duration":
      return "a length of time";
    case "clbits":
      return value.single ? "a classical bit" : "a register of classical bits";
    case "word":
      return `a number of ${value.bits.length} measured bits`;
    case "condition":
      return "a condition on measured bits";
  }
}

/** What a name stands for. `accept` turns a value to be assigned into the variable's type; constants have none. */
interface Entry {
  value: Value;
  readonly accept: ((value: Value) => Value) | undefined;
}

/** What the names of a block stand for; looked up from the innermost block outwards. */
export class Scope {
  readonly #parent: Scope | undefined;
  readonly #names = new Map<string, Entry>();

  constructor(parent?: Scope) {
    this.#parent = parent;
  }

  lookup(name: string): Value | undefined {
    return this.#entry(name)?.value;
  }

  hasOwn(name: string): boolean {
    return this.#names.has(name);
  }

  declare(name: string, value: Value, accept?: (value: Value) => Value): void {
    this.#names.set(name, { value, accept });
  }

  /** Gives a variable a new value; false if the name is no variable. */
  assign(name: string, value: Value): boolean {
    const entry = this.#entry(name);
    if (!entry?.accept) return false;
    entry.value = entry.accept(value);
    return true;
  }

  /** Every name that can be seen from here. */
  *names(): Generator<string> {
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent) yield* scope.#names.keys();
  }

  #entry(name: string): Entry | undefined {
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent) {
      const entry = scope.#names.get(name);
      if (entry) return entry;
    }
    return undefined;
  }
}
