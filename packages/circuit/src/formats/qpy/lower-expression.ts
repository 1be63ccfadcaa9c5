import { InvalidInputError, TooLargeError } from "@naru/base";
import type { Expression } from "../../circuit.ts";
import { realWidth, widestNumber, widthOf } from "../../expression.ts";
import { type Frame, secondsOfDuration, unsupportedAt } from "./frame.ts";
import type { QpyClbits, QpyExpression, QpyInstruction, QpyType } from "./model.ts";

/** Operands and operators of one expression. */
const mostParts = 10_000;

/** Turns the classical expressions of one instruction into ours. A truth is a number of one bit. */
export class ExpressionLowering {
  readonly #instruction: QpyInstruction;
  readonly #frame: Frame;
  #parts = 0;

  constructor(instruction: QpyInstruction, frame: Frame) {
    this.#instruction = instruction;
    this.#frame = frame;
  }

  /** Operands and operators met so far. */
  get parts(): number {
    return this.#parts;
  }

  /** The classical bits of the whole that a bit or a register of the circuit is. */
  clbitsOf(target: QpyClbits): number[] {
    const { circuit, clbits } = this.#frame;
    const inner =
      target.kind === "clbit"
        ? [target.clbit]
        : (circuit.registers.find(({ kind, name }) => kind === "classical" && name === target.name)?.bits ?? []);
    this.count(inner.length);
    return inner.map((bit) => {
      const clbit = clbits[bit];
      if (clbit === undefined) throw this.unsupported("it names a bit that the circuit does not have");
      return clbit;
    });
  }

  /** An expression of the type that it has there; durations are seconds, as real numbers. */
  expression(expression: QpyExpression): Expression {
    this.count(1);
    switch (expression.kind) {
      case "clbit":
      case "register": {
        const clbits = this.clbitsOf(expression);
        return clbits.length === 0 ? wholeNumber(0n, 1) : { kind: "bits", clbits };
      }
      case "variable": {
        const clbits = this.#frame.memory.bitsOf(expression.variable);
        this.count(clbits.length);
        return { kind: isReal(expression.type) ? "real bits" : "bits", clbits };
      }
      case "stretch":
        throw this.unsupported(
          `the length of the stretch "${expression.variable.name}" is not known here; give a number`,
        );
      case "literal":
        return this.#literal(expression);
      case "cast":
        return this.#as(this.expression(expression.operand), expression.type);
      case "unary": {
        const operand = this.expression(expression.operand);
        return { kind: "unary", operator: expression.operator === "-" ? "-" : "~", operand };
      }
      case "index": {
        const [target, index] = [this.expression(expression.target), this.expression(expression.index)];
        return { kind: "cast", operand: { kind: "binary", operator: ">>", left: target, right: index }, to: 1 };
      }
      case "binary":
        return this.#binary(expression);
    }
  }

  /** What is to be written to a bit, a register or a variable. */
  store(
    target: QpyExpression,
    value: QpyExpression,
  ): { readonly clbits: readonly number[]; readonly value: Expression } {
    const written = this.expression(value);
    if (target.kind === "index") return this.#storeBit(target, written);
    const place = this.expression(target);
    if (place.kind === "bits" || place.kind === "real bits") {
      return { clbits: place.clbits, value: this.#fitted(written, place.clbits.length) };
    }
    throw this.unsupported("it writes to something that is neither classical bits nor a variable");
  }

  unsupported(message: string) {
    return unsupportedAt(this.#instruction, message);
  }

  count(parts: number): void {
    this.#parts += parts;
    if (this.#parts <= mostParts) return;
    const { name, offset } = this.#instruction;
    throw new TooLargeError(`byte ${offset}: an expression of "${name}" is too long; simplify it.`, {
      offset,
      limit: mostParts,
    });
  }

  /** One bit of a register or variable changes, the others stay. */
  #storeBit(target: QpyExpression & { kind: "index" }, value: Expression) {
    const place = this.expression(target.target);
    const index = this.expression(target.index);
    if (place.kind !== "bits") throw this.unsupported("it writes to a bit of something that has none");
    const width = place.clbits.length;
    const placed = (bit: Expression): Expression => ({
      kind: "binary",
      operator: "<<",
      left: { kind: "cast", operand: bit, to: width },
      right: index,
    });
    const others: Expression = { kind: "unary", operator: "~", operand: placed(wholeNumber(1n, 1)) };
    const kept: Expression = { kind: "binary", operator: "&", left: place, right: others };
    return {
      clbits: place.clbits,
      value: { kind: "binary", operator: "|", left: kept, right: placed(value) } as const,
    };
  }

  #fitted(value: Expression, width: number): Expression {
    const own = widthOf(value);
    return own === width || (own === "real" && width === realWidth)
      ? value
      : { kind: "cast", operand: value, to: width };
  }

  #literal({ type, value }: QpyExpression & { kind: "literal" }): Expression {
    // Older versions write a truth as a number.
    if (typeof value === "boolean" || type.kind === "bool") return wholeNumber(value ? 1n : 0n, 1);
    if (typeof value === "bigint") return wholeNumber(value, this.#width(type));
    const real = typeof value === "number" ? value : secondsOfDuration(value, this.#frame, this.#instruction);
    if (Number.isFinite(real)) return { kind: "real", value: real };
    throw new InvalidInputError(`The number ${real} of "${this.#instruction.name}" is not finite.`, {
      offset: this.#instruction.offset,
    });
  }

  #binary({ operator, left, right, type }: QpyExpression & { kind: "binary" }): Expression {
    let [a, b] = [this.expression(left), this.expression(right)];
    if (operator === "&&" || operator === "||") {
      return { kind: "binary", operator: operator === "&&" ? "&" : "|", left: a, right: b };
    }
    // A duration may be divided by a whole number, or be its multiple.
    if (widthOf(a) === "real" || widthOf(b) === "real") {
      [a, b] = [this.#as(a, real), this.#as(b, real)];
      return { kind: "binary", operator, left: a, right: b };
    }
    // A register of another width than the expression's is widened where Qiskit leaves that unsaid.
    const isShift = operator === "<<" || operator === ">>";
    const [own, other] = [Number(widthOf(a)), Number(widthOf(b))];
    const width = type.kind === "uint" && !isShift ? this.#width(type) : Math.max(own, other);
    return isShift
      ? { kind: "binary", operator, left: type.kind === "uint" ? this.#fitted(a, this.#width(type)) : a, right: b }
      : { kind: "binary", operator, left: this.#fitted(a, width), right: this.#fitted(b, width) };
  }

  #as(operand: Expression, type: QpyType): Expression {
    if (isReal(type)) return widthOf(operand) === "real" ? operand : { kind: "cast", operand, to: "real" };
    if (type.kind === "uint") return this.#fitted(operand, this.#width(type));
    const width = widthOf(operand);
    if (width === 1) return operand;
    const zero: Expression = width === "real" ? { kind: "real", value: 0 } : wholeNumber(0n, width);
    return { kind: "binary", operator: "!=", left: operand, right: zero };
  }

  #width(type: QpyType): number {
    if (type.kind !== "uint") throw this.unsupported("a whole number in it has a type that is none");
    if (type.width >= 1 && type.width <= widestNumber) return type.width;
    throw this.unsupported(`it has a number of ${type.width} bits, and whole numbers have 1 to ${widestNumber} here`);
  }
}

const real: QpyType = { kind: "float" };
const isReal = ({ kind }: QpyType): boolean => kind === "float" || kind === "duration";

const wholeNumber = (value: bigint, width: number): Expression => ({
  kind: "number",
  value: BigInt.asUintN(width, value).toString(),
  width,
});
