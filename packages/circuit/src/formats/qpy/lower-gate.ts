import { conditional, gate as gateOperation, measure, reset } from "../../build.ts";
import { gates } from "../../gates.ts";
import { controlledGate } from "../openqasm/controlled.ts";
import { powerOf } from "../openqasm/power.ts";
import { stepsOfClass } from "./class-steps.ts";
import { type ControlledClass, controlledClass, firingOnZero } from "./controls.ts";
import { secondsOfDelay } from "./delay.ts";
import { formulaOf, productsOf, rotationsOf, sizeOf, stepsOfRotation } from "./evolution.ts";
import { type Frame, invalidAt, notReal, type RealOf, unsupportedAt } from "./frame.ts";
import { ConditionLowering } from "./lower-condition.ts";
import { adjointOf, anglesOf, controlledMatrix } from "./matrix.ts";
import type { QpyCircuit, QpyCustom, QpyInstruction, QpyModifier, QpyValue } from "./model.ts";
import type { Output } from "./output.ts";
import { plainGate } from "./plain-classes.ts";
import { firstOf, gateStep, type Step } from "./step.ts";

/** How a gate is applied: under controls that fire on 1, and perhaps undone. */
export interface Mode {
  readonly controls: readonly number[];
  readonly isUndone: boolean;
}
export const plainly: Mode = { controls: [], isUndone: false };

/** Largest unitary that stays a matrix, its controls counted. */
const widestMatrix = 8;

/** Turns gates, measurements and resets into operations; what has bodies is another's. */
export class GateLowering {
  readonly #output: Output;
  /** Writes out the instructions of a definition. */
  readonly #writeDefinition: (frame: Frame, mode: Mode) => void;

  readonly #realOf: RealOf;

  constructor(output: Output, angleOf: RealOf, writeDefinition: (frame: Frame, mode: Mode) => void) {
    this.#output = output;
    this.#realOf = angleOf;
    this.#writeDefinition = writeDefinition;
  }

  /** Applies an instruction to qubits and classical bits of the whole. */
  apply(instruction: QpyInstruction, qubits: readonly number[], clbits: readonly number[], frame: Frame, mode: Mode) {
    const { condition } = instruction;
    this.#output.spend(1);
    if (namesTwice(qubits)) throw invalidAt(instruction, "it names a qubit twice");
    if (mode === plainly && this.#plainly(instruction, qubits, frame)) return;
    if (condition === undefined) {
      this.#unconditionally(instruction, qubits, clbits, frame, mode);
      return;
    }
    if (mode.controls.length > 0 || mode.isUndone) throw notUnitary(instruction);
    const conditions = new ConditionLowering(instruction, frame);
    const truth = conditions.ofCondition(condition);
    this.#output.spendParts(conditions.parts);
    for (const operation of conditions.before) this.#output.add(operation, 1);
    if (truth === false) return;
    const write = () => this.#unconditionally(instruction, qubits, clbits, frame, mode);
    if (truth === true) {
      write();
      return;
    }
    const operations = this.#output.gather(write);
    this.#output.add(conditional(truth, operations), 1);
  }

  /** Nearly all instructions are a gate of the table as it is, which is written at once. Whether this one is. */
  #plainly(instruction: QpyInstruction, qubits: readonly number[], frame: Frame): boolean {
    const plain = plainGate(instruction, qubits.length);
    if (!plain) return false;
    const { params } = instruction;
    this.#output.spend(params.length);
    const angles = params.length === 0 ? noAngles : params.map((param) => this.#real(param, instruction, frame));
    this.#output.add(gateOperation(plain, qubits, angles), qubits.length);
    return true;
  }

  #unconditionally(
    instruction: QpyInstruction,
    qubits: readonly number[],
    clbits: readonly number[],
    frame: Frame,
    mode: Mode,
  ): void {
    const { custom, className } = instruction;
    if (custom) {
      this.#output.deeper(() => this.#custom(instruction, custom, qubits, clbits, frame, mode));
      return;
    }
    if (className === "Delay" && frame.stepSeconds !== undefined) {
      const seconds = secondsOfDelay(instruction, frame, (value) => this.#real(value, instruction, frame));
      for (const qubit of qubits) this.#output.add({ kind: "delay", qubit, seconds }, 1);
      return;
    }
    if (className === "Barrier" || className === "Delay") {
      if (qubits.length > 0) this.#output.add({ kind: "barrier", qubits }, qubits.length);
      return;
    }
    if (className === "Measure" || className === "Reset") {
      if (mode.controls.length > 0 || mode.isUndone) throw notUnitary(instruction);
      const [qubit] = qubits;
      const [clbit] = clbits;
      if (qubit === undefined || qubits.length > 1) throw invalidAt(instruction, "it acts on one qubit");
      if (className === "Reset") {
        this.#output.add(reset(qubit), 1);
        return;
      }
      if (clbit === undefined || clbits.length > 1) throw invalidAt(instruction, "it writes one classical bit");
      this.#output.add(measure(qubit, clbit), 2);
      return;
    }
    const known = controlledClass(instruction);
    if (known) {
      this.#controlled(instruction, known, qubits, frame, mode);
      return;
    }
    const isOpen = instruction.controlCount > 0 && instruction.controlState !== 2 ** instruction.controlCount - 1;
    this.#onZeros(isOpen ? firingOnZero(qubits.slice(0, instruction.controlCount), instruction.controlState) : [], () =>
      this.#steps(this.#stepsOf(instruction, qubits.length, frame), instruction, qubits, mode),
    );
  }

  #stepsOf(instruction: QpyInstruction, qubitCount: number, frame: Frame): readonly Step[] {
    const { className, params } = instruction;
    if (className === "UnitaryGate" && qubitCount > widestMatrix) {
      throw unsupportedAt(instruction, `a matrix acts on ${widestMatrix} qubits at most; transpile the circuit first`);
    }
    if (className === "QFTGate") this.#output.expect((qubitCount * qubitCount) / 2);
    // Preparations and multiplexers become about as many operations as they have parameters.
    this.#output.expect(params.length);
    this.#output.spend(params.length);
    const steps = stepsOfClass({
      instruction,
      qubitCount,
      real: (value) => this.#real(value, instruction, frame),
      invalid: (message) => invalidAt(instruction, message),
    });
    if (steps) return steps;
    throw unsupportedAt(instruction, "it is not known; decompose it or transpile the circuit to standard gates first");
  }

  #controlled(
    instruction: QpyInstruction,
    { gate, hasScratch }: ControlledClass,
    qubits: readonly number[],
    frame: Frame,
    mode: Mode,
  ): void {
    const { qubitCount, parameterNames } = gates[gate];
    const { params, controlCount, controlState } = instruction;
    const isTooFew = qubits.length < controlCount + qubitCount;
    if (isTooFew || (!hasScratch && qubits.length > controlCount + qubitCount)) {
      throw invalidAt(instruction, `it should have ${controlCount + qubitCount} qubits and has ${qubits.length}`);
    }
    if (params.length !== parameterNames.length) {
      throw invalidAt(instruction, `it should have ${parameterNames.length} parameters and has ${params.length}`);
    }
    const controls = qubits.slice(0, controlCount);
    const targets = qubits.slice(controlCount, controlCount + qubitCount);
    const angles = params.map((param) => this.#real(param, instruction, frame));
    const step = gateStep(gate, firstOf(qubitCount), ...angles);
    this.#onZeros(firingOnZero(controls, controlState), () =>
      this.#steps([step], instruction, targets, { ...mode, controls: [...mode.controls, ...controls] }),
    );
  }

  /** Does something between flips of qubits. */
  #onZeros(qubits: readonly number[], write: () => void): void {
    const flip = () => {
      for (const qubit of qubits) this.#output.add(controlledGate("x", [qubit], [], []), 1);
    };
    flip();
    write();
    flip();
  }

  #custom(
    instruction: QpyInstruction,
    custom: QpyCustom,
    qubits: readonly number[],
    clbits: readonly number[],
    frame: Frame,
    mode: Mode,
  ): void {
    if (custom.kind === "evolution") {
      this.#evolution(instruction, custom, qubits, frame, mode);
      return;
    }
    if (custom.kind === "annotated") {
      this.#annotated(instruction, custom, qubits, clbits, frame, mode);
      return;
    }
    if (custom.kind === "controlled") {
      this.#customControlled(instruction, custom, qubits, frame, mode);
      return;
    }
    this.#definition(instruction, custom.definition, qubits, clbits, frame, mode);
  }

  #definition(
    instruction: QpyInstruction,
    definition: QpyCircuit | undefined,
    qubits: readonly number[],
    clbits: readonly number[],
    outer: Frame,
    mode: Mode,
  ): void {
    if (!definition) throw unsupportedAt(instruction, "the file does not define it; give it a definition");
    if (definition.qubitCount !== qubits.length || definition.clbitCount !== clbits.length) {
      throw invalidAt(instruction, "its definition has other numbers of bits");
    }
    const { loop: _, ...rest } = outer;
    const frame: Frame = { ...rest, circuit: definition, qubits, clbits };
    this.#writeDefinition(frame, mode);
    const phase = this.#real(definition.globalPhase, instruction, frame);
    this.#steps([{ kind: "phase", angle: phase }], instruction, [], mode);
  }

  /** The base under controls where that can be said, which is shorter than the definition; the definition otherwise. */
  #customControlled(
    instruction: QpyInstruction,
    custom: QpyCustom,
    qubits: readonly number[],
    frame: Frame,
    mode: Mode,
  ): void {
    const { base, definition, controlCount, controlState } = custom;
    if (controlCount > qubits.length) throw invalidAt(instruction, "it has more controls than qubits");
    const controls = qubits.slice(0, controlCount);
    const targets = qubits.slice(controlCount);
    const isMatrix = base?.className === "UnitaryGate" && targets.length > 1;
    this.#onZeros(firingOnZero(controls, controlState), () => {
      if (base && (!definition || !isMatrix)) {
        this.apply(base, targets, [], frame, { ...mode, controls: [...mode.controls, ...controls] });
      } else this.#definition(instruction, definition, qubits, [], frame, mode);
    });
  }

  #annotated(
    instruction: QpyInstruction,
    { base }: QpyCustom,
    qubits: readonly number[],
    clbits: readonly number[],
    frame: Frame,
    mode: Mode,
  ): void {
    if (!base) throw invalidAt(instruction, "the file does not say what it modifies");
    const modifiers = instruction.params.map((param) => modifierOf(param, instruction));
    const controls = [...mode.controls];
    const zeros: number[] = [];
    let exponent = 1;
    let next = 0;
    // The last modifier is the outermost and has its controls first.
    for (const { modifier, controlCount, controlState, power } of modifiers.toReversed()) {
      if (modifier === "inverse") exponent = -exponent;
      if (modifier === "power") exponent *= power;
      if (modifier !== "control") continue;
      const own = qubits.slice(next, next + controlCount);
      if (own.length < controlCount) throw invalidAt(instruction, "it has more controls than qubits");
      controls.push(...own);
      zeros.push(...firingOnZero(own, controlState));
      next += controlCount;
    }
    const targets = qubits.slice(next);
    this.#onZeros(zeros, () => {
      if (!Number.isInteger(exponent)) {
        this.#fractional(instruction, base, targets, frame, { ...mode, controls }, exponent);
        return;
      }
      this.#output.expect(Math.abs(exponent));
      const isUndone = mode.isUndone !== exponent < 0;
      for (let k = 0; k < Math.abs(exponent); k++) {
        this.apply(base, targets, clbits, frame, { controls, isUndone });
      }
    });
  }

  /** A power that is not whole, of gates whose powers are known. */
  #fractional(
    instruction: QpyInstruction,
    base: QpyInstruction,
    targets: readonly number[],
    frame: Frame,
    mode: Mode,
    exponent: number,
  ): void {
    const isOpen = base.controlCount > 0 && base.controlState !== 2 ** base.controlCount - 1;
    const steps = base.custom || isOpen ? [] : this.#stepsOf(base, targets.length, frame);
    const [step] = steps;
    const powers = step?.kind === "gate" && steps.length === 1 ? powerOf(step.gate, step.params, exponent) : undefined;
    if (!powers || step?.kind !== "gate") {
      throw unsupportedAt(
        instruction,
        "a power that is not whole is known for rotations and for x, y, z, h, s, t, sx, swap and iswap; decompose it first",
      );
    }
    const each = powers.map(({ gate, qubits, params }) =>
      gateStep(
        gate,
        qubits.map((j) => step.qubits[j] ?? 0),
        ...params,
      ),
    );
    this.#steps(each, instruction, targets, mode);
  }

  #evolution(
    instruction: QpyInstruction,
    { evolution }: QpyCustom,
    qubits: readonly number[],
    frame: Frame,
    mode: Mode,
  ): void {
    const formula = evolution && formulaOf(evolution);
    if (!evolution || !formula) {
      throw unsupportedAt(
        instruction,
        "its synthesis is not LieTrotter or SuzukiTrotter; choose one of them or decompose it",
      );
    }
    const terms = evolution.operators.flat();
    if (terms.some((term) => term.qubits.some((qubit) => qubit >= qubits.length))) {
      throw invalidAt(instruction, "its operator acts on more qubits than it has");
    }
    if (terms.some(({ re, im }) => im !== 0 || !Number.isFinite(re))) {
      throw invalidAt(instruction, "the coefficients of its operator should be real");
    }
    this.#output.expect(
      sizeOf(
        formula,
        terms.reduce((sum, term) => sum + productsOf(term), 0),
      ),
    );
    const time = this.#real(evolution.time, instruction, frame);
    const rotations = rotationsOf(evolution, time, formula);
    for (const rotation of mode.isUndone ? rotations.toReversed() : rotations) {
      const steps = stepsOfRotation(rotation);
      // Under controls only the middle must be controlled: what is around it undoes itself.
      for (const step of mode.isUndone ? steps.toReversed() : steps) {
        const isMiddle = step.kind !== "gate" || step.gate === "rz" || step.gate === "rzz";
        this.#step(step, instruction, qubits, isMiddle ? mode : { ...mode, controls: [] });
      }
    }
  }

  #steps(steps: readonly Step[], instruction: QpyInstruction, qubits: readonly number[], mode: Mode): void {
    for (const step of mode.isUndone ? steps.toReversed() : steps) this.#step(step, instruction, qubits, mode);
  }

  #step(step: Step, instruction: QpyInstruction, qubits: readonly number[], { controls, isUndone }: Mode): void {
    const on = (own: readonly number[]) => own.map((j) => qubits[j] ?? 0);
    switch (step.kind) {
      case "gate": {
        const { gate, params } = isUndone ? gates[step.gate].inverse(step.params) : step;
        this.#output.add(controlledGate(gate, on(step.qubits), params, controls), step.qubits.length + controls.length);
        break;
      }
      case "phase": {
        const [first, ...others] = controls;
        if (first === undefined || step.angle === 0) break; // the phase of everything is no phase
        this.#output.add(controlledGate("p", [first], [isUndone ? -step.angle : step.angle], others), controls.length);
        break;
      }
      case "unitary":
        this.#unitary(instruction, on(step.qubits), isUndone ? adjointOf(step.matrix) : step.matrix, controls);
        break;
      case "reset":
        if (controls.length > 0 || isUndone) throw notUnitary(instruction);
        for (const qubit of on([step.qubit])) this.#output.add(reset(qubit), 1);
    }
  }

  #unitary(
    instruction: QpyInstruction,
    qubits: readonly number[],
    matrix: readonly number[],
    controls: readonly number[],
  ): void {
    if (controls.length > 0 && qubits.length === 1) {
      const { theta, phi, lambda, phase } = anglesOf(matrix);
      this.#output.add(controlledGate("u", qubits, [theta, phi, lambda], controls), 1 + controls.length);
      this.#step({ kind: "phase", angle: phase }, instruction, [], { controls, isUndone: false });
      return;
    }
    const width = qubits.length + controls.length;
    if (width > widestMatrix) {
      throw unsupportedAt(
        instruction,
        `a matrix and its controls act on ${widestMatrix} qubits at most; transpile the circuit first`,
      );
    }
    // Whoever looks at the matrix again does so for each use, in a loop, too.
    this.#output.spend(2 * 4 ** width);
    const all = [...controls, ...qubits];
    this.#output.add({ kind: "unitary", qubits: all, matrix: controlledMatrix(matrix, controls.length) }, width);
  }

  #real(value: QpyValue | undefined, instruction: QpyInstruction, frame: Frame): number {
    const real = this.#realOf(value, frame.bindings);
    if (real === undefined) throw invalidAt(instruction, notReal);
    return real;
  }
}

const noAngles: readonly number[] = [];

/** Whether a qubit is named twice; most instructions name one or two. */
const namesTwice = (qubits: readonly number[]): boolean =>
  qubits.length === 2 ? qubits[0] === qubits[1] : qubits.length > 2 && new Set(qubits).size < qubits.length;

const notUnitary = (instruction: QpyInstruction) =>
  unsupportedAt(
    instruction,
    "what measures, resets or decides cannot be controlled or undone; take it out of the gate",
  );

function modifierOf(param: QpyValue, instruction: QpyInstruction): QpyModifier {
  if (typeof param === "object" && param !== null && param.kind === "modifier") return param;
  throw invalidAt(instruction, "its parameters should be modifiers");
}
