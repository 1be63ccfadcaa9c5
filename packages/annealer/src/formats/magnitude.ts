import { InvalidInputError } from "@naru/base";
import type { Expression } from "./expression.ts";

/** Throws InvalidInputError for energies, up to this far from 0, of which differences would not be finite. */
export function refuseHuge(magnitude: number): void {
  if (Number.isFinite(4 * magnitude)) return;
  throw new InvalidInputError("The model's numbers are so large that its energies are not finite. Scale them down.");
}

/** No sum of some of these numbers, each with any sign, is further from 0. */
export function magnitudeOf(...lists: readonly Float64Array[]): number {
  let sum = 0;
  for (const list of lists) for (const value of list) sum += Math.abs(value);
  return sum;
}

/** No value of an expression is further from 0 while its variables are within their bounds. */
export function expressionMagnitude(expression: Expression, lower: Float64Array, upper: Float64Array): number {
  const { offset, variables, linear, first, second, quadratic } = expression;
  const largest = (i: number) => Math.max(Math.abs(lower[i]!), Math.abs(upper[i]!));
  let sum = Math.abs(offset);
  for (let k = 0; k < linear.length; k++) sum += Math.abs(linear[k]!) * largest(variables[k]!);
  for (let k = 0; k < quadratic.length; k++) sum += Math.abs(quadratic[k]!) * largest(first[k]!) * largest(second[k]!);
  return sum;
}
