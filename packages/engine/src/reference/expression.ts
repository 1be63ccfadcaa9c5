import type { Expression } from "@naru/circuit";
import { type Bits, readBit, withBitOf } from "./bits.ts";

/** The bits after an assignment. */
export function assigned(bits: Bits, clbits: readonly number[], value: Expression): Bits {
  const text = textOf(calculated(value, bits));
  return clbits.reduce((after, clbit, k) => withBitOf(after, clbit, Number(text.at(-1 - k) ?? 0)), bits);
}

/** A whole number and its width, or a real number. */
type Value = { readonly whole: bigint; readonly width: number } | { readonly real: number };

const whole = (value: bigint, width: number): Value => ({
  whole: ((value % 2n ** BigInt(width)) + 2n ** BigInt(width)) % 2n ** BigInt(width),
  width,
});
const truth = (holds: boolean): Value => whole(holds ? 1n : 0n, 1);

/** The bits of a value, the least significant last. */
function textOf(value: Value): string {
  if ("whole" in value) return value.whole.toString(2).padStart(value.width, "0");
  const [high, low] = new Uint32Array(Float64Array.of(value.real).buffer).toReversed();
  return [high, low].map((part) => part.toString(2).padStart(32, "0")).join("");
}

function realOfText(text: string): number {
  const parts = Uint32Array.of(Number.parseInt(text.slice(32), 2), Number.parseInt(text.slice(0, 32), 2));
  return new Float64Array(parts.buffer)[0];
}

function calculated(expression: Expression, bits: Bits): Value {
  switch (expression.kind) {
    case "bits": {
      const { clbits } = expression;
      return whole(
        BigInt(
          `0b${clbits
            .map((clbit) => readBit(bits, clbit))
            .toReversed()
            .join("")}`,
        ),
        clbits.length,
      );
    }
    case "real bits":
      return {
        real: realOfText(
          expression.clbits
            .map((clbit) => readBit(bits, clbit))
            .toReversed()
            .join(""),
        ),
      };
    case "number":
      return whole(BigInt(expression.value), expression.width);
    case "real":
      return { real: expression.value };
    case "cast": {
      const value = calculated(expression.operand, bits);
      if (expression.to === "real") return { real: "whole" in value ? Number(value.whole) : value.real };
      if ("whole" in value) return whole(value.whole, expression.to);
      return whole(Number.isFinite(value.real) ? BigInt(Math.trunc(value.real)) : 0n, expression.to);
    }
    case "unary": {
      const value = calculated(expression.operand, bits);
      if ("real" in value) return { real: -value.real };
      return whole(expression.operator === "-" ? -value.whole : -1n - value.whole, value.width);
    }
    case "binary": {
      const [left, right] = [calculated(expression.left, bits), calculated(expression.right, bits)];
      if ("real" in left && "real" in right) return ofReals(left.real, expression.operator, right.real);
      if ("whole" in left && "whole" in right) {
        return ofWholes(left.whole, expression.operator, right.whole, left.width);
      }
      throw new TypeError("Operands are of one kind.");
    }
  }
}

type Operator = (Expression & { kind: "binary" })["operator"];

function ofReals(a: number, operator: Operator, b: number): Value {
  const results: Partial<Record<Operator, Value>> = {
    ...{ "+": { real: a + b }, "-": { real: a - b }, "*": { real: a * b }, "/": { real: a / b } },
    ...{ "==": truth(a === b), "!=": truth(a !== b), "<": truth(a < b) },
    ...{ "<=": truth(a <= b), ">": truth(a > b), ">=": truth(a >= b) },
  };
  return results[operator] ?? truth(false);
}

function ofWholes(a: bigint, operator: Operator, b: bigint, width: number): Value {
  const shift = b > BigInt(width) ? BigInt(width) : b;
  const results: Record<Operator, Value> = {
    ...{ "+": whole(a + b, width), "-": whole(a - b, width), "*": whole(a * b, width) },
    "/": whole(b === 0n ? 2n ** BigInt(width) - 1n : a / b, width),
    ...{ "&": whole(a & b, width), "|": whole(a | b, width), "^": whole(a ^ b, width) },
    ...{ "<<": whole(a * 2n ** shift, width), ">>": whole(a / 2n ** shift, width) },
    ...{ "==": truth(a === b), "!=": truth(a !== b), "<": truth(a < b) },
    ...{ "<=": truth(a <= b), ">": truth(a > b), ">=": truth(a >= b) },
  };
  return results[operator];
}
