import type { Condition, Operation } from "../../circuit.ts";
import { widthOf } from "../../expression.ts";
import type { Frame } from "./frame.ts";
import { ExpressionLowering } from "./lower-expression.ts";
import type { QpyClbits, QpyCondition, QpyExpression, QpyInstruction } from "./model.ts";

/** The truth of something about classical bits: known now, or when the circuit runs. */
export type Truth = boolean | Condition;

/** Which of two numbers is larger is asked bit by bit, each inside of the last, up to here; wider ones are compared before. */
const widestOrder = 64;

/**
 * Turns the conditions of one instruction into questions about classical bits. What takes more than bits and their logic
 * (arithmetic, real numbers, bits by a number that is worked out) is worked out into bits first, by `before`.
 */
export class ConditionLowering {
  /** What is to be done each time before the questions are asked. */
  readonly before: Operation[] = [];
  readonly #expressions: ExpressionLowering;
  readonly #frame: Frame;
  #scratch = 0;

  constructor(instruction: QpyInstruction, frame: Frame) {
    this.#expressions = new ExpressionLowering(instruction, frame);
    this.#frame = frame;
  }

  /** Operands and operators met so far. */
  get parts(): number {
    return this.#expressions.parts;
  }

  ofCondition(condition: QpyCondition): Truth {
    if (condition.kind === "expression") return this.#truth(condition.expression);
    return this.#compare(this.#clbitsOf(condition.target), "==", BigInt(condition.value));
  }

  /** Asks a bit, a register or an expression whether it has a value, as the cases of a switch do. */
  asking(target: QpyClbits | QpyExpression): (value: bigint) => Truth {
    if (!("type" in target) || target.kind === "register") {
      const clbits = this.#clbitsOf(target as QpyClbits);
      return (value) => this.#compare(clbits, "==", value);
    }
    if (target.type.kind === "bool") {
      const truth = this.#truth(target);
      return (value) => (value === 1n ? truth : value === 0n ? not(truth) : false);
    }
    const word = this.#word(target);
    return (value) =>
      value >> BigInt(word.length) === 0n ? this.#wordsCompare("==", word, bitsOf(value, word.length)) : false;
  }

  #clbitsOf(target: QpyClbits): number[] {
    return this.#expressions.clbitsOf(target);
  }

  /** Bits into which an expression is worked out before. */
  #workedOut(expression: QpyExpression): Truth[] {
    const value = this.#expressions.expression(expression);
    const width = widthOf(value);
    if (width === "real") throw this.#unsupported("its condition is a real number; compare it with one");
    const clbits = this.#frame.memory.scratch(this.#scratch, width);
    this.#scratch += width;
    this.before.push({ kind: "assign", clbits, value });
    return clbits.map(isSet);
  }

  #truth(expression: QpyExpression): Truth {
    this.#count(1);
    switch (expression.kind) {
      case "clbit":
        return this.#compare(this.#clbitsOf(expression), "==", 1n);
      case "literal":
        return Boolean(expression.value);
      case "cast":
        if (expression.operand.type.kind === "bool") return this.#truth(expression.operand);
        if (expression.operand.type.kind !== "uint") return this.#workedOut(expression)[0] ?? false;
        if (expression.operand.kind === "register") return this.#compare(this.#clbitsOf(expression.operand), "!=", 0n);
        return or(this.#word(expression.operand));
      case "unary":
        return not(this.#truth(expression.operand));
      case "binary":
        return this.#binary(expression);
      case "index": {
        const { index } = expression;
        if (index.kind !== "literal") return this.#workedOut(expression)[0] ?? false;
        return this.#word(expression.target)[Number(index.value)] ?? false;
      }
      default:
        return this.#variable(expression)[0] ?? false;
    }
  }

  #binary(expression: QpyExpression & { kind: "binary" }): Truth {
    const { operator, left, right } = expression;
    if (operator === "&&" || (operator === "&" && left.type.kind === "bool")) {
      return and([this.#truth(left), this.#truth(right)]);
    }
    if (operator === "||" || (operator === "|" && left.type.kind === "bool")) {
      return or([this.#truth(left), this.#truth(right)]);
    }
    if (operator === "^") return not(this.#same(this.#truth(left), this.#truth(right)));
    if (!isComparison(operator)) throw this.#unsupported(`its condition has the operator ${operator}`);
    if (left.type.kind !== "bool" && left.type.kind !== "uint") return this.#workedOut(expression)[0] ?? false;
    if (left.type.kind === "bool" && right.type.kind === "bool") {
      return this.#wordsCompare(operator, [this.#truth(left)], [this.#truth(right)]);
    }
    if (left.type.kind !== "uint" || right.type.kind !== "uint") {
      throw this.#unsupported("its condition compares what is neither bits nor whole numbers");
    }
    if (isNamed(left) && right.kind === "literal") {
      return this.#compare(this.#named(left), operator, literalOf(right.value));
    }
    if (isNamed(right) && left.kind === "literal") {
      return this.#compare(this.#named(right), mirrored[operator], literalOf(left.value));
    }
    const isWideOrder =
      operator !== "==" && operator !== "!=" && Math.max(left.type.width, right.type.width) > widestOrder;
    if (isWideOrder || isArithmetic(left) || isArithmetic(right)) return this.#workedOut(expression)[0] ?? false;
    return this.#wordsCompare(operator, this.#word(left), this.#word(right));
  }

  /** The bits of an unsigned number, the least significant first. */
  #word(expression: QpyExpression): Truth[] {
    this.#count(1);
    const width = this.#width(expression);
    switch (expression.kind) {
      case "register":
        return this.#clbitsOf(expression).map(isSet);
      case "literal":
        return bitsOf(literalOf(expression.value), width);
      case "cast": {
        if (expression.operand.type.kind !== "bool" && expression.operand.type.kind !== "uint") {
          return this.#workedOut(expression);
        }
        const bits =
          expression.operand.type.kind === "bool" ? [this.#truth(expression.operand)] : this.#word(expression.operand);
        return fitted(bits, width);
      }
      case "unary":
        if (expression.operator !== "~") return this.#workedOut(expression);
        return this.#word(expression.operand).map(not);
      case "binary":
        return this.#wordBinary(expression, width);
      default:
        return fitted(this.#variable(expression), width);
    }
  }

  #wordBinary(expression: QpyExpression & { kind: "binary" }, width: number): Truth[] {
    const { operator, left, right } = expression;
    if ((operator === "<<" || operator === ">>") && right.kind === "literal") {
      const places = literalOf(right.value);
      const by = places < 0n || places > BigInt(width) ? width : Number(places); // a damaged file may have a negative one
      const bits = fitted(this.#word(left), width);
      if (operator === ">>") return fitted(bits.slice(by), width);
      return [...new Array<Truth>(Math.min(by, width)).fill(false), ...bits].slice(0, width);
    }
    if (operator !== "&" && operator !== "|" && operator !== "^") return this.#workedOut(expression);
    const [a, b] = [fitted(this.#word(left), width), fitted(this.#word(right), width)];
    return a.map((bit, k) => {
      const other = b[k] ?? false;
      if (operator === "^") return not(this.#same(bit, other));
      return operator === "&" ? and([bit, other]) : or([bit, other]);
    });
  }

  /** Compares from the least significant bit on: of two bits that differ, the later ones decide. */
  #wordsCompare(operator: Comparison, left: readonly Truth[], right: readonly Truth[]): Truth {
    const width = Math.max(left.length, right.length);
    const [a, b] = [fitted(left, width), fitted(right, width)];
    const bit = (bits: readonly Truth[], k: number): Truth => bits[k] ?? false;
    if (operator === "==" || operator === "!=") {
      const equal = and(a.map((_, k) => this.#same(bit(a, k), bit(b, k))));
      return operator === "==" ? equal : not(equal);
    }
    const isLess = operator === "<" || operator === ">=";
    const [low, high] = isLess ? [a, b] : [b, a];
    let less: Truth = false;
    for (let k = 0; k < width; k++) {
      const decides = and([not(bit(low, k)), bit(high, k)]);
      less = or([decides, and([this.#same(bit(low, k), bit(high, k)), less])]);
    }
    return operator === "<" || operator === ">" ? less : not(less);
  }

  #same(a: Truth, b: Truth): Truth {
    if (typeof a === "boolean") return a ? b : not(b);
    if (typeof b === "boolean") return b ? a : not(a);
    this.#count(partsOf(a) + partsOf(b));
    return or([and([a, b]), and([not(a), not(b)])]);
  }

  #compare(clbits: readonly number[], operator: Comparison, value: bigint): Truth {
    if (clbits.length === 0) return compareNumbers(0n, operator, value);
    const most = (1n << BigInt(clbits.length)) - 1n;
    if (value < 0n) return compareNumbers(0n, operator, value);
    if (value > most) return compareNumbers(most, operator, value);
    return { kind: "compare", clbits, operator, value: value.toString() };
  }

  #width(expression: QpyExpression): number {
    if (expression.type.kind !== "uint") throw this.#unsupported("its condition has values that are no whole numbers");
    this.#count(expression.type.width);
    return expression.type.width;
  }

  #count(parts: number): void {
    this.#expressions.count(parts);
  }

  /** The bits of a variable. */
  #variable(expression: QpyExpression): Truth[] {
    return isNamed(expression) ? this.#named(expression).map(isSet) : this.#workedOut(expression);
  }

  #named(expression: Named): readonly number[] {
    if (expression.kind === "register") return this.#clbitsOf(expression);
    const clbits = this.#frame.memory.bitsOf(expression.variable);
    this.#count(clbits.length);
    return clbits;
  }

  #unsupported(message: string) {
    return this.#expressions.unsupported(message);
  }
}

/** Whole numbers that are kept in bits. */
type Named = QpyExpression & { kind: "register" | "variable" };
const isNamed = (expression: QpyExpression): expression is Named =>
  expression.kind === "register" || (expression.kind === "variable" && expression.type.kind !== "float");

/** Whether more than logic of bits is in an expression; looks some levels deep, as a wrong answer only takes longer. */
function isArithmetic(expression: QpyExpression, depth = 8): boolean {
  if (depth === 0) return true;
  switch (expression.kind) {
    case "binary": {
      const { operator, left, right } = expression;
      const isShift = operator === "<<" || operator === ">>";
      if ("+-*/".includes(operator) || (isShift && right.kind !== "literal")) return true;
      return isArithmetic(left, depth - 1) || isArithmetic(right, depth - 1);
    }
    case "unary":
      return expression.operator === "-" || isArithmetic(expression.operand, depth - 1);
    case "cast":
      return isArithmetic(expression.operand, depth - 1);
    default:
      return false;
  }
}

const isSet = (clbit: number): Condition => ({ kind: "compare", clbits: [clbit], operator: "==", value: "1" });

type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";
const mirrored = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;
const isComparison = (operator: string): operator is Comparison => Object.hasOwn(mirrored, operator);

function compareNumbers(a: bigint, operator: Comparison, b: bigint): boolean {
  const is = { "==": a === b, "!=": a !== b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b };
  return is[operator];
}

const literalOf = (value: unknown): bigint =>
  typeof value === "bigint" ? value : typeof value === "boolean" ? BigInt(value) : 0n;

const bitsOf = (value: bigint, width: number): Truth[] =>
  Array.from({ length: width }, (_, k) => ((value >> BigInt(k)) & 1n) === 1n);

/** So many bits: zeros are added, or the highest are left away. */
const fitted = (bits: readonly Truth[], width: number): Truth[] =>
  Array.from({ length: width }, (_, k) => bits[k] ?? false);

export function not(truth: Truth): Truth {
  if (typeof truth === "boolean") return !truth;
  return truth.kind === "not" ? truth.operand : { kind: "not", operand: truth };
}

function combined(kind: "and" | "or", truths: readonly Truth[]): Truth {
  const decisive = kind === "or";
  if (truths.includes(decisive)) return decisive;
  const operands = truths.filter((truth) => typeof truth !== "boolean");
  const [only] = operands;
  if (only === undefined) return !decisive;
  return operands.length === 1 ? only : { kind, operands };
}
const and = (truths: readonly Truth[]): Truth => combined("and", truths);
export const or = (truths: readonly Truth[]): Truth => combined("or", truths);

function partsOf(condition: Condition): number {
  if (condition.kind === "compare") return 1;
  if (condition.kind === "not") return 1 + partsOf(condition.operand);
  return condition.operands.reduce((sum, operand) => sum + partsOf(operand), 1);
}
