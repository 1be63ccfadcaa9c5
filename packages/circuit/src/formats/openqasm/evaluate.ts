import type { Condition } from "../../circuit.ts";
import { ArithmeticError, calculate, negate, openQasm2Functions, openQasm3Functions } from "./arithmetic.ts";
import { type BinaryOperator, type Comparison, comparisons, type Expression } from "./expression.ts";
import type { Budget } from "./limits.ts";
import { combine, compareWord, exclusiveOr, holds, maskWord, not, shiftWord, truthOf, wordOf } from "./measured.ts";
import { selectFrom } from "./select.ts";
import type { Source } from "./source.ts";
import { suggestion } from "./suggest.ts";
import { boolValue, describe, type NumberValue, realValue, type Scope, type Value, wholeValue } from "./value.ts";

export type KnownOrAsked =
  | { readonly known: boolean }
  | { readonly known?: undefined; readonly condition: Condition; readonly size: number };

const constants: ReadonlyMap<string, NumberValue> = new Map([
  ...["pi", "π"].map((name) => [name, realValue(Math.PI)] as const),
  ...["tau", "τ"].map((name) => [name, realValue(2 * Math.PI)] as const),
  ...["euler", "ℇ"].map((name) => [name, realValue(Math.E)] as const),
]);

/** No program asks so much at once; a chain of exclusive ors doubles with each. */
const greatestCondition = 100_000;

/** Works out expressions while reading, as far as they are known then. Errors carry their place. */
export class Evaluator {
  readonly #source: Source;
  readonly #budget: Budget;
  readonly #functions: typeof openQasm3Functions;

  readonly #onPhysical: (qubit: number, at: number) => void;

  /** `onPhysical` is told of each qubit that is named by its number, as `$3`. */
  constructor(source: Source, budget: Budget, version: 2 | 3, onPhysical: (qubit: number, at: number) => void) {
    this.#source = source;
    this.#budget = budget;
    this.#onPhysical = onPhysical;
    this.#functions = version === 2 ? openQasm2Functions : openQasm3Functions;
  }

  /** A finite real number, such as an angle. */
  real(expression: Expression, scope: Scope): number {
    const { real } = this.#number(expression, scope);
    if (Number.isFinite(real)) return real;
    throw this.#source.invalid(expression.at, "this is not a finite number; check the division, root or logarithm");
  }

  /** A whole number within 53 bits, such as an index or a size; `what` names it in errors. */
  whole(expression: Expression, scope: Scope, what: string): number {
    const { whole } = this.#number(expression, scope);
    const number = Number(whole);
    if (whole !== undefined && Number.isSafeInteger(number)) return number;
    throw this.#source.invalid(expression.at, `${what} should be a whole number`);
  }

  /** The truth of a condition: known now, or to be asked when the circuit runs. */
  condition(expression: Expression, scope: Scope): KnownOrAsked {
    const truth = truthOf(this.evaluate(expression, scope));
    if (truth?.kind === "bool") return { known: truth.value };
    if (truth?.kind === "condition") return truth;
    throw this.#source.invalid(expression.at, "this is not a condition; compare classical bits, as in c == 1");
  }

  evaluate(expression: Expression, scope: Scope): Value {
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "name":
        return this.#named(expression.name, expression.at, scope);
      case "physical":
        this.#onPhysical(expression.qubit, expression.at);
        return { kind: "qubits", qubits: [expression.qubit], single: true };
      case "unary":
        return this.#unary(expression, scope);
      case "binary":
        return this.#binary(expression, scope);
      case "logical": {
        const operands = expression.operands.map((operand) => this.evaluate(operand, scope));
        return this.#asked(combine(expression.operator, operands), expression.at, operands);
      }
      case "call":
        return this.#call(expression, scope);
      case "cast":
        return this.#cast(expression, scope);
      case "select":
        return this.#select(expression, scope);
      case "set":
        return this.#set(expression, scope);
    }
  }

  #named(name: string, at: number, scope: Scope): Value {
    const value = scope.lookup(name) ?? constants.get(name);
    if (value) return value;
    const hint = suggestion(name, new Set([...scope.names(), ...constants.keys()]));
    throw this.#source.invalid(at, `there is no "${name}" here${hint}`, { name });
  }

  #number(expression: Expression, scope: Scope): NumberValue {
    const value = this.evaluate(expression, scope);
    const number = numberOf(value);
    if (number) return number;
    throw this.#source.invalid(expression.at, `there should be a number here, not ${describe(value)}`);
  }

  #unary({ operator, operand, at }: Expression & { kind: "unary" }, scope: Scope): Value {
    const value = this.evaluate(operand, scope);
    if (operator === "!") return this.#asked(not(value), at, [value]);
    if (operator === "~") {
      if (value.kind === "bits") return { ...value, value: (1n << BigInt(value.width)) - 1n - value.value };
      const isTruth = value.kind === "bool" || value.kind === "condition" || (value.kind === "clbits" && value.single);
      return this.#asked(isTruth ? not(value) : undefined, at, [value]);
    }
    const number = numberOf(value);
    if (!number) throw this.#source.invalid(at, `"${operator}" takes a number, not ${describe(value)}`);
    return operator === "-" ? negate(number) : number;
  }

  #binary({ operator, left, right, at }: Expression & { kind: "binary" }, scope: Scope): Value {
    const [a, b] = [this.evaluate(left, scope), this.evaluate(right, scope)];
    if (operator === "join") return this.#join(a, b, at);
    if (isComparison(operator)) return this.#asked(this.#compare(operator, a, b, at), at, [a, b]);
    const [first, second] = [numberOf(a), numberOf(b)];
    if (first && second) {
      return this.#placed(at, () => keepWidth(a, b, operator, calculate(operator, first, second)));
    }
    return this.#asked(this.#onMeasured(operator, a, b, at), at, [a, b]);
  }

  /** Operators on bits that measurements will decide. */
  #onMeasured(operator: BinaryOperator, a: Value, b: Value, at: number): Value | undefined {
    if (isTruth(a) && isTruth(b)) {
      if (operator === "bit and") return combine("and", [a, b]);
      if (operator === "bit or") return combine("or", [a, b]);
      if (operator === "bit xor") return exclusiveOr(a, b);
    }
    const [word, constant] = wordOf(a) ? [wordOf(a), numberOf(b)] : [wordOf(b), numberOf(a)];
    if (!word || constant?.whole === undefined) return undefined;
    this.#budget.spendSteps(word.length, at);
    if (operator === "bit and") return maskWord(word, constant.whole);
    if (operator !== "<<" && operator !== ">>") return undefined;
    const places = Number(constant.whole);
    return wordOf(a) && places >= 0 ? shiftWord(word, operator === "<<" ? places : -places) : undefined;
  }

  #compare(operator: Comparison, a: Value, b: Value, at: number): Value | undefined {
    if (a.kind === "bool" && b.kind === "bool") return boolValue(holds(operator, Number(a.value), Number(b.value)));
    const [first, second] = [numberOf(a), numberOf(b)];
    if (first && second) {
      const areWhole = first.whole !== undefined && second.whole !== undefined;
      return boolValue(
        areWhole ? holds(operator, first.whole, second.whole) : holds(operator, first.real, second.real),
      );
    }
    if (first?.whole !== undefined) return this.#compareWord(flipped[operator], b, first.whole, at);
    if (second?.whole !== undefined) return this.#compareWord(operator, a, second.whole, at);
    if (!isTruth(a) || !isTruth(b) || (operator !== "==" && operator !== "!=")) return undefined;
    if (b.kind === "bool") return b.value === (operator === "==") ? truthOf(a) : not(a);
    if (a.kind === "bool") return a.value === (operator === "==") ? truthOf(b) : not(b);
    const differ = exclusiveOr(a, b);
    return operator === "!=" ? differ : differ && not(differ);
  }

  #compareWord(operator: Comparison, value: Value, constant: bigint, at: number): Value | undefined {
    const word = wordOf(value);
    if (!word) return undefined;
    this.#budget.spendSteps(word.length, at);
    return compareWord(operator, word, constant);
  }

  #join(a: Value, b: Value, at: number): Value {
    if (a.kind === "qubits" && b.kind === "qubits") {
      this.#budget.spendSteps(a.qubits.length + b.qubits.length, at);
      return { kind: "qubits", qubits: [...a.qubits, ...b.qubits], single: false };
    }
    if (a.kind === "clbits" && b.kind === "clbits") {
      this.#budget.spendSteps(a.clbits.length + b.clbits.length, at);
      return { kind: "clbits", clbits: [...a.clbits, ...b.clbits], single: false };
    }
    throw this.#source.invalid(at, `"++" joins two registers of a kind, not ${describe(a)} and ${describe(b)}`);
  }

  #set({ operands, at }: Expression & { kind: "set" }, scope: Scope): Value {
    const values = operands.map((operand) => this.evaluate(operand, scope));
    const qubits = values.flatMap((value) => (value.kind === "qubits" ? value.qubits : []));
    const clbits = values.flatMap((value) => (value.kind === "clbits" ? value.clbits : []));
    this.#budget.spendSteps(qubits.length + clbits.length, at);
    if (qubits.length > 0 && values.every(({ kind }) => kind === "qubits")) {
      return { kind: "qubits", qubits, single: false };
    }
    if (clbits.length > 0 && values.every(({ kind }) => kind === "clbits")) {
      return { kind: "clbits", clbits, single: false };
    }
    throw this.#source.invalid(at, "a set lists qubits, or it lists classical bits");
  }

  #select({ operand, selections, at }: Expression & { kind: "select" }, scope: Scope): Value {
    const of = this.evaluate(operand, scope);
    const result = selectFrom(of, selections, at, this.#source, (index) => this.whole(index, scope, "an index"));
    this.#budget.spendSteps(result.kind === "qubits" ? result.qubits.length : 1, at);
    if (result.kind === "clbits") this.#budget.spendSteps(result.clbits.length, at);
    return result;
  }

  #call({ name, operands, at }: Expression & { kind: "call" }, scope: Scope): Value {
    if (name === "sizeof") return this.#sizeOf(operands, at, scope);
    const called = this.#functions.get(name);
    if (!called) {
      const hint = suggestion(name, this.#functions.keys());
      throw this.#source.invalid(at, `there is no function "${name}"${hint}`, { name });
    }
    if (called.parameterCount !== operands.length) {
      throw this.#source.invalid(at, `"${name}" takes ${called.parameterCount} values, not ${operands.length}`);
    }
    const numbers = operands.map((operand) => this.#number(operand, scope));
    return this.#placed(at, () => called.apply(...numbers));
  }

  #sizeOf(operands: readonly Expression[], at: number, scope: Scope): Value {
    const [only, ...more] = operands.map((operand) => this.evaluate(operand, scope));
    if (only && more.length === 0) {
      if (only.kind === "qubits") return wholeValue(only.qubits.length);
      if (only.kind === "clbits") return wholeValue(only.clbits.length);
      if (only.kind === "bits") return wholeValue(only.width);
    }
    throw this.#source.invalid(at, "sizeof takes one register");
  }

  #cast({ type, width, operand, at }: Expression & { kind: "cast" }, scope: Scope): Value {
    const value = this.evaluate(operand, scope);
    const bits = width && this.whole(width, scope, "the width of a type");
    if (type === "bool") return this.#asked(truthOf(value), at, [value]);
    const number = numberOf(value) ?? (value.kind === "bool" ? wholeValue(value.value ? 1 : 0) : undefined);
    if (number && type !== "bit") return convert(number, type) ?? this.#cannot(at, [value]);
    const word = wordOf(value);
    if (!word || type === "float" || type === "angle" || type === "int") return this.#cannot(at, [value]);
    const length = bits ?? word.length;
    this.#budget.expectBits("classical bits", 0, length, at);
    this.#budget.spendSteps(length, at);
    return { kind: "word", bits: Array.from({ length }, (_, k) => word[k] ?? null) };
  }

  #asked(value: Value | undefined, at: number, operands: readonly Value[]): Value {
    if (!value) return this.#cannot(at, operands);
    if (value.kind === "condition" && value.size > greatestCondition) {
      throw this.#source.tooLarge(at, "this condition asks too much at once; split it", { limit: greatestCondition });
    }
    return value;
  }

  #cannot(at: number, operands: readonly Value[]): never {
    const of = operands.map(describe).join(" and ");
    throw this.#source.unsupported(
      at,
      `this cannot be worked out for ${of}; conditions compare classical bits with constants, as in c == 3`,
    );
  }

  #placed<T>(at: number, work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      if (thrown instanceof ArithmeticError) throw this.#source.invalid(at, thrown.message);
      throw thrown;
    }
  }
}

const flipped = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;
const comparisonSet: ReadonlySet<string> = new Set(comparisons);
const isComparison = (operator: BinaryOperator): operator is Comparison => comparisonSet.has(operator);

const isTruth = (value: Value): boolean =>
  value.kind === "bool" || value.kind === "condition" || (value.kind === "clbits" && value.single);

/** Numbers as such; constant bits count as the number they spell. */
function numberOf(value: Value): NumberValue | undefined {
  if (value.kind === "number") return value;
  return value.kind === "bits" ? wholeValue(value.value) : undefined;
}

/** A number as a type of number; undefined for types that are none. */
function convert(number: NumberValue, type: string): NumberValue | undefined {
  if (type === "float" || type === "angle") return realValue(number.real);
  if (type !== "int" && type !== "uint") return undefined;
  if (number.whole !== undefined) return wholeValue(number.whole);
  return Number.isFinite(number.real) ? wholeValue(BigInt(Math.trunc(number.real))) : undefined;
}

/** The bits of two constants combined bit by bit are bits again, so that they can be indexed. */
function keepWidth(a: Value, b: Value, operator: BinaryOperator, result: NumberValue): Value {
  const isBitwise = operator === "bit and" || operator === "bit or" || operator === "bit xor";
  if (!isBitwise || a.kind !== "bits" || b.kind !== "bits" || result.whole === undefined) return result;
  return { kind: "bits", value: result.whole, width: Math.max(a.width, b.width) };
}
