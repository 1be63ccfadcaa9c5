import type { BinaryOperator, ComparisonOperator, Expression } from "./circuit.ts";

/** How wide the value of an expression is in bits, or that it is a real number. */
export type ValueWidth = number | "real";

/** The bits of a real number, as IEEE 754 has it in double precision. */
export const realWidth = 64;
/** Whole numbers have so many bits at most. */
export const widestNumber = 4096;

export const isComparison = (operator: BinaryOperator): operator is ComparisonOperator => comparisons.has(operator);
const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

/** The width of a sound expression, without looking at values. */
export function widthOf(expression: Expression): ValueWidth {
  switch (expression.kind) {
    case "bits":
      return expression.clbits.length;
    case "real bits":
    case "real":
      return "real";
    case "number":
      return expression.width;
    case "cast":
      return expression.to;
    case "unary":
      return widthOf(expression.operand);
    case "binary":
      return isComparison(expression.operator) ? 1 : widthOf(expression.left);
  }
}

/** The classical bits that an expression reads. */
export function clbitsOfExpression(expression: Expression): readonly number[] {
  switch (expression.kind) {
    case "bits":
    case "real bits":
      return expression.clbits;
    case "number":
    case "real":
      return [];
    case "cast":
    case "unary":
      return clbitsOfExpression(expression.operand);
    case "binary":
      return [...clbitsOfExpression(expression.left), ...clbitsOfExpression(expression.right)];
  }
}

/**
 * Makes a function of a sound expression that works it out from classical bits (entry c is bit c, 0 or 1) and gives the
 * bits of the value, the least significant first; 64 of them for a real number.
 */
export function evaluatorOf(expression: Expression): (bits: Uint8Array) => Uint8Array {
  const width = widthOf(expression);
  const value = calculationOf(expression);
  if (width === "real") return (bits) => bitsOfNumber(bitsOfReal(value(bits) as number), realWidth);
  return (bits) => bitsOfNumber(value(bits) as bigint, width);
}

/** Whole numbers are bigints, real ones numbers. */
type Calculation = (bits: Uint8Array) => bigint | number;

function calculationOf(expression: Expression): Calculation {
  switch (expression.kind) {
    case "bits": {
      const { clbits } = expression;
      return (bits) => numberOf(bits, clbits);
    }
    case "real bits": {
      const { clbits } = expression;
      return (bits) => realOf(numberOf(bits, clbits));
    }
    case "number": {
      const value = BigInt(expression.value);
      return () => value;
    }
    case "real": {
      const { value } = expression;
      return () => value;
    }
    case "cast": {
      const { operand, to } = expression;
      const value = calculationOf(operand);
      if (to === "real") return (bits) => Number(value(bits));
      return (bits) => BigInt.asUintN(to, wholeOf(value(bits)));
    }
    case "unary": {
      const { operator, operand } = expression;
      const [value, width] = [calculationOf(operand), widthOf(operand)];
      if (width === "real") return (bits) => -(value(bits) as number);
      if (operator === "~") return (bits) => BigInt.asUintN(width, ~(value(bits) as bigint));
      return (bits) => BigInt.asUintN(width, -(value(bits) as bigint));
    }
    case "binary":
      return binaryOf(expression);
  }
}

function binaryOf({ operator, left, right }: Expression & { kind: "binary" }): Calculation {
  const [a, b, width] = [calculationOf(left), calculationOf(right), widthOf(left)];
  if (isComparison(operator)) {
    const holds = comparisonOf(operator);
    return (bits) => (holds(a(bits), b(bits)) ? 1n : 0n);
  }
  if (width === "real") {
    const calculate = onReals[operator as keyof typeof onReals];
    return (bits) => calculate(a(bits) as number, b(bits) as number);
  }
  const calculate = onWholes[operator];
  return (bits) => BigInt.asUintN(width, calculate(a(bits) as bigint, b(bits) as bigint, width));
}

const onReals = {
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  "*": (a: number, b: number) => a * b,
  "/": (a: number, b: number) => a / b,
};

const onWholes: Record<Exclude<BinaryOperator, ComparisonOperator>, (a: bigint, b: bigint, width: number) => bigint> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => (b === 0n ? -1n : a / b),
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  // A shift by the width or more leaves nothing, and must not make a number of that many bits.
  "<<": (a, b, width) => (b >= BigInt(width) ? 0n : a << b),
  ">>": (a, b, width) => (b >= BigInt(width) ? 0n : a >> b),
};

function comparisonOf(operator: ComparisonOperator): (a: bigint | number, b: bigint | number) => boolean {
  switch (operator) {
    case "==":
      return (a, b) => a === b;
    case "!=":
      return (a, b) => a !== b;
    case "<":
      return (a, b) => a < b;
    case "<=":
      return (a, b) => a <= b;
    case ">":
      return (a, b) => a > b;
    case ">=":
      return (a, b) => a >= b;
  }
}

const wholeOf = (value: bigint | number): bigint =>
  typeof value === "bigint" ? value : Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;

function numberOf(bits: Uint8Array, clbits: readonly number[]): bigint {
  if (clbits.length <= 31) {
    let number = 0;
    clbits.forEach((clbit, k) => {
      number |= (bits[clbit] ?? 0) << k;
    });
    return BigInt(number);
  }
  let digits = "0b";
  for (let k = clbits.length - 1; k >= 0; k--) digits += bits[clbits[k] ?? -1] ?? 0;
  return BigInt(digits);
}

function bitsOfNumber(value: bigint, width: number): Uint8Array {
  const bits = new Uint8Array(width);
  if (width <= 31) {
    const number = Number(value);
    for (let k = 0; k < width; k++) bits[k] = (number >>> k) & 1;
    return bits;
  }
  const digits = value.toString(2);
  for (let k = 0; k < digits.length; k++) bits[k] = digits.charCodeAt(digits.length - 1 - k) & 1;
  return bits;
}

const realOf = (number: bigint): number => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, number);
  return view.getFloat64(0);
};

/** Every NaN has the same bits, so that they are the same on any machine. */
const bitsOfReal = (value: number): bigint => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return Number.isNaN(value) ? 0x7ff8000000000000n : view.getBigUint64(0);
};
