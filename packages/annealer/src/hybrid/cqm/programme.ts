import type { Constraint, Cqm } from "../../formats/cqm.ts";
import type { Expression } from "../../formats/expression.ts";
import type { LinearProgramme } from "../linear.ts";

/** Linear terms of models that are worth a try by branch and bound. */
export const mostLinearTerms = 200_000;

const isExpressionLinear = ({ quadratic }: Expression): boolean => quadratic.every((bias) => bias === 0);

/** Whether nothing is multiplied: soft constraints may be linear with a linear penalty. */
export function isLinear({ objective, constraints }: Cqm): boolean {
  return (
    isExpressionLinear(objective) &&
    constraints.every(({ lhs, soft }) => isExpressionLinear(lhs) && (!soft || soft.penalty === "linear"))
  );
}

/**
 * The programme of a linear model. Spins s are columns b with s = 2b − 1; each soft constraint has one column or two more,
 * by how much it is broken.
 */
export function programmeOf(cqm: Cqm): LinearProgramme {
  const { vartypes, objective, constraints } = cqm;
  const size = vartypes.length;
  const costs = Array.from<number>({ length: size }).fill(0);
  const lower = Array.from(cqm.lower, (low, v) => (vartypes[v] === "spin" ? 0 : low));
  const upper = Array.from(cqm.upper);
  const isInteger: number[] = vartypes.map((type) => (type === "real" ? 0 : 1));
  const factor = (v: number) => (vartypes[v] === "spin" ? 2 : 1);
  objective.variables.forEach((v, k) => {
    costs[v]! += objective.linear[k]! * factor(v);
  });
  const starts = [0];
  const [indices, values, rowLower, rowUpper] = [[] as number[], [] as number[], [] as number[], [] as number[]];
  const addSlack = (weight: number, sign: number) => {
    indices.push(costs.length);
    values.push(sign);
    costs.push(weight);
    lower.push(0);
    upper.push(Number.POSITIVE_INFINITY);
    isInteger.push(0);
  };
  for (const { lhs, sense, rhs, soft } of constraints) {
    let constant = lhs.offset;
    lhs.variables.forEach((v, k) => {
      if (vartypes[v] === "spin") constant -= lhs.linear[k]!;
      if (lhs.linear[k] === 0) return;
      indices.push(v);
      values.push(lhs.linear[k]! * factor(v));
    });
    if (soft && sense !== ">=") addSlack(soft.weight, -1);
    if (soft && sense !== "<=") addSlack(soft.weight, 1);
    const [low, high] = boundsOf(sense, rhs - constant);
    rowLower.push(low);
    rowUpper.push(high);
    starts.push(indices.length);
  }
  return {
    costs: Float64Array.from(costs),
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    isInteger: Uint8Array.from(isInteger),
    starts: Int32Array.from(starts),
    indices: Int32Array.from(indices),
    values: Float64Array.from(values),
    rowLower: Float64Array.from(rowLower),
    rowUpper: Float64Array.from(rowUpper),
  };
}

function boundsOf(sense: Constraint["sense"], rhs: number): readonly [number, number] {
  if (sense === "==") return [rhs, rhs];
  return sense === "<=" ? [Number.NEGATIVE_INFINITY, rhs] : [rhs, Number.POSITIVE_INFINITY];
}

/** The model's state of a programme's answer: whole numbers where they belong, within their bounds. */
export function stateOfAnswer({ vartypes, lower, upper }: Cqm, values: Float64Array): Float64Array {
  return lower.map((low, v) => {
    const value = values[v]!;
    if (vartypes[v] === "spin") return value > 0.5 ? 1 : -1;
    return Math.min(upper[v]!, Math.max(low, vartypes[v] === "real" ? value : Math.round(value)));
  });
}
