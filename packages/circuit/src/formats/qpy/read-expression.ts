import type { Cursor } from "./cursor.ts";
import { tooLarge } from "./limits.ts";
import type { QpyBinary, QpyDuration, QpyExpression, QpyType, QpyUnary } from "./model.ts";
import { clbitOf, registerOf } from "./read-clbits.ts";
import type { Scope } from "./scope.ts";

const unary: readonly (QpyUnary | undefined)[] = [undefined, "~", "!", "-"];
const binary: readonly (QpyBinary | undefined)[] = [
  ...[undefined, "&", "|", "^", "&&", "||", "==", "!=", "<", "<=", ">", ">=", "<<", ">>", "+", "-", "*", "/"],
] as (QpyBinary | undefined)[];
const units: Readonly<Record<string, QpyDuration["unit"]>> = { t: "dt", p: "ps", n: "ns", u: "us", m: "ms", s: "s" };

/** Widest unsigned number that an expression may have. */
const widest = 65_536;

export function readType(cursor: Cursor): QpyType {
  switch (cursor.letter()) {
    case "b":
      return { kind: "bool" };
    case "u": {
      const width = cursor.u32();
      if (width > widest) throw tooLarge(cursor.at, `an unsigned number has ${width} bits`, widest);
      return { kind: "uint", width };
    }
    case "f":
      return { kind: "float" };
    case "d":
      return { kind: "duration" };
    default:
      throw cursor.invalid("a classical type should be b, u, f or d");
  }
}

/** Reads a classical expression inside of `depth` others. */
export function readExpression(cursor: Cursor, scope: Scope, depth: number): QpyExpression {
  scope.budget.expectDepth(depth / 4, cursor.at);
  const kind = cursor.letter();
  const type = readType(cursor);
  const next = () => readExpression(cursor, scope, depth + 1);
  switch (kind) {
    case "x":
      return { type, ...readVariable(cursor, scope) };
    case "s":
      return { type, kind: "stretch", variable: variableOf(cursor, scope) };
    case "v":
      return { type, kind: "literal", value: readLiteral(cursor) };
    case "c": {
      const isImplicit = cursor.flag();
      return { type, kind: "cast", operand: next(), isImplicit };
    }
    case "u": {
      const operator = unary[cursor.u8()];
      if (!operator) throw cursor.invalid("there is no such operator of one operand");
      return { type, kind: "unary", operator, operand: next() };
    }
    case "b": {
      const operator = binary[cursor.u8()];
      if (!operator) throw cursor.invalid("there is no such operator of two operands");
      return { type, kind: "binary", operator, left: next(), right: next() };
    }
    case "i":
      return { type, kind: "index", target: next(), index: next() };
    default:
      throw cursor.invalid("a classical expression should begin with x, s, v, c, u, b or i");
  }
}

function readVariable(cursor: Cursor, scope: Scope) {
  switch (cursor.letter()) {
    case "C":
      return clbitOf(cursor.u32(), cursor, scope);
    case "R":
      return registerOf(cursor.text(cursor.u16()), cursor, scope);
    case "U":
      return { kind: "variable", variable: variableOf(cursor, scope) } as const;
    default:
      throw cursor.invalid("a variable should be C, R or U");
  }
}

function variableOf(cursor: Cursor, scope: Scope) {
  const variable = scope.variables[cursor.u16()];
  if (variable) return variable;
  throw cursor.invalid("an expression names a variable that the circuit does not have");
}

function readLiteral(cursor: Cursor): boolean | bigint | number | QpyDuration {
  switch (cursor.letter()) {
    case "b":
      return cursor.flag();
    case "i": {
      const length = cursor.u8();
      let value = 0n;
      for (let k = 0; k < length; k++) value = (value << 8n) | BigInt(cursor.u8());
      return BigInt.asIntN(8 * length, value);
    }
    case "f":
      return cursor.f64();
    case "t": {
      const letter = cursor.letter();
      const unit = Object.hasOwn(units, letter) ? units[letter] : undefined;
      if (unit === undefined) throw cursor.invalid("the unit of a duration should be t, p, n, u, m or s");
      return { unit, value: unit === "dt" ? cursor.u64() : cursor.f64() };
    }
    default:
      throw cursor.invalid("a literal should be b, i, f or t");
  }
}
