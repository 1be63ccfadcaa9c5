import type { Value } from "./value.ts";

/**
 * An expression as parsed. `at` is an offset into the text. `depth` is the height of the tree, which the parser keeps
 * within bounds so that whoever walks it may recurse.
 */
export type Expression = { readonly at: number; readonly depth: number } & (
  | { readonly kind: "literal"; readonly value: Value }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "physical"; readonly qubit: number }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** `a && b && c` is one node; what stands in parentheses is a node of its own. */
  | { readonly kind: "logical"; readonly operator: "and" | "or"; readonly operands: readonly Expression[] }
  | { readonly kind: "call"; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: "cast"; readonly type: string; readonly width?: Expression; readonly operand: Expression }
  | { readonly kind: "select"; readonly operand: Expression; readonly selections: readonly Selection[] }
  /** `{a, b, c}`: of qubits or of bits, in an alias. */
  | { readonly kind: "set"; readonly operands: readonly Expression[] }
);

export type UnaryOperator = "-" | "+" | "!" | "~";
export const comparisons = ["==", "!=", "<", "<=", ">", ">="] as const;
export type Comparison = (typeof comparisons)[number];
export type BinaryOperator =
  | Comparison
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "power"
  | "<<"
  | ">>"
  | "bit and"
  | "bit or"
  | "bit xor"
  | "join";

/** One part of what stands between the brackets of `q[0]`, `q[1:3]`, `q[{0, 2}]`. A range includes its end. */
export type Selection =
  | { readonly kind: "single"; readonly index: Expression }
  | ({ readonly kind: "range"; readonly at: number } & RangeEnds)
  | { readonly kind: "set"; readonly at: number; readonly indices: readonly Expression[] };

export interface RangeEnds {
  readonly start?: Expression;
  readonly step?: Expression;
  readonly stop?: Expression;
}
