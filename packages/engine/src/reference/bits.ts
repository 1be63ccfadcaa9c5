import type { Condition } from "@naru/circuit";

/** Classical bits as text, bit 0 rightmost. */
export type Bits = string;

export const zeroBits = (bitCount: number): Bits => "0".repeat(bitCount);

export const readBit = (bits: Bits, clbit: number): string => bits[bits.length - 1 - clbit];

export function withBitOf(bits: Bits, clbit: number, value: number): Bits {
  const at = bits.length - 1 - clbit;
  return bits.slice(0, at) + value + bits.slice(at + 1);
}

/** Whether a condition holds. */
export function holds(condition: Condition, bits: Bits): boolean {
  switch (condition.kind) {
    case "not":
      return !holds(condition.operand, bits);
    case "and":
      return condition.operands.every((operand) => holds(operand, bits));
    case "or":
      return condition.operands.some((operand) => holds(operand, bits));
    case "compare": {
      const digits = condition.clbits.map((clbit) => readBit(bits, clbit)).toReversed();
      return compares(BigInt(`0b0${digits.join("")}`), condition.operator, BigInt(condition.value));
    }
  }
}

function compares(a: bigint, operator: (Condition & { kind: "compare" })["operator"], b: bigint): boolean {
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
