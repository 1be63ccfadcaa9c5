import type { GateApplier } from "./apply.ts";
import type { CircuitBuilder } from "./builder.ts";
import type { Evaluator } from "./evaluate.ts";
import type { Expression } from "./expression.ts";
import type { GateNames } from "./gate-names.ts";
import type { Meaning, Modifier } from "./meaning.ts";
import type { ExpressionParser } from "./parse-expression.ts";
import type { Source } from "./source.ts";
import { describe, type Scope } from "./value.ts";

/** A use of a gate as it stands in the text: `ctrl @ rx(pi/2) q[0], q[1]`. */
export interface GateCall {
  readonly kind: "call";
  readonly name: string;
  readonly modifiers: readonly WrittenModifier[];
  readonly params: readonly Expression[];
  readonly operands: readonly Expression[];
  readonly at: number;
}

export type WrittenModifier =
  | { readonly kind: "control"; readonly count?: Expression; readonly firesOn: 0 | 1; readonly at: number }
  | { readonly kind: "inverse" }
  | { readonly kind: "power"; readonly exponent: Expression };

/** Parses a call from its first word, modifiers included, up to the semicolon, which is taken. */
export function parseCall(parser: ExpressionParser): GateCall {
  const { scanner } = parser;
  const modifiers: WrittenModifier[] = [];
  for (let modifier = parseModifier(parser); modifier; modifier = parseModifier(parser)) modifiers.push(modifier);
  const at = scanner.start;
  const name = scanner.expectName("the name of a gate");
  return { kind: "call", name, modifiers, at, ...parseCallTail(parser) };
}

/** Parses what follows a gate's name: parameters, operands and the semicolon. */
export function parseCallTail(parser: ExpressionParser): Pick<GateCall, "params" | "operands"> {
  const { scanner } = parser;
  const params = scanner.accept("(") ? parser.list(")") : [];
  const operands: Expression[] = [];
  if (!scanner.is(";")) {
    do operands.push(parser.operand());
    while (scanner.accept(","));
  }
  scanner.expect(";", "at the end of the statement");
  return { params, operands };
}

function parseModifier(parser: ExpressionParser): WrittenModifier | undefined {
  const { scanner } = parser;
  const { text, start: at } = scanner;
  if (scanner.kind !== "name") return undefined;
  switch (text) {
    case "ctrl":
    case "negctrl": {
      scanner.advance();
      const count = scanner.accept("(") ? parser.expression() : undefined;
      if (count) scanner.expect(")");
      scanner.expect("@", `after ${text}`);
      return { kind: "control", firesOn: text === "ctrl" ? 1 : 0, at, ...(count && { count }) };
    }
    case "inv":
      scanner.advance();
      scanner.expect("@", "after inv");
      return { kind: "inverse" };
    case "pow": {
      scanner.advance();
      scanner.expect("(", "after pow, with the exponent in parentheses");
      const exponent = parser.expression();
      scanner.expect(")");
      scanner.expect("@", "after pow");
      return { kind: "power", exponent };
    }
    default:
      return undefined;
  }
}

/** Checks calls against what their gates take, and adds them to the circuit. */
export class GateCaller {
  readonly #source: Source;
  readonly #names: GateNames;
  readonly #evaluator: Evaluator;
  readonly #applier: GateApplier;

  constructor(source: Source, names: GateNames, evaluator: Evaluator, applier: GateApplier) {
    this.#source = source;
    this.#names = names;
    this.#evaluator = evaluator;
    this.#applier = applier;
  }

  /** Adds a call once for each qubit of the registers it names, as the language has it. */
  call(into: CircuitBuilder, call: GateCall, scope: Scope): void {
    const { meaning, modifiers } = this.resolve(call, call.operands.length, scope);
    const params = call.params.map((param) => this.#evaluator.real(param, scope));
    const operands = call.operands.map((operand) => this.qubits(operand, scope));
    const width = this.#commonWidth(operands, call.at);
    for (let k = 0; k < width; k++) {
      const qubits = operands.map((operand) => operand.qubits[operand.single ? 0 : k] ?? 0);
      this.expectDifferent(qubits, call.name, call.at);
      this.#applier.apply(into, { meaning, modifiers, params, qubits, scope, at: call.at });
    }
  }

  /** What the name and modifiers of a call mean, checked against the numbers of its parameters and operands. */
  resolve(call: GateCall, operandCount: number, scope: Scope): { meaning: Meaning; modifiers: readonly Modifier[] } {
    const meaning = this.#names.lookup(call.name, call.at);
    if (call.params.length !== meaning.parameterCount) {
      const takes = counted(meaning.parameterCount, "parameter");
      throw this.#source.invalid(call.at, `"${call.name}" takes ${takes}, not ${call.params.length}`, {
        gate: call.name,
        expected: meaning.parameterCount,
        found: call.params.length,
      });
    }
    let expected = meaning.qubitCount;
    if (call.modifiers.length === 0 && operandCount === expected) return { meaning, modifiers: noModifiers };
    const modifiers = call.modifiers.map((modifier): Modifier => {
      if (modifier.kind !== "control") return modifier;
      const count = modifier.count ? this.#evaluator.whole(modifier.count, scope, "the number of controls") : 1;
      if (count < 1) throw this.#source.invalid(modifier.at, "the number of controls is 1 or more");
      expected += count;
      return { kind: "control", count, firesOn: modifier.firesOn };
    });
    // A phase of the whole may be written with or without qubits; without controls it changes nothing.
    const isBarePhase = meaning.kind === "phase" && expected === 0;
    if (operandCount !== expected && !isBarePhase) {
      const acts = counted(expected, "qubit");
      throw this.#source.invalid(call.at, `"${call.name}" acts on ${acts} here, not ${operandCount}`, {
        gate: call.name,
        expected,
        found: operandCount,
      });
    }
    return { meaning, modifiers };
  }

  /** The qubits that an operand names. */
  qubits(operand: Expression, scope: Scope): { readonly qubits: readonly number[]; readonly single: boolean } {
    const value = this.#evaluator.evaluate(operand, scope);
    if (value.kind === "qubits") return value;
    throw this.#source.invalid(operand.at, `there should be a qubit or a register of qubits, not ${describe(value)}`);
  }

  /** How often a call is repeated: single qubits go with every element of the registers beside them. */
  #commonWidth(
    operands: readonly { readonly qubits: readonly number[]; readonly single: boolean }[],
    at: number,
  ): number {
    let width: number | undefined;
    for (const { qubits, single } of operands) {
      if (single || qubits.length === width) continue;
      if (width !== undefined) {
        const message = `the registers have ${width} and ${qubits.length} qubits; they must be equally wide`;
        throw this.#source.invalid(at, message);
      }
      width = qubits.length;
    }
    return width ?? 1;
  }

  expectDifferent(qubits: readonly number[], name: string, at: number): void {
    const { length } = qubits;
    if (length < 2 || (length === 2 && qubits[0] !== qubits[1])) return;
    if (length > 2 && new Set(qubits).size === length) return;
    throw this.#source.invalid(at, `"${name}" names a qubit twice; its qubits must be different`, { gate: name });
  }
}

const noModifiers: readonly Modifier[] = [];

const counted = (count: number, noun: string) =>
  count === 0 ? `no ${noun}` : count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
