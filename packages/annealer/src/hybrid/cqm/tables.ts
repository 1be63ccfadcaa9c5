import type { Constraint, Cqm } from "../../formats/cqm.ts";
import type { Expression } from "../../formats/expression.ts";

/**
 * A constrained model by variables. Expression 0 is the objective, expression k + 1 the left side of constraint k.
 *
 * Linear terms of variable v lie at `linearStarts[v]` to `linearStarts[v + 1]` (exclusive) of `linearIn` (the expression) and
 * `linearBy`; quadratic ones, both directions, at `pairStarts[v]` … of `pairIn`, `pairWith` (v itself for squares), `pairBy`.
 */
export interface Tables {
  readonly linearStarts: Int32Array;
  readonly linearIn: Int32Array;
  readonly linearBy: Float64Array;
  readonly pairStarts: Int32Array;
  readonly pairIn: Int32Array;
  readonly pairWith: Int32Array;
  readonly pairBy: Float64Array;
  /** Linear terms once more, by expressions. */
  readonly rowStarts: Int32Array;
  readonly rowWith: Int32Array;
  readonly rowBy: Float64Array;
}

export function tablesOf(cqm: Cqm): Tables {
  const expressions = [cqm.objective, ...cqm.constraints.map(({ lhs }) => lhs)];
  const size = cqm.labels.length;
  const linearStarts = new Int32Array(size + 1);
  const pairStarts = new Int32Array(size + 1);
  const rowStarts = new Int32Array(expressions.length + 1);
  expressions.forEach((expression, e) => {
    rowStarts[e + 1] = rowStarts[e]! + eachLinear(expression, (v) => (linearStarts[v + 1]! += 1));
    eachPair(expression, (u) => (pairStarts[u + 1]! += 1));
  });
  for (let v = 0; v < size; v++) {
    linearStarts[v + 1]! += linearStarts[v]!;
    pairStarts[v + 1]! += pairStarts[v]!;
  }
  const [linears, pairs] = [linearStarts[size]!, pairStarts[size]!];
  const tables: Tables = {
    linearStarts,
    linearIn: new Int32Array(linears),
    linearBy: new Float64Array(linears),
    pairStarts,
    pairIn: new Int32Array(pairs),
    pairWith: new Int32Array(pairs),
    pairBy: new Float64Array(pairs),
    rowStarts,
    rowWith: new Int32Array(linears),
    rowBy: new Float64Array(linears),
  };
  const [nextLinear, nextPair] = [linearStarts.slice(0, size), pairStarts.slice(0, size)];
  expressions.forEach((expression, e) => {
    let at = rowStarts[e]!;
    eachLinear(expression, (v, bias) => {
      const k = nextLinear[v]!++;
      tables.linearIn[k] = e;
      tables.linearBy[k] = tables.rowBy[at] = bias;
      tables.rowWith[at++] = v;
    });
    eachPair(expression, (u, v, bias) => {
      const k = nextPair[u]!++;
      tables.pairIn[k] = e;
      tables.pairWith[k] = v;
      tables.pairBy[k] = bias;
    });
  });
  return tables;
}

/** Terms whose factor is not 0; returns how many. */
function eachLinear({ variables, linear }: Expression, visit: (v: number, bias: number) => void): number {
  let count = 0;
  for (let k = 0; k < variables.length; k++) {
    if (linear[k] === 0) continue;
    visit(variables[k]!, linear[k]!);
    count++;
  }
  return count;
}

function eachPair({ first, second, quadratic }: Expression, visit: (u: number, v: number, bias: number) => void): void {
  for (let k = 0; k < first.length; k++) {
    if (quadratic[k] === 0) continue;
    visit(first[k]!, second[k]!, quadratic[k]!);
    if (first[k] !== second[k]) visit(second[k]!, first[k]!, quadratic[k]!);
  }
}

/** The value of an expression. */
export function evaluate(expression: Expression, x: Float64Array): number {
  const { offset, variables, linear, first, second, quadratic } = expression;
  let sum = offset;
  for (let k = 0; k < variables.length; k++) sum += linear[k]! * x[variables[k]!]!;
  for (let k = 0; k < first.length; k++) sum += quadratic[k]! * x[first[k]!]! * x[second[k]!]!;
  return sum;
}

/** By how much a constraint is broken, of whose left side this is the value; 0 or less when it holds. */
export function violationOf(sense: Constraint["sense"], rhs: number, value: number): number {
  if (sense === "==") return Math.abs(value - rhs);
  return sense === "<=" ? value - rhs : rhs - value;
}

/** What a client takes for kept: dimod's tolerances, rtol 1e-6 and atol 1e-8. */
export const toleranceOf = (rhs: number): number => 1e-8 + 1e-6 * Math.abs(rhs);

/** What a soft constraint costs that is broken by so much. */
export function softCost(soft: NonNullable<Constraint["soft"]>, violation: number): number {
  return soft.weight * (soft.penalty === "linear" ? violation : violation * violation);
}
