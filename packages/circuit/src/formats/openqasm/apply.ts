import type { GateOperation } from "../../circuit.ts";
import { gates } from "../../gates.ts";
import type { CircuitBuilder } from "./builder.ts";
import { controlledGate } from "./controlled.ts";
import type { Evaluator } from "./evaluate.ts";
import type { BodyStep, DefinedMeaning, Meaning, Modifier, TableMeaning } from "./meaning.ts";
import { isRotation, powerOf } from "./power.ts";
import type { Source } from "./source.ts";
import { realValue, Scope } from "./value.ts";

/** One use of a gate: its controls from modifiers come first among `qubits`. */
export interface Use {
  readonly meaning: Meaning;
  readonly modifiers: readonly Modifier[];
  readonly params: readonly number[];
  readonly qubits: readonly number[];
  /** What the modifiers' expressions refer to. */
  readonly scope: Scope;
  readonly at: number;
}

const noQubits: readonly number[] = [];
const once: readonly number[] = [];
const undone: readonly number[] = [-1];

/** Turns uses of gates into operations of the circuit: expands definitions, applies modifiers, keeps phases exact. */
export class GateApplier {
  readonly #source: Source;
  readonly #evaluator: Evaluator;

  constructor(source: Source, evaluator: Evaluator) {
    this.#source = source;
    this.#evaluator = evaluator;
  }

  /** Adds the operations of one use under `outerControls`, or those that undo it. */
  apply(into: CircuitBuilder, use: Use, outerControls: readonly number[] = noQubits, undo = false) {
    if (use.modifiers.length === 0) {
      return this.#raise(into, use, use.qubits, outerControls, undo ? undone : once);
    }
    const controls = [...outerControls];
    const firingOnZero: number[] = [];
    let next = 0;
    for (const modifier of use.modifiers) {
      if (modifier.kind !== "control") continue;
      const own = use.qubits.slice(next, next + modifier.count);
      controls.push(...own);
      if (modifier.firesOn === 0) firingOnZero.push(...own);
      next += modifier.count;
    }
    const targets = use.qubits.slice(next);
    const flip = () => {
      for (const qubit of firingOnZero) into.add(controlledGate("x", [qubit], [], []), 1, use.at);
    };
    flip();
    this.#raise(into, use, targets, controls, this.#exponents(use, undo));
    flip();
  }

  /** What the gate is raised to, one after the other: the modifier nearest to the gate first. */
  #exponents({ modifiers, scope, at }: Use, undo: boolean): number[] {
    const exponents: number[] = [];
    for (let m = modifiers.length - 1; m >= 0; m--) {
      const modifier = modifiers[m];
      if (modifier?.kind === "inverse") exponents.push(-1);
      if (modifier?.kind === "power") exponents.push(this.#evaluator.real(modifier.exponent, scope));
    }
    if (undo) exponents.push(-1);
    const size = exponents.reduce((product, exponent) => product * Math.max(1, Math.abs(exponent)), 1);
    if (size > Number.MAX_SAFE_INTEGER) throw this.#source.tooLarge(at, "this power is too large", { exponent: size });
    return exponents;
  }

  #raise(
    into: CircuitBuilder,
    use: Use,
    targets: readonly number[],
    controls: readonly number[],
    exponents: readonly number[],
  ) {
    const { meaning, at } = use;
    switch (meaning.kind) {
      case "phase": {
        const angle = exponents.reduce((product, exponent) => product * exponent, use.params[0] ?? 0);
        const [first, ...others] = controls;
        if (first === undefined) return; // the phase of everything is no phase
        return this.#add(into, controlledGate("p", [first], [angle], others), controls.length, at);
      }
      case "idle":
        return into.add({ kind: "barrier", qubits: targets }, targets.length, at);
      case "opaque":
        throw this.#source.unsupported(at, "this gate is declared opaque; define it with a body of known gates");
    }

    const table = meaning.kind === "table" ? meaning : controls.length === 0 ? meaning.sameAs : undefined;
    const fractional = exponents.findLastIndex((exponent) => !Number.isInteger(exponent));
    const times = exponents.slice(fractional + 1).reduce((product, exponent) => product * exponent, 1);
    if (fractional > 0) throw this.#source.unsupported(at, "one gate takes one power that is not whole; combine them");
    if (fractional === 0) {
      return this.#fractionalPower(into, use, targets, controls, exponents[0] ?? 1, times);
    }
    if (table) return this.#tableGate(into, use, table, targets, controls, times);
    if (meaning.kind === "defined") this.#definition(into, use, meaning, targets, controls, times);
  }

  #tableGate(
    into: CircuitBuilder,
    use: Use,
    meaning: TableMeaning,
    targets: readonly number[],
    controls: readonly number[],
    times: number,
  ) {
    const params = meaning.params?.(use.params) ?? use.params;
    const allControls = meaning.controls > 0 ? [...controls, ...targets.slice(0, meaning.controls)] : controls;
    const qubits = meaning.controls > 0 ? targets.slice(meaning.controls) : targets;
    const width = allControls.length + qubits.length;
    const add = (gate: TableMeaning["gate"], of: readonly number[]) =>
      this.#add(into, controlledGate(gate, qubits, of, allControls), width, use.at);

    if (times === 1) return add(meaning.gate, params);
    if (times !== -1 && isRotation(meaning.gate)) {
      for (const step of powerOf(meaning.gate, params, times) ?? []) add(step.gate, step.params);
      return;
    }
    into.budget.expectOperations(Math.abs(times), use.at);
    const inverse = gates[meaning.gate].inverse(params);
    for (let k = 0; k < Math.abs(times); k++) {
      if (times > 0) add(meaning.gate, params);
      else add(inverse.gate, inverse.params);
    }
  }

  #fractionalPower(
    into: CircuitBuilder,
    use: Use,
    targets: readonly number[],
    controls: readonly number[],
    exponent: number,
    times: number,
  ): void {
    const { meaning, at } = use;
    const params = (meaning.kind === "table" && meaning.params?.(use.params)) || use.params;
    const steps = meaning.kind === "table" ? powerOf(meaning.gate, params, exponent * times) : undefined;
    if (meaning.kind !== "table" || !steps) {
      throw this.#source.unsupported(
        at,
        "a power that is not whole is known for rotations and for x, y, z, h, s, t, sx, swap and iswap; write this gate out",
      );
    }
    const allControls = [...controls, ...targets.slice(0, meaning.controls)];
    const own = targets.slice(meaning.controls);
    for (const step of steps) {
      const qubits = step.qubits.map((j) => own[j] ?? 0);
      const operation = controlledGate(step.gate, qubits, step.params, allControls);
      this.#add(into, operation, allControls.length + qubits.length, at);
    }
  }

  #definition(
    into: CircuitBuilder,
    use: Use,
    meaning: DefinedMeaning,
    targets: readonly number[],
    controls: readonly number[],
    times: number,
  ): void {
    const repeats = Math.abs(times);
    into.budget.expectOperations(repeats * meaning.operationCount, use.at);
    into.budget.expectSteps(repeats * meaning.stepCount, use.at);
    const scope = new Scope(meaning.scope);
    meaning.parameterNames.forEach((name, j) => {
      scope.declare(name, realValue(use.params[j] ?? 0));
    });
    for (let k = 0; k < repeats; k++) {
      into.budget.spendSteps(1, use.at);
      const length = meaning.body.length;
      for (let j = 0; j < length; j++) {
        const step = meaning.body[times > 0 ? j : length - 1 - j];
        if (step) this.#bodyStep(into, step, targets, controls, scope, times < 0);
      }
    }
  }

  #bodyStep(
    into: CircuitBuilder,
    step: BodyStep,
    targets: readonly number[],
    controls: readonly number[],
    scope: Scope,
    undo: boolean,
  ) {
    const qubits = step.qubits.map((j) => targets[j] ?? 0);
    if (step.kind === "barrier") return into.add({ kind: "barrier", qubits }, qubits.length, step.at);
    const params = step.params.map((param) => this.#evaluator.real(param, scope));
    this.apply(into, { ...step, qubits, params, scope }, controls, undo);
  }

  /** Powers may carry an angle beyond the numbers there are. */
  #add(into: CircuitBuilder, operation: GateOperation, operands: number, at: number): void {
    if (operation.params?.every(Number.isFinite) === false) {
      throw this.#source.invalid(at, "the angle of this gate is not a finite number; make it or its power smaller");
    }
    into.add(operation, operands, at);
  }
}
