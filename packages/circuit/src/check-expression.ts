import type { Expression } from "./circuit.ts";
import { isComparison, realWidth, type ValueWidth, widestNumber } from "./expression.ts";

/** Operands and operators of one expression. */
const mostParts = 10_000;
const mostDepth = 256;
const wholeNumber = /^\d{1,1300}$/; // longer ones are wider than the widest number

/**
 * What is wrong with an expression, or how wide its value is. `problemOfBits` says what is wrong with bits that it reads.
 * The expression may come from JSON: only its types are believed, not its values.
 */
export function checkExpression(
  expression: Expression,
  problemOfBits: (clbits: readonly number[]) => string | undefined,
): { readonly problem: string } | { readonly width: ValueWidth } {
  let parts = 0;
  try {
    return { width: widthOfSound(expression, 0) };
  } catch (error) {
    if (error instanceof Fault) return { problem: error.message };
    throw error;
  }

  function widthOfSound(part: Expression, depth: number): ValueWidth {
    if (++parts > mostParts) throw new Fault(`its expression has more than ${mostParts} parts; split it`);
    if (depth > mostDepth) throw new Fault(`its expression is nested more than ${mostDepth} deep; split it`);
    switch (part.kind) {
      case "bits":
      case "real bits": {
        const { clbits } = part;
        parts += clbits.length;
        const problem = problemOfBits(clbits);
        if (problem !== undefined) throw new Fault(problem);
        if (part.kind === "bits") return soundWidth(clbits.length);
        if (clbits.length === realWidth) return "real";
        throw new Fault(`a real number has ${realWidth} bits, not ${clbits.length}`);
      }
      case "number": {
        const width = soundWidth(part.width);
        if (typeof part.value !== "string" || !wholeNumber.test(part.value)) {
          throw new Fault(`"${part.value}" in its expression should be a whole number in decimal digits`);
        }
        if (BigInt(part.value) >> BigInt(width) === 0n) return width;
        throw new Fault(`the number ${part.value} in its expression does not fit into ${width} bits`);
      }
      case "real":
        if (Number.isFinite(part.value)) return "real";
        throw new Fault(`the real number ${part.value} in its expression is not finite`);
      case "cast":
        widthOfSound(part.operand, depth + 1);
        return part.to === "real" ? "real" : soundWidth(part.to);
      case "unary": {
        const width = widthOfSound(part.operand, depth + 1);
        if (part.operator === "-" || (part.operator === "~" && width !== "real")) return width;
        throw new Fault(`its expression has no operator "${part.operator}" for such a value; use ~ or -`);
      }
      case "binary": {
        const left = widthOfSound(part.left, depth + 1);
        const right = widthOfSound(part.right, depth + 1);
        const { operator } = part;
        if (!operators.has(operator) || (left === "real" && !realOperators.has(operator))) {
          throw new Fault(`its expression has no operator "${operator}" for such values`);
        }
        const isShift = operator === "<<" || operator === ">>";
        if (isShift ? right === "real" : left !== right) {
          throw new Fault(`the operands of "${operator}" in its expression are of different widths; cast one of them`);
        }
        return isComparison(operator) ? 1 : left;
      }
      default:
        throw new Fault(`there is no expression "${(part as { kind: unknown }).kind}"`);
    }
  }
}

class Fault extends Error {}

const realOperators: ReadonlySet<string> = new Set(["+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">="]);
const operators: ReadonlySet<string> = new Set([...realOperators, "&", "|", "^", "<<", ">>"]);

function soundWidth(width: number): number {
  if (Number.isInteger(width) && width >= 1 && width <= widestNumber) return width;
  throw new Fault(`a whole number has 1 to ${widestNumber} bits, not ${width}`);
}
