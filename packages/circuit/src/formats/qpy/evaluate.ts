import { acos, atan, atan2, cos, exp, hypot, log, sin } from "@naru/base";
import type { QpyComplex, QpyOperator, QpyParameterExpression, QpyStep, QpySymbol } from "./model.ts";

/**
 * The real value of an expression, or undefined if it is none: not finite, or with an imaginary part beyond rounding.
 * `numberOf` gives the value of a parameter and throws if it has none.
 */
export function evaluate(
  { steps }: QpyParameterExpression,
  numberOf: (symbol: QpySymbol) => number,
): number | undefined {
  const needsComplex = steps.some((step) => typeof step === "object" && step.kind === "complex");
  const real = needsComplex ? Number.NaN : evaluateReal(steps, numberOf);
  // An intermediate value may leave the real numbers and come back, as the square of the root of −1 does.
  if (Number.isFinite(real)) return real;
  const [re, im] = evaluateComplex(steps, numberOf);
  return Number.isFinite(re) && Math.abs(im) <= 1e-12 * Math.max(1, Math.abs(re)) ? re : undefined;
}

function evaluateReal(steps: readonly QpyStep[], numberOf: (symbol: QpySymbol) => number): number {
  const stack: number[] = [];
  for (const step of steps) {
    if (typeof step === "number") stack.push(step);
    else if (typeof step === "object") stack.push(step.kind === "symbol" ? numberOf(step) : Number.NaN);
    else {
      const top = stack.pop() ?? Number.NaN;
      const one = oneOperand[step];
      stack.push(one ? one(top) : twoOperands(step, stack.pop() ?? Number.NaN, top));
    }
  }
  return stack[0] ?? Number.NaN;
}

const asin = (x: number): number => atan2(x, Math.sqrt((1 - x) * (1 + x)));

const oneOperand: Partial<Record<QpyOperator, (x: number) => number>> = {
  sin,
  cos,
  tan: (x) => sin(x) / cos(x),
  asin,
  acos,
  atan,
  exp,
  log: (x) => (x > 0 ? log(x) : Number.NaN),
  sign: Math.sign,
  conjugate: (x) => x,
  abs: Math.abs,
};

function twoOperands(operator: QpyOperator, a: number, b: number): number {
  switch (operator) {
    case "add":
      return a + b;
    case "subtract":
      return a - b;
    case "multiply":
      return a * b;
    case "divide":
      return a / b;
    case "power":
      return power(a, b);
    case "reversed subtract":
      return b - a;
    case "reversed divide":
      return b / a;
    case "reversed power":
      return power(b, a);
    default:
      return Number.NaN;
  }
}

/** Powers that give the same bits everywhere: products for whole exponents, roots for halves. */
function power(base: number, exponent: number): number {
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 1024) {
    let [product, square] = [1, base];
    for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) product *= square;
      square *= square;
    }
    return exponent < 0 ? 1 / product : product;
  }
  if (base < 0) return Number.NaN;
  if (base === 0) return exponent > 0 ? 0 : Number.NaN;
  return exponent === 0.5 ? Math.sqrt(base) : exp(exponent * log(base));
}

type Complex = readonly [re: number, im: number];

function evaluateComplex(steps: readonly QpyStep[], numberOf: (symbol: QpySymbol) => number): Complex {
  const stack: Complex[] = [];
  const pop = (): Complex => stack.pop() ?? notANumber;
  for (const step of steps) {
    if (typeof step === "number") stack.push([step, 0]);
    else if (typeof step === "object") stack.push(complexOf(step, numberOf));
    else {
      const top = pop();
      stack.push(complexOne(step, top) ?? complexTwo(step, pop(), top));
    }
  }
  return stack[0] ?? notANumber;
}

const notANumber: Complex = [Number.NaN, Number.NaN];
const complexOf = (step: QpyComplex | QpySymbol, numberOf: (symbol: QpySymbol) => number): Complex =>
  step.kind === "complex" ? [step.re, step.im] : [numberOf(step), 0];

const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const over = (x: Complex, [c, d]: Complex): Complex => {
  const size = c * c + d * d;
  return times(x, [c / size, -d / size]);
};
const minus = ([a, b]: Complex, [c, d]: Complex): Complex => [a - c, b - d];
const expOf = ([a, b]: Complex): Complex => [exp(a) * cos(b), exp(a) * sin(b)];
const logOf = ([a, b]: Complex): Complex => [log(hypot(a, b)), atan2(b, a)];
const i: Complex = [0, 1];

function complexOne(operator: QpyOperator, z: Complex): Complex | undefined {
  const [re, im] = z;
  if (im === 0 && operator !== "log" && operator !== "asin" && operator !== "acos") {
    const real = oneOperand[operator];
    if (real) return [real(re), 0];
  }
  switch (operator) {
    case "exp":
      return expOf(z);
    case "log":
      return logOf(z);
    case "conjugate":
      return [re, -im];
    case "abs":
      return [hypot(re, im), 0];
    case "sin":
      return over(minus(expOf(times(i, z)), expOf(times([0, -1], z))), [0, 2]);
    case "cos": {
      const [a, b] = [expOf(times(i, z)), expOf(times([0, -1], z))];
      return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    }
    case "asin":
    case "acos":
      return im === 0 ? [oneOperand[operator]?.(re) ?? Number.NaN, 0] : notANumber;
    case "tan":
    case "atan":
    case "sign":
      return notANumber;
    default:
      return undefined;
  }
}

function complexTwo(operator: QpyOperator, a: Complex, b: Complex): Complex {
  switch (operator) {
    case "add":
      return [a[0] + b[0], a[1] + b[1]];
    case "subtract":
      return minus(a, b);
    case "multiply":
      return times(a, b);
    case "divide":
      return over(a, b);
    case "power":
      return complexPower(a, b);
    case "reversed subtract":
      return minus(b, a);
    case "reversed divide":
      return over(b, a);
    case "reversed power":
      return complexPower(b, a);
    default:
      return notANumber;
  }
}

function complexPower(base: Complex, exponent: Complex): Complex {
  const [n, isReal] = [exponent[0], exponent[1] === 0];
  if (isReal && Number.isInteger(n) && Math.abs(n) <= 64) {
    let product: Complex = [1, 0];
    for (let k = 0; k < Math.abs(n); k++) product = times(product, base);
    return n < 0 ? over([1, 0], product) : product;
  }
  return expOf(times(exponent, logOf(base)));
}
