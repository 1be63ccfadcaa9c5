import { conditional } from "../../build.ts";
import type { Circuit } from "../../circuit.ts";
import { type GateCall, parseCallTail } from "../openqasm/call.ts";
import type { Expression } from "../openqasm/expression.ts";
import type { ReadLimits } from "../openqasm/limits.ts";
import { parseGateBody, parseGateHeader } from "../openqasm/parse-definition.ts";
import {
  barrier,
  measure,
  parseInclude,
  parseVersion,
  type Reading,
  resetAll,
  startReading,
} from "../openqasm/reading.ts";
import { Scope } from "../openqasm/value.ts";

/**
 * Reads OpenQASM 2 (Cross, Bishop, Smolin and Gambetta, "Open quantum assembly language", arXiv:1707.03429), with
 * `qelib1.inc` built in as Qiskit 2 has it. Qubits and classical bits are numbered in the order of declaration, and
 * each `creg` becomes a register of the circuit.
 *
 * Gates that the text defines are expanded, unless they are a gate of our table written out under its own name. A
 * condition is asked once for its statement. An opaque gate `delay` becomes a barrier on its qubits; other opaque
 * gates can be declared, not used.
 *
 * Throws `InvalidInputError`, `UnsupportedError` or `TooLargeError`, with `line` and `column` in the details.
 */
export function readOpenQasm2(text: string, limits: Partial<ReadLimits> = {}): Circuit {
  const reading = startReading(text, 2, limits);
  const scope = new Scope();
  parseVersion(reading, 2);
  while (reading.scanner.kind !== "end") readStatement(reading, scope);
  return reading.builder.circuit();
}

function readStatement(reading: Reading, scope: Scope) {
  const { scanner, source } = reading;
  if (scanner.accept(";")) return;
  if (scanner.kind !== "name") {
    throw source.invalid(scanner.start, `a statement should begin here, not ${scanner.described}`);
  }
  switch (scanner.text) {
    case "include":
      return parseInclude(reading);
    case "qreg":
    case "creg":
      return readRegister(reading, scope);
    case "gate":
      return readGate(reading, scope);
    case "opaque":
      return readOpaque(reading);
    case "if":
      return readIf(reading, scope);
    case "OPENQASM":
      throw source.invalid(scanner.start, "the version stands once, at the top");
    default:
      return readQuantum(reading, scope);
  }
}

/** The statements that may follow a condition. */
function readQuantum(reading: Reading, scope: Scope) {
  const { scanner, parser, source } = reading;
  const at = scanner.start;
  const name = scanner.expectName("a gate, measure, reset or barrier");
  switch (name) {
    case "measure": {
      const from = parser.operand();
      scanner.expect("->", "and the classical bit");
      const to = parser.operand();
      scanner.expect(";", "at the end of the statement");
      return measure(reading, from, to, scope, at);
    }
    case "reset": {
      const operand = parser.operand();
      scanner.expect(";", "at the end of the statement");
      return resetAll(reading, operand, scope, at);
    }
    case "barrier": {
      const operands: Expression[] = [];
      while (!scanner.accept(";")) {
        operands.push(parser.operand());
        if (!scanner.is(";")) scanner.expect(",", 'or ";"');
      }
      return barrier(reading, operands, scope, at);
    }
    case "qreg":
    case "creg":
    case "gate":
    case "opaque":
    case "include":
      throw source.invalid(at, `"${name}" cannot depend on a condition; move it before the if`);
    default: {
      const call: GateCall = { kind: "call", name, modifiers: [], at, ...parseCallTail(parser) };
      return reading.caller.call(reading.builder, call, scope);
    }
  }
}

function readRegister({ scanner, source, parser, evaluator, builder }: Reading, scope: Scope): void {
  const isQuantum = scanner.text === "qreg";
  scanner.advance();
  const at = scanner.start;
  const name = scanner.expectName("the name of the register");
  if (scope.lookup(name)) throw source.invalid(at, `there is a register "${name}" already; rename one of the two`);
  scanner.expect("[", "and the size of the register");
  const size = evaluator.whole(parser.expression(), scope, "the size of a register");
  scanner.expect("]", "after the size");
  scanner.expect(";", "after the register");
  if (size < 1) throw source.invalid(at, `the register "${name}" needs one bit at least`);
  scope.declare(
    name,
    isQuantum
      ? { kind: "qubits", qubits: builder.addQubits(size, at), single: false }
      : { kind: "clbits", clbits: builder.addClbits(size, name, at), single: false },
  );
}

function readGate(reading: Reading, scope: Scope): void {
  const { scanner, parser, names } = reading;
  scanner.advance();
  const header = parseGateHeader(parser);
  // Parameters hide registers of the same name; nothing else of the text can be named in a body.
  names.define(header.name, parseGateBody(parser, header, reading, new Scope(scope)), header.at);
}

function readOpaque({ scanner, parser, names }: Reading): void {
  scanner.advance();
  const { name, at, parameterNames, qubitNames } = parseGateHeader(parser);
  scanner.expect(";", "after an opaque gate, which has no body");
  const [qubitCount, parameterCount] = [qubitNames.length, parameterNames.length];
  names.define(name, { kind: name === "delay" ? "idle" : "opaque", qubitCount, parameterCount }, at);
}

function readIf(reading: Reading, scope: Scope): void {
  const { scanner, source, parser, evaluator, builder } = reading;
  const at = scanner.start;
  scanner.advance();
  scanner.expect("(", "after if");
  const register = evaluator.evaluate(parser.operand(), scope);
  if (register.kind !== "clbits") throw source.invalid(at, "a condition compares a classical register, as in c==1");
  scanner.expect("==", "in the condition");
  const { text, start, kind } = scanner;
  if (kind !== "integer") throw source.invalid(start, `there should be a whole number, not ${scanner.described}`);
  const value = evaluator.evaluate(parser.expression(), scope);
  scanner.expect(")", "after the condition");
  const whole = value.kind === "number" ? value.whole : undefined;
  if (whole === undefined || whole < 0n) throw source.invalid(start, `${text} is not a whole number`);
  const then = builder.gather(() => readQuantum(reading, scope));
  if (then.length === 0) return;
  const condition = { kind: "compare", clbits: register.clbits, operator: "==", value: whole.toString() } as const;
  builder.add(conditional(condition, then), register.clbits.length, at);
}
