import { conditional } from "../../build.ts";
import type { Operation } from "../../circuit.ts";
import { type Frame, invalidAt, type RealOf, realOf, unsupportedAt } from "./frame.ts";
import { ConditionLowering, type Truth } from "./lower-condition.ts";
import { GateLowering, type Mode, plainly } from "./lower-gate.ts";
import type { QpyCircuit, QpyInstruction, QpySymbol, QpyValue } from "./model.ts";
import type { Output } from "./output.ts";

/**
 * Writes out circuits with bodies: branches become conditionals, loops of known length their turns one after the other.
 *
 * What follows an instruction is a function, because of break and continue: where a branch leaves a loop, what would
 * have followed goes into the other branch.
 */
export class Lowering {
  readonly #output: Output;
  readonly #gates: GateLowering;
  readonly #leaving = new Map<QpyInstruction, boolean>();

  constructor(output: Output, angleOf: RealOf = realOf) {
    this.#output = output;
    this.#gates = new GateLowering(output, angleOf, (frame, mode) => this.#block(frame, mode, 0, nothing));
  }

  circuit(frame: Frame): void {
    this.#block(frame, plainly, 0, nothing);
  }

  /** The instructions of a frame's circuit from one on, and then what follows. Backwards, if it is to be undone. */
  #block(frame: Frame, mode: Mode, from: number, next: () => void): void {
    const { instructions } = frame.circuit;
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
      if (!this.#leaves(instruction)) {
        this.#output.deeper(() => this.#flow(instruction, frame, nothing));
        continue;
      }
      const rest = () => this.#block(frame, mode, k + 1, next);
      this.#output.deeper(() => this.#flow(instruction, frame, rest));
      return;
    }
    next();
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
    const { className } = instruction;
    const leaves =
      className === "BreakLoopOp" ||
      className === "ContinueLoopOp" ||
      bodiesOf(instruction).some((body) =>
        body.instructions.some((inner) => isFlow(inner) && inner.className !== "ForLoopOp" && this.#leaves(inner)),
      );
    this.#leaving.set(instruction, leaves);
    return leaves;
  }

  #flow(instruction: QpyInstruction, frame: Frame, next: () => void): void {
    switch (instruction.className) {
      case "IfElseOp":
        this.#branch(instruction, frame, next);
        break;
      case "SwitchCaseOp":
        this.#switch(instruction, frame, next);
        break;
      case "ForLoopOp":
        this.#loop(instruction, frame);
        next();
        break;
      case "BoxOp":
        this.#block(this.#bodyFrame(instruction, bodyOf(instruction, 0), frame), plainly, 0, next);
        break;
      case "BreakLoopOp":
      case "ContinueLoopOp": {
        if (!frame.loop) throw invalidAt(instruction, "it is not inside of a loop");
        if (instruction.className === "BreakLoopOp") frame.loop.leave();
        else frame.loop.next();
        break;
      }
      case "WhileLoopOp":
        throw unsupportedAt(instruction, "a loop without a known number of turns; use a for loop with a break");
      default:
        throw unsupportedAt(instruction, "classical variables are not known here; use classical bits and registers");
    }
  }

  #branch(instruction: QpyInstruction, frame: Frame, next: () => void): void {
    if (!instruction.condition) throw invalidAt(instruction, "it has no condition");
    const truth = new ConditionLowering(instruction, frame).ofCondition(instruction.condition);
    const then = this.#bodyFrame(instruction, bodyOf(instruction, 0), frame);
    const hasElse = instruction.params.length > 1 && instruction.params[1] !== null;
    const otherwise = hasElse ? this.#bodyFrame(instruction, bodyOf(instruction, 1), frame) : undefined;
    this.#choose(
      truth,
      () => this.#block(then, plainly, 0, next),
      () => (otherwise ? this.#block(otherwise, plainly, 0, next) : next()),
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

  #switch(instruction: QpyInstruction, frame: Frame, next: () => void): void {
    const [target, specifier] = instruction.params;
    const conditions = new ConditionLowering(instruction, frame);
    const matches = (label: QpyValue): Truth => {
      if (isKind(label, "default")) return true;
      if (typeof label !== "number" && typeof label !== "bigint") {
        throw invalidAt(instruction, "the labels of its cases should be whole numbers");
      }
      if (!Number.isInteger(Number(label))) throw invalidAt(instruction, "a label of its cases is not a whole number");
      if (isKind(target, "classical")) return conditions.expressionEquals(target.expression, BigInt(label));
      if (isKind(target, "clbit") || isKind(target, "register")) return conditions.equal(target, BigInt(label));
      throw invalidAt(instruction, "it should have a bit, a register or an expression to look at");
    };
    const cases = tupleOf(specifier, instruction).map((each) => {
      const [labels, body] = tupleOf(each, instruction);
      if (!isKind(body, "circuit")) throw invalidAt(instruction, "a case has no body");
      return { labels: tupleOf(labels, instruction), body: this.#bodyFrame(instruction, body.circuit, frame) };
    });
    const tryFrom = (index: number): void => {
      const one = cases[index];
      if (!one) {
        next();
        return;
      }
      const write = (label: number): void => {
        const each = one.labels[label];
        if (each === undefined) {
          tryFrom(index + 1);
          return;
        }
        this.#output.deeper(() =>
          this.#choose(
            matches(each),
            () => this.#block(one.body, plainly, 0, next),
            () => write(label + 1),
          ),
        );
      };
      write(0);
    };
    tryFrom(0);
  }

  #loop(instruction: QpyInstruction, frame: Frame): void {
    const [turns, variable] = instruction.params;
    const body = this.#bodyFrame(instruction, bodyOf(instruction, 2), frame);
    const values = this.#turnsOf(turns, instruction, frame);
    if (variable !== null && !isKind(variable, "symbol"))
      throw invalidAt(instruction, "its variable should be a parameter");
    const at = (turn: number): Frame => ({ ...body, bindings: bound(variable, values[turn] ?? 0, frame) });
    const leaves = body.circuit.instructions.some(
      (inner) => isFlow(inner) && inner.className !== "ForLoopOp" && this.#leaves(inner),
    );
    if (!leaves) {
      for (let turn = 0; turn < values.length; turn++) {
        this.#output.spend(1);
        this.#block(at(turn), plainly, 0, nothing);
      }
      return;
    }
    const run = (turn: number): void => {
      if (turn === values.length) return;
      const onward = () => run(turn + 1);
      this.#output.deeper(() =>
        this.#block({ ...at(turn), loop: { leave: nothing, next: onward } }, plainly, 0, onward),
      );
    };
    run(0);
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

const nothing = (): void => {};

const flowClasses: ReadonlySet<string> = new Set([
  ...["IfElseOp", "SwitchCaseOp", "ForLoopOp", "WhileLoopOp", "BreakLoopOp", "ContinueLoopOp", "BoxOp", "Store"],
]);
const isFlow = ({ className, custom }: QpyInstruction): boolean => !custom && flowClasses.has(className);

const placed = (bits: readonly number[], within: readonly number[]): number[] => bits.map((bit) => within[bit] ?? 0);

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

/** All bodies of an instruction, those of a switch's cases included. */
function bodiesOf(instruction: QpyInstruction): QpyCircuit[] {
  const found: QpyCircuit[] = [];
  const look = (value: QpyValue): void => {
    if (isKind(value, "circuit")) found.push(value.circuit);
    if (isKind(value, "tuple")) value.items.forEach(look);
  };
  instruction.params.forEach(look);
  return found;
}

function tupleOf(value: QpyValue | undefined, instruction: QpyInstruction): readonly QpyValue[] {
  if (isKind(value, "tuple")) return value.items;
  throw invalidAt(instruction, "its parameters should be tuples");
}

const bound = (variable: QpySymbol | null | undefined, value: number, { bindings }: Frame) =>
  variable ? { values: new Map([[variable.id, value]]), outer: bindings } : bindings;
