import { type Frame, invalidAt, secondsOfDuration, unsupportedAt } from "./frame.ts";
import type { QpyExpression, QpyInstruction, QpyValue } from "./model.ts";

/**
 * How long a delay lasts. A number is in dt, as in every transpiled circuit: the file does not say its unit. `real` finds
 * the number that a parameter is.
 */
export function secondsOfDelay(
  instruction: QpyInstruction,
  frame: Frame,
  real: (value: QpyValue | undefined) => number,
): number {
  const [duration] = instruction.params;
  const isExpression = typeof duration === "object" && duration !== null && duration.kind === "classical";
  const seconds = isExpression
    ? secondsOf(duration.expression, instruction, frame)
    : real(duration) * (frame.stepSeconds ?? 0);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw invalidAt(instruction, `it should last a finite time, 0 or more, and not ${seconds} s`);
}

/** Durations that are known now. */
function secondsOf(expression: QpyExpression, instruction: QpyInstruction, frame: Frame): number {
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      return typeof value === "object" ? secondsOfDuration(value, frame, instruction) : Number(value);
    }
    case "cast":
      return secondsOf(expression.operand, instruction, frame);
    case "unary":
      return -secondsOf(expression.operand, instruction, frame);
    case "binary": {
      const [left, right] = [expression.left, expression.right].map((each) => secondsOf(each, instruction, frame));
      const [a, b] = [left ?? Number.NaN, right ?? Number.NaN];
      const results: Partial<Record<typeof expression.operator, number>> = {
        "+": a + b,
        "-": a - b,
        "*": a * b,
        "/": a / b,
      };
      return results[expression.operator] ?? Number.NaN;
    }
    default:
      throw unsupportedAt(instruction, "its length is a stretch or a variable; give it a length that is known before");
  }
}
