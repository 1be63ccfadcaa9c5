import { TooLargeError } from "@naru/base";
import type { Condition } from "../../circuit.ts";
import { type Frame, unsupportedAt } from "./frame.ts";
import type { QpyClbits, QpyCondition, QpyExpression, QpyInstruction } from "./model.ts";

/** The truth of something about classical bits: known now, or when the circuit runs. */
export type Truth = boolean | Condition;

/** Parts of one condition; comparing registers bit by bit repeats what they are made of. */
const mostParts = 10_000;
/** Which of two numbers is larger is asked bit by bit, each inside of the last; a register and a number need no such thing. */
const widestOrder = 64;

/** Turns the conditions of one instruction into questions about classical bits. */
export class ConditionLowering {
  readonly #instruction: QpyInstruction;
  readonly #frame: Frame;
  #parts = 0;

  constructor(instruction: QpyInstruction, frame: Frame) {
    this.#instruction = instruction;
    this.#frame = frame;
  }

  ofCondition(condition: QpyCondition): Truth {
    if (condition.kind === "expression") return this.#truth(condition.expression);
    return this.equal(condition.target, BigInt(condition.value));
  }

  /** Whether a bit or a register has a value. */
  equal(target: QpyClbits, value: bigint): Truth {
    return this.#compare(this.#clbitsOf(target), "==", value);
  }

  /** Whether an expression has a value, as a case of a switch asks. */
  expressionEquals(expression: QpyExpression, value: bigint): Truth {
    if (expression.type.kind === "bool") {
      const truth = this.#truth(expression);
      return value === 1n ? truth : value === 0n ? not(truth) : false;
    }
    if (expression.kind === "register") return this.equal(expression, value);
    return this.#wordsCompare("==", this.#word(expression), bitsOf(value, this.#width(expression)));
  }

  #clbitsOf(target: QpyClbits): number[] {
    const { circuit, clbits } = this.#frame;
    const inner =
      target.kind === "clbit"
        ? [target.clbit]
        : (circuit.registers.find(({ kind, name }) => kind === "classical" && name === target.name)?.bits ?? []);
    this.#count(inner.length);
    return inner.map((bit) => {
      const clbit = clbits[bit];
      if (clbit === undefined) throw this.#unsupported("its condition reads a bit that the circuit does not have");
      return clbit;
    });
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
        if (expression.operand.kind === "register") return this.#compare(this.#clbitsOf(expression.operand), "!=", 0n);
        return or(this.#word(expression.operand));
      case "unary":
        return not(this.#truth(expression.operand));
      case "binary":
        return this.#binary(expression);
      case "index": {
        const bits = this.#word(expression.target);
        const { index } = expression;
        if (index.kind !== "literal") throw this.#unsupported("its condition has an index that is not a plain number");
        return bits[Number(index.value)] ?? false;
      }
      default:
        throw this.#variable(expression);
    }
  }

  #binary({ operator, left, right }: QpyExpression & { kind: "binary" }): Truth {
    if (operator === "&&" || (operator === "&" && left.type.kind === "bool")) {
      return and([this.#truth(left), this.#truth(right)]);
    }
    if (operator === "||" || (operator === "|" && left.type.kind === "bool")) {
      return or([this.#truth(left), this.#truth(right)]);
    }
    if (operator === "^") return not(this.#same(this.#truth(left), this.#truth(right)));
    if (!isComparison(operator)) throw this.#unsupported(`its condition has the operator ${operator}`);
    if (left.type.kind === "bool" && right.type.kind === "bool") {
      return this.#wordsCompare(operator, [this.#truth(left)], [this.#truth(right)]);
    }
    if (left.type.kind !== "uint" || right.type.kind !== "uint") {
      throw this.#unsupported("its condition compares what is neither bits nor whole numbers");
    }
    if (left.kind === "register" && right.kind === "literal") {
      return this.#compare(this.#clbitsOf(left), operator, literalOf(right.value));
    }
    if (right.kind === "register" && left.kind === "literal") {
      return this.#compare(this.#clbitsOf(right), mirrored[operator], literalOf(left.value));
    }
    return this.#wordsCompare(operator, this.#word(left), this.#word(right));
  }

  /** The bits of an unsigned number, the least significant first. */
  #word(expression: QpyExpression): Truth[] {
    this.#count(1);
    const width = this.#width(expression);
    switch (expression.kind) {
      case "register":
        return this.#clbitsOf(expression).map((clbit) => this.#compare([clbit], "==", 1n));
      case "literal":
        return bitsOf(literalOf(expression.value), width);
      case "cast": {
        const bits =
          expression.operand.type.kind === "bool" ? [this.#truth(expression.operand)] : this.#word(expression.operand);
        return fitted(bits, width);
      }
      case "unary":
        if (expression.operator !== "~") throw this.#unsupported("its condition has arithmetic");
        return this.#word(expression.operand).map(not);
      case "binary":
        return this.#wordBinary(expression, width);
      default:
        throw this.#variable(expression);
    }
  }

  #wordBinary({ operator, left, right }: QpyExpression & { kind: "binary" }, width: number): Truth[] {
    if ((operator === "<<" || operator === ">>") && right.kind === "literal") {
      const by = Number(literalOf(right.value));
      const bits = fitted(this.#word(left), width);
      if (operator === ">>") return fitted(bits.slice(by), width);
      return [...new Array<Truth>(Math.min(by, width)).fill(false), ...bits].slice(0, width);
    }
    if (operator !== "&" && operator !== "|" && operator !== "^") {
      throw this.#unsupported(
        "its condition has arithmetic on results; compare registers and bits with numbers instead",
      );
    }
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
    if (width > widestOrder) throw this.#unsupported(`its condition orders numbers of more than ${widestOrder} bits`);
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
    this.#parts += parts;
    if (this.#parts > mostParts) {
      const { name, offset } = this.#instruction;
      throw new TooLargeError(`byte ${offset}: the condition of "${name}" is too long; simplify it.`, {
        offset,
        limit: mostParts,
      });
    }
  }

  #variable(expression: QpyExpression) {
    const variable =
      expression.kind === "variable" || expression.kind === "stretch" ? ` "${expression.variable.name}"` : "";
    return this.#unsupported(
      `its condition reads the variable${variable}, and only classical bits and registers can be read; use those`,
    );
  }

  #unsupported(message: string) {
    return unsupportedAt(this.#instruction, message);
  }
}

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
const or = (truths: readonly Truth[]): Truth => combined("or", truths);

function partsOf(condition: Condition): number {
  if (condition.kind === "compare") return 1;
  if (condition.kind === "not") return 1 + partsOf(condition.operand);
  return condition.operands.reduce((sum, operand) => sum + partsOf(operand), 1);
}
