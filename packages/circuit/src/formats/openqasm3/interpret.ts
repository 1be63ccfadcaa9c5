import { conditional } from "../../build.ts";
import type { Operation } from "../../circuit.ts";
import { clbitsOfExpression } from "../../expression.ts";
import type { Expression } from "../openqasm/expression.ts";
import { barrier, measure, measureInto, type Reading, resetAll } from "../openqasm/reading.ts";
import { describe, realValue, Scope, type Value, wholeValue } from "../openqasm/value.ts";
import { calculationOf } from "./calculation.ts";
import type { ClassicalType, Declaration, LoopValues, Statement } from "./statement.ts";
import { acceptAs } from "./variable.ts";

/** Carries out statements while reading: what they leave in the circuit goes to the reading's builder. */
export class Interpreter {
  /** The input parameters met so far. */
  readonly inputs = new Set<string>();
  readonly #reading: Reading;
  readonly #parameters: Readonly<Record<string, number>>;
  #hasEnded = false;
  /** How many blocks around here run only if a measurement says so. */
  #uncertain = 0;
  /** How many blocks are around here. */
  #blocks = 0;

  constructor(reading: Reading, parameters: Readonly<Record<string, number>>) {
    this.#reading = reading;
    this.#parameters = parameters;
  }

  /** Whether `end` was met. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  run(statement: Statement, scope: Scope) {
    const { builder, caller, source, budget } = this.#reading;
    const { at } = statement;
    budget.spendSteps(1, at);
    switch (statement.kind) {
      case "call":
        return caller.call(builder, statement, scope);
      case "measure":
        if (statement.into) return measure(this.#reading, statement.from, statement.into, scope, at);
        throw source.unsupported(at, "say which bit keeps the result, as in c[0] = measure q[0];");
      case "reset":
        return resetAll(this.#reading, statement.operand, scope, at);
      case "barrier":
        return barrier(this.#reading, statement.operands, scope, at);
      case "delay":
        return this.#delay(statement, scope);
      case "while":
        return this.#while(statement, scope);
      case "if":
        return this.#if(statement, scope);
      case "for":
        return this.#for(statement, scope);
      case "block":
        return this.#block(statement.body, new Scope(scope));
      case "qubits":
        return this.#qubits(statement, scope);
      case "declare":
        return this.#declare(statement, scope);
      case "input":
        return this.#input(statement, scope);
      case "alias":
        return this.#alias(statement, scope);
      case "assign":
        return this.#assign(statement, scope);
      case "end":
        if (this.#uncertain > 0) {
          throw source.unsupported(at, '"end" cannot depend on a measurement; put what follows into the else');
        }
        this.#hasEnded = true;
    }
  }

  #block(body: readonly Statement[], scope: Scope): void {
    this.#blocks++;
    for (const statement of body) {
      if (this.#hasEnded) break;
      this.run(statement, scope);
    }
    this.#blocks--;
  }

  #if({ condition, then, otherwise, at }: Statement & { kind: "if" }, scope: Scope) {
    const { builder, evaluator } = this.#reading;
    const asked = evaluator.condition(condition, scope);
    if (asked.known !== undefined) return this.#block(asked.known ? then : otherwise, new Scope(scope));
    this.#uncertain++;
    const branch = (body: readonly Statement[]): Operation[] =>
      builder.gather(() => this.#block(body, new Scope(scope)));
    const [first, second] = [branch(then), branch(otherwise)];
    this.#uncertain--;
    if (first.length === 0 && second.length === 0) return;
    builder.add(conditional(asked.condition, first, second), asked.size, at);
  }

  /** A time in dt or a stretch, whose length nobody says, is a barrier: nothing moves across it. */
  #delay({ length, operands, at }: Statement & { kind: "delay" }, scope: Scope): void {
    const { builder, evaluator, source } = this.#reading;
    const value = isPlain(length) ? evaluator.evaluate(length, scope) : undefined;
    if (value && value.kind !== "duration") {
      throw source.invalid(length.at, `a delay has a length of time, as in delay[100ns], not ${describe(value)}`);
    }
    if (!value)
      throw source.unsupported(length.at, "the length of a delay is a time or a name of one, as in delay[100ns]");
    const { seconds } = value;
    if (seconds === undefined) {
      barrier(this.#reading, operands, scope, at);
      return;
    }
    const qubits = new Set(operands.flatMap((operand) => this.#reading.caller.qubits(operand, scope).qubits));
    for (const qubit of operands.length > 0 ? qubits : builder.qubits()) {
      builder.add({ kind: "delay", qubit, seconds }, 1, at);
    }
  }

  /** As long as the condition is known while reading, turns are written out; a loop is left for when it is not. */
  #while({ condition, body, at }: Statement & { kind: "while" }, scope: Scope): void {
    const { builder, evaluator, budget } = this.#reading;
    for (;;) {
      budget.spendSteps(1, at);
      const asked = evaluator.condition(condition, scope);
      if (asked.known === false || this.#hasEnded) return;
      if (asked.known !== undefined) {
        this.#block(body, new Scope(scope));
        continue;
      }
      this.#uncertain++;
      const operations = builder.gather(() => this.#block(body, new Scope(scope)));
      this.#uncertain--;
      builder.add({ kind: "while", condition: asked.condition, body: operations, maxTurns: mostTurns }, asked.size, at);
      return;
    }
  }

  #for({ name, over, body, at }: Statement & { kind: "for" }, scope: Scope): void {
    for (const value of this.#loopValues(over, scope)) {
      if (this.#hasEnded) break;
      this.#reading.budget.spendSteps(1, at);
      const inner = new Scope(scope);
      inner.declare(name, value);
      this.#block(body, inner);
    }
  }

  *#loopValues(over: LoopValues, scope: Scope): Generator<Value> {
    const { evaluator, source, budget } = this.#reading;
    if (over.kind === "set") {
      for (const value of over.values) yield evaluator.evaluate(value, scope);
      return;
    }
    const { start, step, stop } = over.ends;
    if (!start || !stop) throw source.invalid(over.at, "the range of a loop needs a start and an end, as in [0:3]");
    const first = evaluator.whole(start, scope, "the start of a range");
    const last = evaluator.whole(stop, scope, "the end of a range");
    const by = step ? evaluator.whole(step, scope, "the step of a range") : 1;
    if (by === 0) throw source.invalid(over.at, "the step of a range cannot be 0");
    budget.expectSteps((last - first) / by, over.at);
    for (let value = first; by > 0 ? value <= last : value >= last; value += by) yield wholeValue(value);
  }

  #qubits({ name, size, at }: Statement & { kind: "qubits" }, scope: Scope): void {
    const { builder, source } = this.#reading;
    if (this.#blocks > 0) throw source.invalid(at, "qubits are declared outside of blocks");
    if (builder.naming === "numbers") {
      throw source.invalid(at, "qubits cannot be declared beside physical ones; name qubits in one of the two ways");
    }
    this.#expectNew(name, scope, at);
    const qubits = builder.addQubits(this.#size(size, scope, name, at) ?? 1, at);
    scope.declare(name, { kind: "qubits", qubits, single: size === undefined });
  }

  #declare(declaration: Declaration, scope: Scope) {
    const { evaluator, source } = this.#reading;
    const { name, type, at, initial, isConstant } = declaration;
    this.#expectNew(name, scope, at);
    const width = this.#size(type.width, scope, name, at);
    if (type.name === "bit" && !isConstant && !initial) return this.#bits(declaration, width, scope);
    if (declaration.measured)
      throw source.invalid(at, `the result of a measurement goes into bits, not "${type.name}"`);
    const accept = this.#accept(type, width, at);
    // What is worked out from times is a time that is not known.
    const isTime = type.name === "stretch" || (type.name === "duration" && !(initial && isPlain(initial)));
    const value = initial && !isTime ? accept(evaluator.evaluate(initial, scope)) : this.#unset(type.name);
    const isZero = (value.kind === "bits" && value.value === 0n) || (value.kind === "bool" && !value.value);
    // Bits of the circuit start at 0 anyway, so such bits may be measured into.
    if (type.name === "bit" && !isConstant && isZero) return this.#bits(declaration, width, scope);
    scope.declare(name, value, isConstant ? undefined : accept);
  }

  /** Bits of the circuit. Those that a block declares have no name outside of it. */
  #bits({ name, at, measured }: Declaration, width: number | undefined, scope: Scope): void {
    const { builder, caller } = this.#reading;
    const from = measured && caller.qubits(measured, scope);
    const clbits = builder.addClbits(width ?? 1, this.#blocks === 0 ? name : undefined, at);
    scope.declare(name, { kind: "clbits", clbits, single: width === undefined });
    if (from) measureInto(this.#reading, from.qubits, clbits, at);
  }

  #input({ name, type, at }: Statement & { kind: "input" }, scope: Scope): void {
    const { source } = this.#reading;
    this.#expectNew(name, scope, at);
    const given = Object.hasOwn(this.#parameters, name) ? this.#parameters[name] : undefined;
    if (given === undefined || !Number.isFinite(given)) {
      const problem = given === undefined ? "has no value" : "is not a finite number";
      throw source.invalid(at, `the input parameter "${name}" ${problem}; pass one in "parameters"`, {
        parameter: name,
      });
    }
    this.inputs.add(name);
    const width = this.#size(type.width, scope, name, at);
    const value = Number.isSafeInteger(given) ? wholeValue(given) : realValue(given);
    scope.declare(name, this.#accept(type, width, at)(value));
  }

  #alias({ name, of, at }: Statement & { kind: "alias" }, scope: Scope): void {
    const { evaluator, source } = this.#reading;
    this.#expectNew(name, scope, at);
    const value = evaluator.evaluate(of, scope);
    if (value.kind !== "qubits" && value.kind !== "clbits") {
      throw source.invalid(of.at, `an alias names qubits or classical bits, not ${describe(value)}`);
    }
    scope.declare(name, value);
  }

  #assign({ target, operator, value, at }: Statement & { kind: "assign" }, scope: Scope): void {
    const { builder, evaluator, source } = this.#reading;
    if (target.kind === "name" && evaluator.evaluate(target, scope).kind !== "clbits") {
      if (this.#uncertain > 0) {
        throw source.unsupported(at, "a variable cannot change where a measurement decides; use classical bits");
      }
      const changed: Expression = operator
        ? { kind: "binary", operator, left: target, right: value, at, depth: value.depth + 1 }
        : value;
      if (scope.assign(target.name, evaluator.evaluate(changed, scope))) return;
      throw source.invalid(at, `"${target.name}" cannot be assigned to; declare a variable without const`);
    }
    const place = evaluator.evaluate(target, scope);
    if (place.kind !== "clbits") throw source.invalid(at, `${describe(place)} cannot be assigned to`);
    const changed: Expression = operator
      ? { kind: "binary", operator, left: target, right: value, at, depth: value.depth + 1 }
      : value;
    const { clbits } = place;
    const calculation = calculationOf(this.#reading, changed, scope, clbits.length);
    builder.add(
      { kind: "assign", clbits, value: calculation },
      clbits.length + clbitsOfExpression(calculation).length,
      at,
    );
  }

  #expectNew(name: string, scope: Scope, at: number): void {
    if (scope.hasOwn(name))
      throw this.#reading.source.invalid(at, `there is a "${name}" already; rename one of the two`);
  }

  #size(size: Expression | undefined, scope: Scope, name: string, at: number): number | undefined {
    if (!size) return undefined;
    const { evaluator, source } = this.#reading;
    const bits = evaluator.whole(size, scope, `the size of "${name}"`);
    if (bits < 1) throw source.invalid(at, `the size of "${name}" is 1 or more`);
    return bits;
  }

  #accept(type: ClassicalType, width: number | undefined, at: number): (value: Value) => Value {
    const { source } = this.#reading;
    if (width !== undefined && width > widestVariable) {
      throw source.tooLarge(at, `a variable has ${widestVariable} bits at most`, { limit: widestVariable });
    }
    return acceptAs(type.name, width, source, at);
  }

  #unset(type: ClassicalType["name"]): Value {
    if (type === "bool") return { kind: "bool", value: false };
    return type === "duration" || type === "stretch" ? { kind: "duration" } : wholeValue(0);
  }
}

/** Turns of a loop whose end measurements decide; a shot that needs more ends the run. The text cannot say it. */
const mostTurns = 100_000;

const isPlain = ({ kind }: Expression): boolean => kind === "literal" || kind === "name";

/** As wide as the whole numbers that expressions work with. */
const widestVariable = 4096;
