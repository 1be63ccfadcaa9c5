import type { Cursor } from "./cursor.ts";
import type { QpyOperator, QpyParameterExpression, QpyStep, QpySymbol, QpyValue } from "./model.ts";
import { readElement, readSymbol } from "./read-symbol.ts";
import type { Scope } from "./scope.ts";

/** Operators by their number: how they are called and how many operands they take. */
const operators: Readonly<Record<number, readonly [QpyOperator, 1 | 2]>> = {
  0: ["add", 2],
  1: ["subtract", 2],
  2: ["multiply", 2],
  3: ["divide", 2],
  4: ["power", 2],
  5: ["sin", 1],
  6: ["cos", 1],
  7: ["tan", 1],
  8: ["asin", 1],
  9: ["acos", 1],
  10: ["exp", 1],
  11: ["log", 1],
  12: ["sign", 1],
  14: ["conjugate", 1],
  16: ["abs", 1],
  17: ["atan", 1],
  18: ["reversed subtract", 2],
  19: ["reversed divide", 2],
  20: ["reversed power", 2],
};
const gradient = 13;
const substitution = 15;
const mark = 255;

type ReadValue = (type: string, content: Cursor, scope: Scope) => QpyValue;
type ReadApart = (type: string, content: Cursor) => QpyValue;

/** Reads an expression of parameters; substitutions that it records are made. */
export function readParameterExpression(cursor: Cursor, scope: Scope, readValue: ReadValue): QpyParameterExpression {
  // Symbols in here are parameters of the circuit only if the result has them.
  const readApart: ReadApart = (type, content) =>
    readValue(type, content, { ...scope, depth: scope.depth + 1, parameters: new Map() });
  const symbolCount = cursor.u64();
  const program = cursor.window(cursor.u64());
  const symbols = readSymbols(cursor, scope, symbolCount, readApart);
  const steps: QpyStep[] = [];
  /** Where in `steps` each value of the stack begins: what works it out lies together. */
  const starts: number[] = [];
  const push = (step: QpyStep): void => {
    starts.push(steps.length);
    steps.push(step);
  };
  while (program.left > 0) {
    const operator = program.u8();
    const leftType = program.letter();
    const left = program.window(16);
    const rightType = program.letter();
    const right = program.window(16);
    if (operator === mark || isMark(leftType) || isMark(rightType)) continue;
    const isSubstitution = operator === substitution;
    if (!isSubstitution && leftType !== "n") push(readOperand(leftType, left, symbols));
    if (!isSubstitution && rightType !== "n") push(readOperand(rightType, right, symbols));
    if (operator === gradient) {
      throw program.unsupported("an expression has a derivative that is not worked out; bind its parameters first");
    }
    const [name, operands] = isSubstitution ? [undefined, 1] : (operators[operator] ?? [undefined, 0]);
    if (operands === 0) throw program.invalid(`there is no operator ${operator} in expressions; the file is damaged`);
    if (starts.length < operands) throw program.invalid("an operator lacks an operand; the file is damaged");
    scope.budget.spendSteps(1, program.at);
    if (name === undefined) {
      const replacements = readReplacements(program.window(left.u64()), scope, symbols, readApart);
      for (const step of steps.splice(starts.at(-1) ?? 0)) {
        const replacement = isSymbol(step) ? replacements.get(step.id) : undefined;
        scope.budget.spendSteps(replacement?.length ?? 1, program.at);
        for (const each of replacement ?? [step]) steps.push(each);
      }
      continue;
    }
    if (operands === 2) starts.pop();
    steps.push(name);
  }
  if (starts.length !== 1) throw program.invalid("an expression should leave one value; the file is damaged");
  for (const step of steps) {
    if (isSymbol(step)) scope.parameters.set(step.id, step);
  }
  return { kind: "expression", steps };
}

const isSymbol = (step: QpyStep): step is QpySymbol => typeof step === "object" && step.kind === "symbol";
/** Marks around a part that was an expression by itself: the stack nests them without. */
const isMark = (type: string): boolean => type === "s" || type === "e";

/** The symbols of an expression by id, or the numbers that they are bound to. */
type Symbols = ReadonlyMap<string, { readonly symbol: QpySymbol; readonly value: QpyStep }>;

function readSymbols(cursor: Cursor, scope: Scope, count: number, readApart: ReadApart): Symbols {
  cursor.count(count, 10, "symbols of an expression");
  const symbols = new Map<string, { symbol: QpySymbol; value: QpyStep }>();
  for (let k = 0; k < count; k++) {
    const kind = cursor.letter();
    const type = cursor.letter();
    const length = cursor.u64();
    if (kind === "e") {
      skipExpression(cursor);
      cursor.take(length);
      continue;
    }
    if (kind !== "p" && kind !== "v") throw cursor.invalid("a symbol of an expression should be p or v");
    const symbol = kind === "v" ? readElement(cursor, scope) : readSymbol(cursor);
    const content = cursor.window(length);
    const value = type === "p" || type === "v" ? symbol : stepOf(readApart(type, content), content);
    if (typeof value === "string") throw content.invalid("a symbol should be bound to a number");
    symbols.set(symbol.id, { symbol, value });
  }
  return symbols;
}

/** Qiskit 2.0 lists expressions among the symbols, which nothing refers to. */
function skipExpression(cursor: Cursor): void {
  const count = cursor.u64();
  cursor.take(cursor.u64());
  cursor.count(count, 10, "symbols of an expression");
  for (let k = 0; k < count; k++) {
    const kind = cursor.letter();
    cursor.letter();
    const length = cursor.u64();
    if (kind === "e")
      throw cursor.unsupported("an expression lists expressions of expressions; save it with a newer Qiskit");
    const nameLength = cursor.u16();
    cursor.take(kind === "v" ? 32 : 16);
    cursor.take(nameLength);
    cursor.take(length);
  }
}

function stepOf(value: QpyValue, cursor: Cursor): QpyStep {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (value !== null && typeof value === "object" && (value.kind === "complex" || value.kind === "symbol"))
    return value;
  throw cursor.invalid("an expression should be made of numbers and symbols; the file is damaged");
}

function readOperand(type: string, content: Cursor, symbols: Symbols): QpyStep {
  switch (type) {
    case "p": {
      const found = symbols.get(content.uuid());
      if (found) return found.value;
      throw content.invalid("an expression names a symbol that it does not list; the file is damaged");
    }
    case "f":
      content.take(8);
      return content.f64();
    case "i":
      content.take(8);
      return Number(content.i64());
    case "c":
      return { kind: "complex", re: content.f64(), im: content.f64() };
    default:
      throw content.invalid("an operand of an expression should be p, f, i, c or n");
  }
}

/** What a substitution puts in the place of each symbol. Up to version 14 they are named, later they have their ids. */
function readReplacements(
  cursor: Cursor,
  scope: Scope,
  symbols: Symbols,
  readApart: ReadApart,
): ReadonlyMap<string, readonly QpyStep[]> {
  const count = cursor.count(cursor.u64(), 5, "substitutions");
  const replacements = new Map<string, readonly QpyStep[]>();
  scope.budget.expectDepth(scope.depth, cursor.at);
  for (let k = 0; k < count; k++) {
    const keyLength = cursor.u16();
    const type = cursor.letter();
    const length = cursor.u16();
    let id: string | undefined;
    if (scope.version >= 15) id = cursor.window(keyLength).uuid();
    else {
      const name = cursor.text(keyLength);
      for (const { symbol } of symbols.values()) if (symbol.name === name) id = symbol.id;
    }
    const content = cursor.window(length);
    const value = readApart(type, content);
    const isExpression = value !== null && typeof value === "object" && value.kind === "expression";
    if (id !== undefined) replacements.set(id, isExpression ? value.steps : [stepOf(value, content)]);
  }
  return replacements;
}
