import type { BinaryOperator, Expression as Calculation } from "../../circuit.ts";
import { isComparison, widestNumber, widthOf } from "../../expression.ts";
import type { Expression } from "../openqasm/expression.ts";
import type { Reading } from "../openqasm/reading.ts";
import { describe, type Scope } from "../openqasm/value.ts";

const operators: Readonly<Record<string, BinaryOperator>> = {
  ...{ "+": "+", "-": "-", "*": "*", "/": "/", "<<": "<<", ">>": ">>" },
  ...{ "bit and": "&", "bit or": "|", "bit xor": "^" },
  ...{ "==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=" },
};

/**
 * What is to be written to `width` classical bits: bits, numbers and casts to `uint`, `bit` and `bool`, put together by
 * arithmetic, logic and comparisons on whole numbers. A number that is known while reading is as wide as what it is put
 * together with.
 */
export function calculationOf(reading: Reading, expression: Expression, scope: Scope, width: number): Calculation {
  const { source, evaluator, budget } = reading;
  const found = part(expression);
  return typeof found === "bigint" ? number(found, width) : fitted(found, width);

  function part(of: Expression): Calculation | bigint {
    budget.spendSteps(1, of.at);
    switch (of.kind) {
      case "unary": {
        const operand = part(of.operand);
        if (typeof operand === "bigint") {
          if (of.operator === "!") return operand === 0n ? 1n : 0n;
          return of.operator === "-" ? -operand : of.operator === "~" ? ~operand : operand;
        }
        if (of.operator === "!") return { kind: "unary", operator: "~", operand: truth(operand) };
        return of.operator === "+" ? operand : { kind: "unary", operator: of.operator, operand };
      }
      case "logical":
        return of.operands
          .map((each) => truth(part(each)))
          .reduce((left, right) => ({ kind: "binary", operator: of.operator === "and" ? "&" : "|", left, right }));
      case "cast": {
        if (of.type !== "uint" && of.type !== "bit" && of.type !== "bool") return named(of);
        const operand = part(of.operand);
        if (of.type === "bool") return truth(operand);
        const to = of.width ? evaluator.whole(of.width, scope, "the width of a type") : undefined;
        if (to !== undefined && (to < 1 || to > widestNumber)) {
          throw source.invalid(of.at, `a whole number has 1 to ${widestNumber} bits`);
        }
        if (typeof operand === "bigint") return to === undefined ? operand : number(operand, to);
        return to === undefined ? operand : fitted(operand, to);
      }
      case "binary": {
        const operator = operators[of.operator];
        if (!operator) return named(of);
        const [left, right] = [part(of.left), part(of.right)];
        if (typeof left === "bigint" && typeof right === "bigint") return named(of);
        return binary(operator, left, right);
      }
      default:
        return named(of);
    }
  }

  /** What stands for bits, or is a number while reading. */
  function named(of: Expression): Calculation | bigint {
    const value = evaluator.evaluate(of, scope);
    if (value.kind === "clbits") {
      budget.spendSteps(value.clbits.length, of.at);
      return { kind: "bits", clbits: value.clbits };
    }
    if (value.kind === "bits") return number(value.value, value.width);
    if (value.kind === "bool") return value.value ? 1n : 0n;
    if (value.kind === "number" && value.whole !== undefined) return value.whole;
    throw source.unsupported(
      of.at,
      `classical bits cannot be worked out from ${describe(value)}; use bits and whole numbers`,
    );
  }
}

function binary(operator: BinaryOperator, a: Calculation | bigint, b: Calculation | bigint): Calculation {
  const widths = [a, b].map((each) => (typeof each === "bigint" ? 1 : Number(widthOf(each))));
  if (operator === "<<" || operator === ">>") {
    const left = typeof a === "bigint" ? number(a, Math.max(1, a.toString(2).length)) : a;
    return {
      kind: "binary",
      operator,
      left,
      right: typeof b === "bigint" ? number(b, Math.max(1, b.toString(2).length)) : b,
    };
  }
  const known = [a, b].find((each) => typeof each === "bigint");
  // A comparison with a number must see all of it; arithmetic wraps where the bits end.
  const needed = isComparison(operator) && typeof known === "bigint" ? known.toString(2).length : 1;
  const width = Math.max(needed, ...widths);
  const [left, right] = [a, b].map((each) => (typeof each === "bigint" ? number(each, width) : fitted(each, width)));
  return { kind: "binary", operator, left: left as Calculation, right: right as Calculation };
}

function truth(of: Calculation | bigint): Calculation {
  if (typeof of === "bigint") return number(of === 0n ? 0n : 1n, 1);
  const width = Number(widthOf(of));
  return width === 1 ? of : { kind: "binary", operator: "!=", left: of, right: number(0n, width) };
}

const number = (value: bigint, width: number): Calculation => ({
  kind: "number",
  value: BigInt.asUintN(width, value).toString(),
  width,
});

const fitted = (of: Calculation, width: number): Calculation =>
  widthOf(of) === width ? of : { kind: "cast", operand: of, to: width };
