import { TooLargeError } from "@naru/base";
import type { ComparisonOperator, Condition } from "@naru/circuit";

/** Asks classical bits (entry c is bit c, 0 or 1) whether a condition holds. */
export type BitTest = (bits: Uint8Array) => boolean;

/** Reads a condition once, so that it can be asked often. Registers of any width keep their exact value. */
export function bitTest(condition: Condition): BitTest {
  switch (condition.kind) {
    case "not": {
      const operand = bitTest(condition.operand);
      return (bits) => !operand(bits);
    }
    case "and": {
      const operands = condition.operands.map(bitTest);
      return (bits) => operands.every((operand) => operand(bits));
    }
    case "or": {
      const operands = condition.operands.map(bitTest);
      return (bits) => operands.some((operand) => operand(bits));
    }
    case "compare": {
      const { clbits } = condition;
      const value = BigInt(condition.value);
      const holds = comparisons[condition.operator];
      return (bits) => holds(numberOf(bits, clbits), value);
    }
  }
}

/** The classical bits that a condition looks at. */
export function clbitsOf(condition: Condition): readonly number[] {
  switch (condition.kind) {
    case "not":
      return clbitsOf(condition.operand);
    case "and":
    case "or":
      return condition.operands.flatMap(clbitsOf);
    case "compare":
      return condition.clbits;
  }
}

/** Refuses one turn of a loop more than its bound, with what to do. */
export function checkTurns(turns: number, maxTurns: number): void {
  if (turns < maxTurns) return;
  throw new TooLargeError(
    `A loop has not ended after ${maxTurns} turns in a shot; see to it that its condition comes to be false, or raise its bound on turns.`,
    { limit: maxTurns },
  );
}

function numberOf(bits: Uint8Array, clbits: readonly number[]): bigint {
  let digits = "0b0";
  for (let k = clbits.length - 1; k >= 0; k--) digits += bits[clbits[k]];
  return BigInt(digits);
}

const comparisons: Record<ComparisonOperator, (a: bigint, b: bigint) => boolean> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};
