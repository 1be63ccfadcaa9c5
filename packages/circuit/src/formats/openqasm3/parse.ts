import { parseCall, parseCallTail } from "../openqasm/call.ts";
import type { BinaryOperator, Expression } from "../openqasm/expression.ts";
import type { ExpressionParser } from "../openqasm/parse-expression.ts";
import { classicalTypes } from "../openqasm/words.ts";
import type { ClassicalType, LoopValues, Statement } from "./statement.ts";

/** Parses one statement, or undefined where something stands that means nothing here, such as a pragma. */
export function parseStatement(parser: ExpressionParser): Statement | undefined {
  const { scanner } = parser;
  const { start: at, kind, text } = scanner;
  if (kind === "line") {
    scanner.advance();
    return undefined;
  }
  if (scanner.accept(";")) return undefined;
  if (scanner.is("{")) return { kind: "block", body: parseBlock(parser), at };
  if (kind !== "name") throw scanner.source.invalid(at, `a statement should begin here, not ${scanner.described}`);
  if (text === "const" || isClassicalType(text)) return parseDeclaration(parser);
  const parse = keywords.get(text);
  if (parse) {
    scanner.advance();
    return parse(parser, at);
  }
  const refusal = refused.get(text);
  if (refusal) throw scanner.source.unsupported(at, `"${text}" cannot be read here; ${refusal}`, { construct: text });
  return parseCallOrAssignment(parser);
}

const keywords: ReadonlyMap<string, (parser: ExpressionParser, at: number) => Statement | undefined> = new Map<
  string,
  (parser: ExpressionParser, at: number) => Statement | undefined
>([
  ["qubit", parseQubits],
  ["qreg", parseOldRegister],
  ["creg", parseOldRegister],
  ["measure", parseMeasure],
  ["reset", parseReset],
  ["barrier", (parser, at) => ({ kind: "barrier", operands: parseOperands(parser), at })],
  ["delay", parseDelay],
  ["if", parseIf],
  ["while", parseWhile],
  ["for", parseFor],
  ["box", parseBox],
  ["let", parseAlias],
  ["input", parseInput],
  ["output", (parser) => parseDeclaration(parser)],
  ["nop", (parser) => void parseOperands(parser)],
  ["end", parseEnd],
]);

/** What the model of a circuit has no place for, with what to write instead. */
const refused: ReadonlyMap<string, string> = new Map([
  ["def", "write the body of the subroutine where it is called, or a gate"],
  ["extern", "no functions outside of the text can be called"],
  ["switch", "write if and else"],
  ["return", "there are no subroutines"],
  ["break", "let a bit say that the loop is left, and ask for it in the condition"],
  ["continue", "put the rest of the body into an if"],
  ["array", "use bit, int, uint, float or angle"],
  ["complex", "use float"],
  ["cal", "pulses cannot be run: remove the calibration"],
  ["defcal", "pulses cannot be run: remove the calibration"],
  ["defcalgrammar", "pulses cannot be run: remove the calibration"],
  ["opaque", "define the gate with a body"],
  ["gate", "define gates outside of blocks"],
  ["include", "include files outside of blocks"],
  ["OPENQASM", "the version stands once, at the top"],
]);

/** A block in braces, or the single statement that may stand in its place. */
function parseBlock(parser: ExpressionParser): Statement[] {
  const { scanner } = parser;
  return parser.nested(() => {
    const body: Statement[] = [];
    if (!scanner.accept("{")) {
      const only = parseStatement(parser);
      return only ? [only] : body;
    }
    while (!scanner.accept("}")) {
      const statement = parseStatement(parser);
      if (statement) body.push(statement);
    }
    return body;
  });
}

/** Operands up to the semicolon, which is taken. */
function parseOperands(parser: ExpressionParser): Expression[] {
  const { scanner } = parser;
  const operands: Expression[] = [];
  while (!scanner.accept(";")) {
    operands.push(parser.operand());
    if (!scanner.is(";")) scanner.expect(",", 'or ";"');
  }
  return operands;
}

function parseQubits(parser: ExpressionParser, at: number): Statement {
  const { scanner } = parser;
  const size = parseBrackets(parser);
  const name = scanner.expectName("the name of the register");
  scanner.expect(";", "after the register");
  return { kind: "qubits", name, at, ...(size && { size }) };
}

/** `qreg q[n];` and `creg c[n];`, kept from OpenQASM 2. */
function parseOldRegister(parser: ExpressionParser, at: number): Statement {
  const { scanner } = parser;
  const isQuantum = scanner.source.text.startsWith("qreg", at);
  const name = scanner.expectName("the name of the register");
  const size = parseBrackets(parser);
  scanner.expect(";", "after the register");
  if (isQuantum) return { kind: "qubits", name, at, ...(size && { size }) };
  return { kind: "declare", name, isConstant: false, type: { name: "bit", ...(size && { width: size }) }, at };
}

function parseBrackets(parser: ExpressionParser): Expression | undefined {
  if (!parser.scanner.accept("[")) return undefined;
  const inner = parser.expression();
  parser.scanner.expect("]");
  return inner;
}

/** `measure q -> c;`, from behind its first word. */
function parseMeasure(parser: ExpressionParser, at: number): Statement {
  const from = parser.operand();
  const into = parser.scanner.accept("->") ? parser.operand() : undefined;
  parser.scanner.expect(";", "at the end of the statement");
  return { kind: "measure", from, at, ...(into && { into }) };
}

function parseReset(parser: ExpressionParser, at: number): Statement {
  const operand = parser.operand();
  parser.scanner.expect(";", "at the end of the statement");
  return { kind: "reset", operand, at };
}

function parseDelay(parser: ExpressionParser, at: number): Statement {
  const length = parseBrackets(parser);
  if (!length) return parser.scanner.expect("[", "and the length of the delay") as never;
  return { kind: "delay", length, operands: parseOperands(parser), at };
}

function parseWhile(parser: ExpressionParser, at: number): Statement {
  parser.scanner.expect("(", "after while");
  const condition = parser.expression();
  parser.scanner.expect(")", "after the condition");
  return { kind: "while", condition, body: parseBlock(parser), at };
}

function parseIf(parser: ExpressionParser, at: number): Statement {
  const { scanner } = parser;
  scanner.expect("(", "after if");
  const condition = parser.expression();
  scanner.expect(")", "after the condition");
  const then = parseBlock(parser);
  return { kind: "if", condition, then, otherwise: scanner.accept("else") ? parseBlock(parser) : [], at };
}

function parseFor(parser: ExpressionParser, at: number): Statement {
  const { scanner } = parser;
  if (isClassicalType(scanner.text)) parseType(parser);
  const name = scanner.expectName("the name of the loop's variable");
  scanner.expect("in", "after the loop's variable");
  const over = parseLoopValues(parser);
  return { kind: "for", name, over, body: parseBlock(parser), at };
}

function parseLoopValues(parser: ExpressionParser): LoopValues {
  const { scanner } = parser;
  const at = scanner.start;
  if (scanner.accept("{")) return { kind: "set", values: parser.list("}") };
  scanner.expect("[", "and a range, or a set as in {0, 1}");
  const ends = parser.range();
  scanner.expect("]", "after the range");
  if ("kind" in ends) throw scanner.source.invalid(at, "a loop runs over a range, as in [0:3], or a set, as in {0, 3}");
  return { kind: "range", at, ends };
}

function parseBox(parser: ExpressionParser, at: number): Statement {
  parseBrackets(parser);
  if (!parser.scanner.is("{")) parser.scanner.expect("{", "after box");
  return { kind: "block", body: parseBlock(parser), at };
}

function parseAlias(parser: ExpressionParser, at: number): Statement {
  const name = parser.scanner.expectName("the name of the alias");
  parser.scanner.expect("=", "after the name");
  const of = parser.expression();
  parser.scanner.expect(";", "at the end of the statement");
  return { kind: "alias", name, of, at };
}

function parseInput(parser: ExpressionParser, at: number): Statement {
  const type = parseType(parser);
  const name = parser.scanner.expectName("the name of the parameter");
  parser.scanner.expect(";", "after the parameter");
  return { kind: "input", name, type, at };
}

function parseEnd(parser: ExpressionParser, at: number): Statement {
  parser.scanner.expect(";", "after end");
  return { kind: "end", at };
}

function parseDeclaration(parser: ExpressionParser): Statement {
  const { scanner } = parser;
  const at = scanner.start;
  const isConstant = scanner.accept("const");
  const type = parseType(parser);
  const name = scanner.expectName("the name of the variable");
  const declared = { kind: "declare", at, name, type, isConstant } as const;
  if (scanner.accept("=")) {
    const measured = scanner.accept("measure") ? parser.operand() : undefined;
    const initial = measured ? undefined : parser.expression();
    scanner.expect(";", "at the end of the statement");
    return { ...declared, ...(measured && { measured }), ...(initial && { initial }) };
  }
  if (isConstant) scanner.expect("=", "and the value of the constant");
  scanner.expect(";", "at the end of the statement");
  return declared;
}

function parseType(parser: ExpressionParser): ClassicalType {
  const { scanner } = parser;
  const { start, text: name } = scanner;
  if (!isClassicalType(name)) {
    const refusal = refused.get(name);
    if (refusal)
      throw scanner.source.unsupported(start, `"${name}" cannot be read here; ${refusal}`, { construct: name });
    throw scanner.source.invalid(start, `there should be a type, such as ${classicalTypes.join(", ")}`);
  }
  scanner.advance();
  const width = parseBrackets(parser);
  return { name, ...(width && { width }) };
}

const classicalTypeNames: ReadonlySet<string> = new Set(classicalTypes);
const isClassicalType = (name: string): name is ClassicalType["name"] => classicalTypeNames.has(name);

const compound: ReadonlyMap<string, BinaryOperator> = new Map<string, BinaryOperator>([
  ["+=", "+"],
  ["-=", "-"],
  ["*=", "*"],
  ["/=", "/"],
  ["%=", "%"],
  ["**=", "power"],
  ["<<=", "<<"],
  [">>=", ">>"],
  ["&=", "bit and"],
  ["|=", "bit or"],
  ["^=", "bit xor"],
]);

const modifiers: ReadonlySet<string> = new Set(["ctrl", "negctrl", "inv", "pow"]);

function parseCallOrAssignment(parser: ExpressionParser): Statement {
  const { scanner } = parser;
  if (modifiers.has(scanner.text)) return parseCall(parser);
  const target = parser.operand();
  const { at } = target;
  const operator = compound.get(scanner.text);
  if (operator === undefined && !scanner.is("=")) {
    if (target.kind === "name") {
      return { kind: "call", name: target.name, modifiers: [], at, ...parseCallTail(parser) };
    }
    throw scanner.source.invalid(scanner.start, `there should be "=" here, not ${scanner.described}`);
  }
  scanner.advance();
  if (operator === undefined && scanner.accept("measure")) {
    const from = parser.operand();
    scanner.expect(";", "at the end of the statement");
    return { kind: "measure", from, into: target, at };
  }
  const value = parser.expression();
  scanner.expect(";", "at the end of the statement");
  return { kind: "assign", target, value, at, ...(operator && { operator }) };
}
