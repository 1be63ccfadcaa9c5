import { conditional } from "../../build.ts";
import type { Condition, Operation } from "../../circuit.ts";
import { type Frame, invalidAt, type LoopFlags, type RealOf, realOf, unsupportedAt } from "./frame.ts";
import { leastSizeOf } from "./least-size.ts";
import { ConditionLowering, or, type Truth } from "./lower-condition.ts";
import { ExpressionLowering } from "./lower-expression.ts";
import { GateLowering, type Mode, plainly } from "./lower-gate.ts";
import type { QpyCircuit, QpyInstruction, QpySymbol, QpyValue } from "./model.ts";
import type { Output } from "./output.ts";

/** Turns of a loop whose end results decide; a shot that needs more ends the run. */
const mostTurns = 100_000;

/**
 * Writes out circuits with bodies: branches become conditionals, loops of known length their turns one after the other,
 * others loops. Where a loop may be left from within, a bit says so, and what would have followed asks for that bit.
 */
export class Lowering {
  readonly #output: Output;
  readonly #gates: GateLowering;
  readonly #leaving = new Map<QpyInstruction, boolean>();

  constructor(output: Output, angleOf: RealOf = realOf) {
    this.#output = output;
    this.#gates = new GateLowering(output, angleOf, (frame, mode) => this.#block(frame, mode));
  }

  circuit(frame: Frame): void {
    const { operations, work } = leastSizeOf(frame.circuit);
    this.#output.expect(operations);
    this.#output.expectWork(work);
    this.#block(frame, plainly);
  }

  /** The instructions of a frame's circuit, from one on. Backwards, if it is to be undone. */
  #block(frame: Frame, mode: Mode, from = 0): void {
    const { instructions, variables } = frame.circuit;
    if (from === 0) frame.memory.declare(variables);
    for (let k = from; k < instructions.length; k++) {
      const instruction = instructions[mode.isUndone ? instructions.length - 1 - k : k];
      if (!instruction) continue;
      if (!isFlow(instruction)) {
        this.#gate(instruction, frame, mode);
        continue;
      }
      if (mode.isUndone || mode.controls.length > 0) {
        throw unsupportedAt(instruction, "control flow cannot be controlled or undone; take it out of the gate");
      }
      this.#output.spend(1);
      this.#output.deeper(() => this.#flow(instruction, frame));
      if (!this.#leaves(instruction)) continue;
      const { loop } = frame;
      if (!isLeaving(instruction) && loop && k + 1 < instructions.length) {
        const rest = this.#output.gather(() => this.#output.deeper(() => this.#block(frame, mode, k + 1)));
        if (rest.length > 0) this.#output.add(conditional(stays(loop), rest), 1);
      }
      return; // nothing follows a break
    }
  }

  #gate(instruction: QpyInstruction, frame: Frame, mode: Mode): void {
    this.#gates.apply(
      instruction,
      placed(instruction.qubits, frame.qubits),
      placed(instruction.clbits, frame.clbits),
      frame,
      mode,
    );
  }

  /** Whether a break or continue inside of it leads out of it. */
  #leaves(instruction: QpyInstruction): boolean {
    const known = this.#leaving.get(instruction);
    if (known !== undefined) return known;
    const leaves = isLeaving(instruction) || bodiesOf(instruction).some((body) => this.#isLeft(body));
    this.#leaving.set(instruction, leaves);
    return leaves;
  }

  /** Whether a break or continue in a body leads out of it. */
  #isLeft(body: QpyCircuit): boolean {
    return body.instructions.some((inner) => isFlow(inner) && !isLoop(inner) && this.#leaves(inner));
  }

  #flow(instruction: QpyInstruction, frame: Frame): void {
    switch (instruction.className) {
      case "IfElseOp":
        this.#branch(instruction, frame);
        break;
      case "SwitchCaseOp":
        this.#switch(instruction, frame);
        break;
      case "ForLoopOp":
        this.#for(instruction, frame);
        break;
      case "WhileLoopOp":
        this.#while(instruction, frame);
        break;
      case "BoxOp":
        this.#block(this.#bodyFrame(instruction, bodyOf(instruction, 0), frame), plainly);
        break;
      case "BreakLoopOp":
      case "ContinueLoopOp": {
        if (!frame.loop) throw invalidAt(instruction, "it is not inside of a loop");
        const { left, skipped } = frame.loop;
        this.#set([instruction.className === "BreakLoopOp" ? left : skipped], 1);
        break;
      }
      default:
        this.#store(instruction, frame);
    }
  }

  #branch(instruction: QpyInstruction, frame: Frame): void {
    if (!instruction.condition) throw invalidAt(instruction, "it has no condition");
    const conditions = new ConditionLowering(instruction, frame);
    const truth = conditions.ofCondition(instruction.condition);
    this.#output.spendParts(conditions.parts);
    this.#addAll(conditions.before);
    const then = this.#bodyFrame(instruction, bodyOf(instruction, 0), frame);
    const hasElse = instruction.params.length > 1 && instruction.params[1] !== null;
    const otherwise = hasElse ? this.#bodyFrame(instruction, bodyOf(instruction, 1), frame) : undefined;
    this.#choose(
      truth,
      () => this.#block(then, plainly),
      () => otherwise && this.#block(otherwise, plainly),
    );
  }

  #choose(truth: Truth, then: () => void, otherwise: () => void): void {
    if (truth === true) {
      then();
      return;
    }
    if (truth === false) {
      otherwise();
      return;
    }
    const [yes, no]: [Operation[], Operation[]] = [this.#output.gather(then), this.#output.gather(otherwise)];
    this.#output.add(conditional(truth, yes, no), 1);
  }

  #switch(instruction: QpyInstruction, frame: Frame): void {
    const [target, specifier] = instruction.params;
    const conditions = new ConditionLowering(instruction, frame);
    if (!isKind(target, "classical") && !isKind(target, "clbit") && !isKind(target, "register")) {
      throw invalidAt(instruction, "it should have a bit, a register or an expression to look at");
    }
    const hasValue = conditions.asking(isKind(target, "classical") ? target.expression : target);
    this.#output.spendParts(conditions.parts);
    this.#addAll(conditions.before);
    const matches = (label: QpyValue): Truth => {
      if (isKind(label, "default")) return true;
      if (typeof label !== "number" && typeof label !== "bigint") {
        throw invalidAt(instruction, "the labels of its cases should be whole numbers");
      }
      if (!Number.isInteger(Number(label))) throw invalidAt(instruction, "a label of its cases is not a whole number");
      return hasValue(BigInt(label));
    };
    const cases = tupleOf(specifier, instruction).map((each) => {
      const [labels, body] = tupleOf(each, instruction);
      if (!isKind(body, "circuit")) throw invalidAt(instruction, "a case has no body");
      return { labels: tupleOf(labels, instruction), body: this.#bodyFrame(instruction, body.circuit, frame) };
    });
    const tryFrom = (index: number): void => {
      const one = cases[index];
      if (!one) return;
      const isThis = or(one.labels.map(matches));
      this.#output.deeper(() =>
        this.#choose(
          isThis,
          () => this.#block(one.body, plainly),
          () => tryFrom(index + 1),
        ),
      );
    };
    tryFrom(0);
  }

  /** The turns one after the other. */
  #for(instruction: QpyInstruction, frame: Frame): void {
    const [turns, variable] = instruction.params;
    const body = this.#bodyFrame(instruction, bodyOf(instruction, 2), frame);
    const values = this.#turnsOf(turns, instruction, frame);
    if (variable !== null && !isKind(variable, "symbol"))
      throw invalidAt(instruction, "its variable should be a parameter");
    const at = (turn: number): Frame => ({ ...body, bindings: bound(variable, values[turn] ?? 0, frame) });
    this.#inLoop(body, (flags) => {
      for (let turn = 0; turn < values.length; turn++) {
        this.#output.spend(1);
        if (!flags) {
          this.#block(at(turn), plainly);
          continue;
        }
        const operations = this.#output.gather(() => {
          this.#set([flags.skipped], 0);
          this.#block({ ...at(turn), loop: flags }, plainly);
        });
        if (turn === 0) this.#addAll(operations);
        else this.#output.add(conditional(isZero([flags.left]), operations), 1);
      }
    });
  }

  #while(instruction: QpyInstruction, frame: Frame): void {
    if (!instruction.condition) throw invalidAt(instruction, "it has no condition");
    const conditions = new ConditionLowering(instruction, frame);
    const truth = conditions.ofCondition(instruction.condition);
    this.#output.spendParts(conditions.parts);
    if (truth === false) return;
    const body = this.#bodyFrame(instruction, bodyOf(instruction, 0), frame);
    this.#inLoop(body, (flags) => {
      if (truth === true && !flags) {
        throw unsupportedAt(instruction, "its condition is always true and nothing leaves it, so that it never ends");
      }
      this.#addAll(conditions.before);
      const operations = this.#output.gather(() => {
        if (flags) this.#set([flags.skipped], 0);
        this.#block(flags ? { ...body, loop: flags } : body, plainly);
        this.#addAll(conditions.before);
      });
      const operands = [...(flags ? [isZero([flags.left])] : []), ...(truth === true ? [] : [truth])];
      const [condition = truth as Condition] = operands;
      this.#output.add(
        {
          kind: "while",
          condition: operands.length > 1 ? { kind: "and", operands } : condition,
          body: operations,
          maxTurns: mostTurns,
        },
        1,
      );
    });
  }

  /** Writes a loop over a body, with bits for leaving it if that can happen. */
  #inLoop({ circuit, memory }: Frame, write: (flags: LoopFlags | undefined) => void): void {
    if (!this.#isLeft(circuit)) {
      write(undefined);
      return;
    }
    const flags = { left: memory.flag(), skipped: memory.flag() };
    this.#set([flags.left], 0);
    write(flags);
    memory.giveBack(flags.skipped);
    memory.giveBack(flags.left);
  }

  #store(instruction: QpyInstruction, frame: Frame): void {
    const [target, value] = instruction.params;
    if (!isKind(target, "classical") || !isKind(value, "classical")) {
      throw invalidAt(instruction, "it should have a place to write to and a value");
    }
    const expressions = new ExpressionLowering(instruction, frame);
    const { clbits, value: written } = expressions.store(target.expression, value.expression);
    this.#output.spendParts(expressions.parts);
    this.#output.add({ kind: "assign", clbits, value: written }, clbits.length);
  }

  #set(clbits: readonly number[], value: number): void {
    this.#output.add({ kind: "assign", clbits, value: { kind: "number", value: `${value}`, width: clbits.length } }, 1);
  }

  #addAll(operations: readonly Operation[]): void {
    for (const operation of operations) this.#output.add(operation, 1);
  }

  #turnsOf(turns: QpyValue | undefined, instruction: QpyInstruction, frame: Frame): number[] {
    if (isKind(turns, "range")) {
      const { start, stop, step } = turns;
      if (step === 0) throw invalidAt(instruction, "the step of its range is 0");
      const count = Math.max(0, Math.ceil((stop - start) / step));
      this.#output.spend(count);
      return Array.from({ length: count }, (_, k) => start + k * step);
    }
    return tupleOf(turns, instruction).map((item) => {
      const value = realOf(item, frame.bindings);
      if (value === undefined) throw invalidAt(instruction, "the values of its variable should be numbers");
      return value;
    });
  }

  /** A body acts on the instruction's bits, in their order. */
  #bodyFrame(instruction: QpyInstruction, body: QpyCircuit | undefined, frame: Frame): Frame {
    if (!body) throw invalidAt(instruction, "it has no body");
    if (body.qubitCount !== instruction.qubits.length || body.clbitCount !== instruction.clbits.length) {
      throw invalidAt(instruction, "its body has other numbers of bits");
    }
    this.#output.spend(body.qubitCount + body.clbitCount);
    return {
      ...frame,
      circuit: body,
      qubits: placed(instruction.qubits, frame.qubits),
      clbits: placed(instruction.clbits, frame.clbits),
    };
  }
}

const flowClasses: ReadonlySet<string> = new Set([
  ...["IfElseOp", "SwitchCaseOp", "ForLoopOp", "WhileLoopOp", "BreakLoopOp", "ContinueLoopOp", "BoxOp", "Store"],
]);
const isFlow = ({ className, custom }: QpyInstruction): boolean => !custom && flowClasses.has(className);
const isLoop = ({ className }: QpyInstruction): boolean => className === "ForLoopOp" || className === "WhileLoopOp";
const isLeaving = ({ className }: QpyInstruction): boolean =>
  className === "BreakLoopOp" || className === "ContinueLoopOp";

const isZero = (clbits: readonly number[]): Condition => ({ kind: "compare", clbits, operator: "==", value: "0" });
/** The loop is not left, nor the rest of the turn left out. */
const stays = ({ left, skipped }: LoopFlags): Condition => isZero([left, skipped]);

/** The bits of the whole that bits of a frame are: of the outermost frame, the list itself. */
function placed(bits: readonly number[], within: readonly number[]): readonly number[] {
  for (let k = 0; k < bits.length; k++) {
    if (within[bits[k] ?? 0] !== bits[k]) return bits.map((bit) => within[bit] ?? 0);
  }
  return bits;
}

type Kinds = Extract<QpyValue, { readonly kind: string }>;
function isKind<Kind extends Kinds["kind"]>(
  value: QpyValue | undefined,
  kind: Kind,
): value is Extract<Kinds, { readonly kind: Kind }> {
  return typeof value === "object" && value !== null && value.kind === kind;
}

function bodyOf(instruction: QpyInstruction, index: number): QpyCircuit | undefined {
  const body = instruction.params[index];
  return isKind(body, "circuit") ? body.circuit : undefined;
}

/** All bodies of an instruction but those of loops, which keep a break to themselves. */
function bodiesOf(instruction: QpyInstruction): QpyCircuit[] {
  const found: QpyCircuit[] = [];
  const look = (value: QpyValue): void => {
    if (isKind(value, "circuit")) found.push(value.circuit);
    if (isKind(value, "tuple")) value.items.forEach(look);
  };
  if (!isLoop(instruction)) instruction.params.forEach(look);
  return found;
}

function tupleOf(value: QpyValue | undefined, instruction: QpyInstruction): readonly QpyValue[] {
  if (isKind(value, "tuple")) return value.items;
  throw invalidAt(instruction, "its parameters should be tuples");
}

const bound = (variable: QpySymbol | null | undefined, value: number, { bindings }: Frame) =>
  variable ? { values: new Map([[variable.id, value]]), outer: bindings } : bindings;
