import type { Condition } from "../../circuit.ts";
import type { Comparison } from "./expression.ts";
import { boolValue, type Value } from "./value.ts";

/**
 * Questions about bits that measurements will decide, folded as far as they can be while reading. Everything returns
 * undefined where the model of a circuit has no such question; the caller knows where it stands and says so.
 */

/** The truth of a value: of a bit that it is 1, of a register that it is not 0. */
export function truthOf(value: Value): Value | undefined {
  switch (value.kind) {
    case "bool":
    case "condition":
      return value;
    case "number":
      return boolValue(value.real !== 0);
    case "bits":
      return boolValue(value.value !== 0n);
    case "clbits":
      return value.single ? compareBits("==", value.clbits, 1n) : compareBits("!=", value.clbits, 0n);
    case "word":
      return compareWord("!=", value.bits, 0n);
    default:
      return undefined;
  }
}

export function not(operand: Value): Value | undefined {
  const truth = truthOf(operand);
  if (truth?.kind === "bool") return boolValue(!truth.value);
  if (truth?.kind === "condition") return asked({ kind: "not", operand: truth.condition }, truth.size);
  return undefined;
}

/** `and` and `or`: operands known now are folded away. */
export function combine(operator: "and" | "or", operands: readonly Value[]): Value | undefined {
  const decisive = operator === "or";
  const open: Condition[] = [];
  let size = 0;
  for (const operand of operands) {
    const truth = truthOf(operand);
    if (truth?.kind === "condition") {
      open.push(truth.condition);
      size += truth.size;
    } else if (truth?.kind !== "bool") return undefined;
    else if (truth.value === decisive) return boolValue(decisive);
  }
  const [only, ...more] = open;
  if (!only) return boolValue(!decisive);
  return asked(more.length === 0 ? only : { kind: operator, operands: open }, size);
}

export function exclusiveOr(a: Value, b: Value): Value | undefined {
  const [notA, notB] = [not(a), not(b)];
  const [first, second] = notA && notB ? [combine("and", [a, notB]), combine("and", [notA, b])] : [];
  return first && second && combine("or", [first, second]);
}

/** The bits of a number, if the value is one that measurements will decide. */
export function wordOf(value: Value): readonly (number | null)[] | undefined {
  return value.kind === "word" ? value.bits : value.kind === "clbits" ? value.clbits : undefined;
}

/** `word & mask`, `word << places` and `word >> places`; the width stays. */
export function maskWord(word: readonly (number | null)[], mask: bigint): Value {
  return { kind: "word", bits: word.map((bit, k) => ((mask >> BigInt(k)) & 1n ? bit : null)) };
}

export function shiftWord(word: readonly (number | null)[], placesUp: number): Value {
  return { kind: "word", bits: word.map((_, k) => word[k - placesUp] ?? null) };
}

/** Compares a number that measurements will decide with one that is known. */
export function compareWord(
  operator: Comparison,
  word: readonly (number | null)[],
  constant: bigint,
): Value | undefined {
  if (constant < 0n) return boolValue(holds(operator, 0n, -1n)); // no unsigned number is negative
  if (isOpen(word)) return compareBits(operator, word, constant);
  const open: number[] = [];
  let compared = 0n;
  for (const [k, bit] of word.entries()) {
    const isSet = ((constant >> BigInt(k)) & 1n) === 1n;
    if (bit !== null) {
      if (isSet) compared |= 1n << BigInt(open.length);
      open.push(bit);
    } else if (isSet) {
      // The constant has a 1 where the word has none: never equal; an order would need the bits above and below apart.
      return operator === "==" ? boolValue(false) : operator === "!=" ? boolValue(true) : undefined;
    }
  }
  const above = constant >> BigInt(word.length);
  return compareBits(operator, open, compared | (above << BigInt(open.length)));
}

/** Whether every bit is one that measurements will decide. */
function isOpen(word: readonly (number | null)[]): word is readonly number[] {
  return !word.includes(null);
}

function compareBits(operator: Comparison, clbits: readonly number[], constant: bigint): Value {
  if (clbits.length === 0) return boolValue(holds(operator, 0n, constant));
  return asked({ kind: "compare", clbits, operator, value: constant.toString() }, clbits.length);
}

/** Whether a comparison of two known numbers holds. */
export function holds<T extends bigint | number>(operator: Comparison, a: T, b: T): boolean {
  switch (operator) {
    case "==":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

const asked = (condition: Condition, size: number): Value => ({ kind: "condition", condition, size });
