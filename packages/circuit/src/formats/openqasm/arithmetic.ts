import { acos, asin, atan, cos, exp, log, sin, tan } from "@naru/base";
import type { BinaryOperator } from "./expression.ts";
import { type NumberValue, realValue, wholeValue } from "./value.ts";

/** Whole numbers stay below 2 to this power: enough for any register's value, too little to waste memory with. */
const mostBits = 4096;
const bound = 1n << BigInt(mostBits);

/** An operation on numbers that has no result; the caller knows where it stands. */
export class ArithmeticError extends Error {}

/** The operators on numbers known now. Throws `ArithmeticError`. */
export function calculate(operator: BinaryOperator, a: NumberValue, b: NumberValue): NumberValue {
  const whole = a.whole === undefined || b.whole === undefined ? undefined : wholeResult(operator, a.whole, b.whole);
  if (whole !== undefined && (whole > bound || whole < -bound)) throw new ArithmeticError("this number is too large");
  const real = realResult(operator, a.real, b.real);
  if (real === undefined) {
    if (whole === undefined) throw new ArithmeticError("this takes whole numbers");
    return wholeValue(whole);
  }
  return whole === undefined ? realValue(real) : { kind: "number", real, whole };
}

export function negate({ real, whole }: NumberValue): NumberValue {
  return whole === undefined ? realValue(-real) : { kind: "number", real: -real, whole: -whole };
}

/** The operators as C has them for whole numbers; undefined where the result need not be whole. */
function wholeResult(operator: BinaryOperator, a: bigint, b: bigint): bigint | undefined {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / divisor(b);
    case "%":
      return a % divisor(b);
    case "power":
      if (b < 0n) return undefined;
      if (BigInt(a.toString(2).length) * b > mostBits) throw new ArithmeticError("this power is too large");
      return a ** b;
    case "<<":
    case ">>":
      if (b < 0n || b > mostBits) throw new ArithmeticError(`a shift is by 0 to ${mostBits} places`);
      return operator === "<<" ? a << b : a >> b;
    case "bit and":
      return a & b;
    case "bit or":
      return a | b;
    case "bit xor":
      return a ^ b;
    default:
      return undefined;
  }
}

function realResult(operator: BinaryOperator, a: number, b: number): number | undefined {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0) throw new ArithmeticError("this divides by zero");
      return a / b;
    case "%":
      if (b === 0) throw new ArithmeticError("this divides by zero");
      return a % b;
    case "power":
      return a ** b;
    default:
      return undefined;
  }
}

function divisor(b: bigint): bigint {
  if (b === 0n) throw new ArithmeticError("this divides by zero");
  return b;
}

interface NumberFunction {
  readonly parameterCount: number;
  apply(...operands: NumberValue[]): NumberValue;
}

const ofReals = (apply: (...operands: number[]) => number): NumberFunction => ({
  parameterCount: apply.length,
  apply: (...operands) => realValue(apply(...operands.map(({ real }) => real))),
});

/** Functions that round give whole numbers where the result has an exact one. */
const rounding = (apply: (operand: number) => number): NumberFunction => ({
  parameterCount: 1,
  apply: ({ real } = realValue(0)) => {
    const rounded = apply(real);
    return Number.isSafeInteger(rounded) ? wholeValue(rounded) : realValue(rounded);
  },
});

const trigonometry: [string, NumberFunction][] = [
  ["sin", ofReals(sin)],
  ["cos", ofReals(cos)],
  ["tan", ofReals(tan)],
  ["exp", ofReals(exp)],
  ["sqrt", ofReals((x) => Math.sqrt(x))],
];

/** The functions of OpenQASM 2, and the inverse ones that Qiskit adds to them. */
export const openQasm2Functions: ReadonlyMap<string, NumberFunction> = new Map([
  ...trigonometry,
  ["ln", ofReals(log)],
  ["asin", ofReals(asin)],
  ["acos", ofReals(acos)],
  ["atan", ofReals(atan)],
]);

export const openQasm3Functions: ReadonlyMap<string, NumberFunction> = new Map([
  ...trigonometry,
  ["log", ofReals(log)],
  ["ln", ofReals(log)],
  ["arcsin", ofReals(asin)],
  ["arccos", ofReals(acos)],
  ["arctan", ofReals(atan)],
  ["floor", rounding(Math.floor)],
  ["ceiling", rounding(Math.ceil)],
  ["mod", { parameterCount: 2, apply: (a, b) => calculate("%", a ?? realValue(0), b ?? realValue(1)) }],
  ["pow", { parameterCount: 2, apply: (a, b) => calculate("power", a ?? realValue(0), b ?? realValue(1)) }],
]);
