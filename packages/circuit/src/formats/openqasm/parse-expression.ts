import type { BinaryOperator, Comparison, Expression, RangeEnds, Selection } from "./expression.ts";
import type { Budget } from "./limits.ts";
import type { Scanner } from "./scanner.ts";
import { boolValue, realValue, type Value, wholeValue } from "./value.ts";

/** What differs between the expressions of the two versions of the language. */
export interface Grammar {
  readonly operators: ReadonlyMap<string, Operator>;
  /** Truths, bits and sets, which OpenQASM 2 lacks. */
  readonly classical: boolean;
  /** Names of types, which before `(` or `[` are casts. */
  readonly types: ReadonlySet<string>;
}

interface Operator {
  readonly precedence: number;
  readonly meaning: BinaryOperator | "and" | "or";
  readonly rightToLeft?: boolean;
}

const leftToRight = (precedence: number, ...meanings: (Comparison | "+" | "-" | "*" | "/" | "%" | "<<" | ">>")[]) =>
  meanings.map((meaning): [string, Operator] => [meaning, { precedence, meaning }]);
const powerPrecedence = 12;

export const openQasm2Grammar: Grammar = {
  operators: new Map<string, Operator>([
    ...leftToRight(10, "+", "-"),
    ...leftToRight(11, "*", "/"),
    ["^", { precedence: powerPrecedence, meaning: "power", rightToLeft: true }],
  ]),
  classical: false,
  types: new Set(),
};

export const openQasm3Grammar: Grammar = {
  operators: new Map<string, Operator>([
    ["++", { precedence: 1, meaning: "join" }],
    ["||", { precedence: 2, meaning: "or" }],
    ["&&", { precedence: 3, meaning: "and" }],
    ["|", { precedence: 4, meaning: "bit or" }],
    ["^", { precedence: 5, meaning: "bit xor" }],
    ["&", { precedence: 6, meaning: "bit and" }],
    ...leftToRight(7, "==", "!="),
    ...leftToRight(8, "<", "<=", ">", ">="),
    ...leftToRight(9, "<<", ">>"),
    ...leftToRight(10, "+", "-"),
    ...leftToRight(11, "*", "/", "%"),
    ["**", { precedence: powerPrecedence, meaning: "power", rightToLeft: true }],
  ]),
  classical: true,
  types: new Set(["bit", "bool", "int", "uint", "float", "angle", "duration", "complex"]),
};

/** Trees are walked by recursion; this leaves room on any stack, and no angle is a sum of so many terms. */
const greatestTree = 1000;
/** Room for any register's value, and an end to numbers that only cost time. */
const mostDigits = 1200;

/** Parses expressions by precedence climbing from where the scanner stands. Blocks that nest share its depth. */
export class ExpressionParser {
  readonly #scanner: Scanner;
  readonly #grammar: Grammar;
  readonly #budget: Budget;
  #nesting = 0;

  constructor(scanner: Scanner, grammar: Grammar, budget: Budget) {
    this.#scanner = scanner;
    this.#grammar = grammar;
    this.#budget = budget;
  }

  /** Runs `parse` one level deeper, or refuses where the text is nested too deep. */
  nested<T>(parse: () => T): T {
    this.#budget.expectDepth(++this.#nesting, this.#scanner.start);
    const parsed = parse();
    this.#nesting--;
    return parsed;
  }

  expression(leastPrecedence = 0): Expression {
    let left = this.#unary();
    for (;;) {
      const operator = this.#scanner.kind === "symbol" ? this.#grammar.operators.get(this.#scanner.text) : undefined;
      if (!operator || operator.precedence < leastPrecedence) return left;
      left = this.#operation(left, operator);
    }
  }

  /** A name or a physical qubit with what is selected of it: `q`, `q[0]`, `$3`. */
  operand(): Expression {
    const { scanner } = this;
    if (scanner.kind !== "name" && scanner.kind !== "physical") {
      throw scanner.source.invalid(scanner.start, `there should be a qubit or a register, not ${scanner.described}`);
    }
    return this.#selected(this.#nameOrPhysical());
  }

  /** Expressions with commas between, up to the closing symbol, which is taken. */
  list(close: string): Expression[] {
    const found: Expression[] = [];
    while (!this.#scanner.accept(close)) {
      found.push(this.expression());
      if (!this.#scanner.is(close)) this.#scanner.expect(",", `or "${close}"`);
    }
    return found;
  }

  /** `start : stop` or `start : step : stop`, any of them absent, or a single expression; the bracket stays. */
  range(): Expression | RangeEnds {
    const { scanner } = this;
    const isOpen = () => scanner.is(":") || scanner.is("]") || scanner.is(",");
    const start = isOpen() ? undefined : this.expression();
    if (start && !scanner.is(":")) return start;
    const ends = [start];
    while (ends.length < 3 && scanner.accept(":")) ends.push(isOpen() ? undefined : this.expression());
    const [first, second, third] = ends;
    if (ends.length === 1) {
      throw scanner.source.invalid(scanner.start, `there should be an index, not ${scanner.described}`);
    }
    const [step, stop] = ends.length === 3 ? [second, third] : [undefined, second];
    return { ...(first && { start: first }), ...(step && { step }), ...(stop && { stop }) };
  }

  get scanner(): Scanner {
    return this.#scanner;
  }

  #unary(): Expression {
    const { scanner } = this;
    const { start, text } = scanner;
    const isUnary = text === "-" || text === "+" || ((text === "!" || text === "~") && this.#grammar.classical);
    if (scanner.kind !== "symbol" || !isUnary) return this.#primary();
    scanner.advance();
    // A power binds tighter than the sign before it: −2**2 is −4.
    const operand = this.nested(() => this.expression(powerPrecedence));
    return { kind: "unary", operator: text, operand, at: start, depth: this.#depthOver(operand.depth, start) };
  }

  #operation(left: Expression, { meaning, precedence, rightToLeft }: Operator): Expression {
    const at = this.#scanner.start;
    const symbol = this.#scanner.text;
    this.#scanner.advance();
    if (meaning === "and" || meaning === "or") {
      const operands = [left];
      do operands.push(this.nested(() => this.expression(precedence + 1)));
      while (this.#scanner.accept(symbol));
      return { kind: "logical", operator: meaning, operands, at, depth: this.#depthOver(deepest(operands), at) };
    }
    const right = this.nested(() => this.expression(rightToLeft ? precedence : precedence + 1));
    const depth = this.#depthOver(Math.max(left.depth, right.depth), at);
    return { kind: "binary", operator: meaning, left, right, at, depth };
  }

  #primary(): Expression {
    const { scanner } = this;
    const { start, text } = scanner;
    switch (scanner.kind) {
      case "integer":
      case "real":
      case "duration":
      case "string": {
        const value = this.#literal();
        scanner.advance();
        return this.#selected({ kind: "literal", value, at: start, depth: 0 });
      }
      case "name":
        if (this.#grammar.types.has(text)) return this.#cast();
        if (this.#grammar.classical && (text === "true" || text === "false")) {
          scanner.advance();
          return { kind: "literal", value: boolValue(text === "true"), at: start, depth: 0 };
        }
        return this.#selected(this.#callOrName());
      case "physical":
        return this.#nameOrPhysical();
      case "symbol":
        if (scanner.accept("(")) {
          const inner = this.nested(() => this.expression());
          scanner.expect(")");
          return this.#selected(inner);
        }
        if (this.#grammar.classical && scanner.accept("{")) {
          const operands = this.nested(() => this.list("}"));
          return { kind: "set", operands, at: start, depth: this.#depthOver(deepest(operands), start) };
        }
    }
    throw scanner.source.invalid(start, `there should be a value, not ${scanner.described}`);
  }

  #callOrName(): Expression {
    const { scanner } = this;
    const { start: at } = scanner;
    const name = scanner.text;
    scanner.advance();
    if (!scanner.accept("(")) return { kind: "name", name, at, depth: 0 };
    const operands = this.nested(() => this.list(")"));
    return { kind: "call", name, operands, at, depth: this.#depthOver(deepest(operands), at) };
  }

  #cast(): Expression {
    const { scanner } = this;
    const { start: at, text: type } = scanner;
    scanner.advance();
    let width: Expression | undefined;
    if (scanner.accept("[")) {
      width = this.nested(() => this.expression());
      scanner.expect("]");
    }
    scanner.expect("(", `after the type "${type}"`);
    const operand = this.nested(() => this.expression());
    scanner.expect(")");
    const depth = this.#depthOver(Math.max(operand.depth, width?.depth ?? 0), at);
    return { kind: "cast", type, operand, at, depth, ...(width && { width }) };
  }

  #nameOrPhysical(): Expression {
    const { scanner } = this;
    const { start: at, text, kind } = scanner;
    scanner.advance();
    if (kind === "name") return { kind: "name", name: text, at, depth: 0 };
    return { kind: "physical", qubit: Number(text.slice(1)), at, depth: 0 };
  }

  #selected(operand: Expression): Expression {
    const { scanner } = this;
    let found = operand;
    while (scanner.kind === "symbol" && scanner.text === "[") {
      const { at } = operand;
      scanner.advance();
      const selections: Selection[] = [];
      let depth = found.depth;
      do {
        const selection = this.nested(this.#selection);
        selections.push(selection);
        depth = Math.max(depth, depthOf(selection));
      } while (scanner.accept(","));
      scanner.expect("]", "after the index");
      found = { kind: "select", operand: found, selections, at, depth: this.#depthOver(depth, at) };
    }
    return found;
  }

  readonly #selection = (): Selection => {
    const { scanner } = this;
    const at = scanner.start;
    if (this.#grammar.classical && scanner.accept("{")) return { kind: "set", at, indices: this.list("}") };
    const range = this.range();
    return "kind" in range ? { kind: "single", index: range } : { kind: "range", at, ...range };
  };

  #literal(): Value {
    const { scanner } = this;
    const { kind, text } = scanner;
    const short = kind === "integer" && text.length < 4 ? Number(text) : Number.NaN;
    if (!Number.isNaN(short)) return wholeValue(short); // most numbers are indices
    if (kind === "duration") return durationOf(text);
    if (text.length > mostDigits) {
      throw scanner.source.invalid(scanner.start, `this literal has more than ${mostDigits} characters; shorten it`);
    }
    if (kind === "string") {
      const digits = text.replaceAll("_", "");
      if (!this.#grammar.classical || !/^[01]+$/.test(digits)) {
        throw scanner.source.invalid(scanner.start, `${scanner.described} is not a value; bits look like "0101"`);
      }
      return { kind: "bits", value: BigInt(`0b${digits}`), width: digits.length };
    }
    const digits = text.replaceAll("_", "");
    const real = Number(digits);
    if (Number.isNaN(real)) throw scanner.source.invalid(scanner.start, `${scanner.described} is not a number`);
    if (kind === "real") return realValue(real);
    return wholeValue(Number.isSafeInteger(real) ? real : BigInt(digits));
  }

  /** The depth of a node over others, or a refusal of trees that nobody could walk. */
  #depthOver(deepestPart: number, at: number): number {
    if (deepestPart < greatestTree) return deepestPart + 1;
    throw this.#scanner.source.tooLarge(at, "this expression is too long; split it", { limit: greatestTree });
  }
}

const unitsInSecond: Readonly<Record<string, number>> = { s: 1, ms: 1e3, us: 1e6, µs: 1e6, μs: 1e6, ns: 1e9 };

function durationOf(text: string): Value {
  const [, digits = "", unit = ""] = /^([\d_.eE+-]+?)[ \t]*(ns|us|µs|μs|ms|s|dt)$/u.exec(text) ?? [];
  const perSecond = unitsInSecond[unit];
  const length = Number(digits.replaceAll("_", ""));
  return perSecond === undefined || Number.isNaN(length)
    ? { kind: "duration" }
    : { kind: "duration", seconds: length / perSecond };
}

const deepest = (parts: readonly (Expression | undefined)[]): number =>
  parts.reduce((depth, part) => Math.max(depth, part?.depth ?? 0), 0);

function depthOf(selection: Selection): number {
  if (selection.kind === "single") return selection.index.depth;
  return deepest(selection.kind === "set" ? selection.indices : [selection.start, selection.step, selection.stop]);
}
