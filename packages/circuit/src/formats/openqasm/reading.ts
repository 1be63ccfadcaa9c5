import { GateApplier } from "./apply.ts";
import { CircuitBuilder } from "./builder.ts";
import { GateCaller } from "./call.ts";
import { Evaluator } from "./evaluate.ts";
import type { Expression } from "./expression.ts";
import { GateNames } from "./gate-names.ts";
import { Budget, type ReadLimits } from "./limits.ts";
import { ExpressionParser, openQasm2Grammar, openQasm3Grammar } from "./parse-expression.ts";
import { Scanner } from "./scanner.ts";
import { Source } from "./source.ts";
import { describe, type Scope } from "./value.ts";

/** Everything that reading one text needs, put together. */
export interface Reading {
  readonly source: Source;
  readonly scanner: Scanner;
  readonly budget: Budget;
  readonly parser: ExpressionParser;
  readonly builder: CircuitBuilder;
  readonly evaluator: Evaluator;
  readonly names: GateNames;
  readonly applier: GateApplier;
  readonly caller: GateCaller;
}

export function startReading(text: string, version: 2 | 3, limits: Partial<ReadLimits> = {}): Reading {
  const source = new Source(text);
  const budget = new Budget(source, limits);
  const scanner = new Scanner(source);
  const parser = new ExpressionParser(scanner, version === 2 ? openQasm2Grammar : openQasm3Grammar, budget);
  const builder = new CircuitBuilder(budget);
  const evaluator = new Evaluator(source, budget, version, (qubit, at) => {
    if (version === 2) throw source.invalid(at, "OpenQASM 2 has no physical qubits; declare a register with qreg");
    if (builder.naming === "registers") {
      throw source.invalid(at, `$${qubit} cannot stand beside declared qubits; name qubits in one of the two ways`);
    }
    builder.includeQubit(qubit, at);
  });
  const names = new GateNames(source, version);
  const applier = new GateApplier(source, evaluator);
  const caller = new GateCaller(source, names, evaluator, applier);
  return { source, scanner, budget, parser, builder, evaluator, names, applier, caller };
}

/** Parses and checks `OPENQASM 2.0;`, which may be absent. */
export function parseVersion({ source, scanner }: Reading, version: 2 | 3): void {
  if (!scanner.accept("OPENQASM")) return;
  const { text, start } = scanner;
  if (!/^\d+(\.\d+)?$/.test(text) || Number.parseInt(text, 10) !== version) {
    throw source.invalid(start, `this text is OpenQASM ${scanner.described}; here it should be OPENQASM ${version}.0;`);
  }
  scanner.advance();
  scanner.expect(";", "after the version");
}

/** Parses `include "file";` from its first word. */
export function parseInclude({ source, scanner, names }: Reading): void {
  scanner.advance();
  const { start, text, kind } = scanner;
  if (kind !== "string") throw source.invalid(start, `there should be a file name in quotes, not ${scanner.described}`);
  scanner.advance();
  scanner.expect(";", "after the file name");
  names.include(text, start);
}

/** Adds the measurements of `from` into `to`, bit by bit. */
export function measure(reading: Reading, from: Expression, to: Expression, scope: Scope, at: number): void {
  const { source, evaluator, caller } = reading;
  const target = evaluator.evaluate(to, scope);
  if (target.kind !== "clbits") {
    throw source.invalid(to.at, `a measurement goes into classical bits, not into ${describe(target)}`);
  }
  measureInto(reading, caller.qubits(from, scope).qubits, target.clbits, at);
}

export function measureInto(
  { source, builder }: Reading,
  qubits: readonly number[],
  clbits: readonly number[],
  at: number,
): void {
  if (qubits.length !== clbits.length) {
    const [from, to] = [qubits.length, clbits.length];
    throw source.invalid(at, `${from} qubits cannot be measured into ${to} classical bits; make them as many`, {
      qubits: from,
      clbits: to,
    });
  }
  qubits.forEach((qubit, k) => {
    builder.add({ kind: "measure", qubit, clbit: clbits[k] ?? 0 }, 2, at);
  });
}

export function resetAll({ builder, caller }: Reading, operand: Expression, scope: Scope, at: number): void {
  for (const qubit of caller.qubits(operand, scope).qubits) builder.add({ kind: "reset", qubit }, 1, at);
}

/** Adds a barrier over what is named, or over all qubits so far if nothing is. */
export function barrier(
  { source, builder, caller, budget }: Reading,
  operands: readonly Expression[],
  scope: Scope,
  at: number,
): void {
  const qubits = new Set<number>();
  for (const operand of operands) {
    for (const qubit of caller.qubits(operand, scope).qubits) qubits.add(qubit);
  }
  const named = operands.length > 0 ? [...qubits] : builder.qubits();
  if (named.length === 0) throw source.invalid(at, "there is no qubit yet; declare qubits before the barrier");
  budget.spendSteps(named.length, at);
  builder.add({ kind: "barrier", qubits: named }, named.length, at);
}
