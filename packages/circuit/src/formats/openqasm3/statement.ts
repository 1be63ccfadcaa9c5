import type { GateCall } from "../openqasm/call.ts";
import type { BinaryOperator, Expression, RangeEnds } from "../openqasm/expression.ts";
import type { classicalTypes } from "../openqasm/words.ts";

/** A statement that may stand in a block, as parsed. `at` is an offset into the text. */
export type Statement =
  | GateCall
  | ({ readonly at: number } & (
      | { readonly kind: "measure"; readonly from: Expression; readonly into?: Expression }
      | { readonly kind: "reset"; readonly operand: Expression }
      /** No operands mean all qubits. */
      | { readonly kind: "barrier"; readonly operands: readonly Expression[] }
      /** No operands mean all qubits. */
      | { readonly kind: "delay"; readonly length: Expression; readonly operands: readonly Expression[] }
      | { readonly kind: "while"; readonly condition: Expression; readonly body: readonly Statement[] }
      | {
          readonly kind: "if";
          readonly condition: Expression;
          readonly then: readonly Statement[];
          readonly otherwise: readonly Statement[];
        }
      | {
          readonly kind: "for";
          readonly name: string;
          readonly over: LoopValues;
          readonly body: readonly Statement[];
        }
      | { readonly kind: "block"; readonly body: readonly Statement[] }
      | { readonly kind: "qubits"; readonly name: string; readonly size?: Expression }
      | Declaration
      | { readonly kind: "input"; readonly name: string; readonly type: ClassicalType }
      | { readonly kind: "alias"; readonly name: string; readonly of: Expression }
      | {
          readonly kind: "assign";
          readonly target: Expression;
          /** For `+=` and its like. */
          readonly operator?: BinaryOperator;
          readonly value: Expression;
        }
      | { readonly kind: "end" }
    ));

/** `const int[8] n = 3;`, `bit[2] c;` or `bit c = measure q;`. */
export interface Declaration {
  readonly kind: "declare";
  readonly at: number;
  readonly name: string;
  readonly type: ClassicalType;
  readonly isConstant: boolean;
  readonly initial?: Expression;
  readonly measured?: Expression;
}

export interface ClassicalType {
  readonly name: (typeof classicalTypes)[number];
  readonly width?: Expression;
}

export type LoopValues =
  | { readonly kind: "range"; readonly at: number; readonly ends: RangeEnds }
  | { readonly kind: "set"; readonly values: readonly Expression[] };
