import { gates } from "@naru/circuit";
import type { UnitaryStep } from "../../simulator.ts";
import { adjoint, type ComplexMatrix, multiply } from "./complex-matrix.ts";
import { diagonaliseUnitary } from "./eigen.ts";
import { fusedPair } from "./fused-pair.ts";
import { isDiagonal, monomialOf, pairStepsOf, phaseTerms, withoutControls } from "./matrix-form.ts";
import { type EulerAngles, eulerAngles, oneQubitForm } from "./one-qubit.ts";
import { localised, type PairForm } from "./pair-form.ts";
import { PrimitiveList } from "./primitive-list.ts";
import type { Lowered } from "./primitives.ts";

/**
 * Lowers a circuit to primitives. Gates are read by their matrices, so that a new gate of the table needs no line here:
 * runs of one-qubit gates become one matrix; diagonal matrices become terms; permutations become CX and names; other
 * two-qubit gates are decomposed by KAK; controlled gates are diagonalised, so that the controls act on phases alone.
 *
 */
export function lower(qubitCount: number, steps: readonly UnitaryStep[], options: LowerOptions = {}): Lowered {
  const work = lowering(qubitCount, steps, options);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    options.check?.();
  }
}

/** As `lower`, and yields now and then, so that long circuits need not be lowered in one go. */
export function* lowering(
  qubitCount: number,
  steps: readonly UnitaryStep[],
  { startsInZero = true }: Pick<LowerOptions, "startsInZero"> = {},
): Generator<void, Lowered> {
  const state = new Lowering(qubitCount, startsInZero);
  for (let i = 0; i < steps.length; i++) {
    if (i % stepsBetweenLooks === 0) yield;
    state.add(steps[i]);
  }
  return state.finish();
}

export interface LowerOptions {
  /** Whether the primitives will meet |0…0⟩ rather than any state; true if absent. */
  readonly startsInZero?: boolean;
  /** Called by `lower` now and then; may throw to stop. */
  check?(): void;
}

/** A step takes some microseconds, a dense matrix up to a millisecond. */
const stepsBetweenLooks = 64;

/** A step with its controls apart. Bit j of the matrix index is `qubits[j]`. */
interface ControlledMatrix {
  readonly controls: readonly number[];
  readonly qubits: readonly number[];
  readonly matrix: ComplexMatrix;
}

function controlledMatrixOf(step: UnitaryStep): ControlledMatrix {
  if (step.kind === "unitary") return withHiddenControls([], step.qubits, step.matrix);
  const { gate, qubits, params = [], controls = [] } = step;
  const form = gates[gate].controlled;
  if (!form) return withHiddenControls(controls, qubits, gates[gate].matrix(params));
  return {
    controls: [...controls, ...qubits.slice(0, form.controls)],
    qubits: qubits.slice(form.controls),
    matrix: gates[form.gate].matrix(params),
  };
}

function withHiddenControls(
  controls: readonly number[],
  qubits: readonly number[],
  matrix: ComplexMatrix,
): ControlledMatrix {
  if (qubits.length === 1) return { controls, qubits, matrix };
  const hidden = withoutControls(matrix);
  // three and more qubits without their controls would need those back, as a matrix
  if (hidden.controls.length === 0 || qubits.length - hidden.controls.length > 2) return { controls, qubits, matrix };
  return {
    controls: [...controls, ...hidden.controls.map((bit) => qubits[bit])],
    qubits: qubits.filter((_, bit) => !hidden.controls.includes(bit)),
    matrix: hidden.inner,
  };
}

const exchange: ComplexMatrix = gates.swap.matrix([]);
const flip: ComplexMatrix = gates.x.matrix([]);
const equals = (a: ComplexMatrix, b: ComplexMatrix): boolean =>
  a.length === b.length && (a as readonly number[]).every((value, i) => Math.abs(value - b[i]) < 1e-13);

class Lowering {
  readonly #list: PrimitiveList;
  readonly #wireOfQubit: number[];
  /** The product of one-qubit gates on each wire that nothing else has met yet. */
  readonly #pending: (ComplexMatrix | null)[];
  #globalPhase = 0;

  constructor(qubitCount: number, startsInZero: boolean) {
    this.#list = new PrimitiveList(qubitCount, startsInZero);
    this.#wireOfQubit = Array.from({ length: qubitCount }, (_, qubit) => qubit);
    this.#pending = new Array(qubitCount).fill(null);
  }

  add(step: UnitaryStep): void {
    const { controls, qubits, matrix } = controlledMatrixOf(step);
    const wires = (list: readonly number[]) => list.map((qubit) => this.#wireOfQubit[qubit]);
    if (controls.length > 0) this.#controlled(wires(controls), wires(qubits), matrix);
    else if (qubits.length === 1) this.#oneWire(this.#wireOfQubit[qubits[0]], matrix);
    else if (qubits.length === 2) this.#twoQubits(qubits, matrix);
    else this.#manyWires(wires(qubits), matrix);
  }

  finish(): Lowered {
    this.#flush(this.#pending.keys());
    return {
      wireCount: this.#pending.length,
      primitives: this.#list.finish(),
      wireOfQubit: this.#wireOfQubit,
      globalPhase: this.#globalPhase,
    };
  }

  #oneWire(wire: number, matrix: ComplexMatrix): void {
    const pending = this.#pending[wire];
    this.#pending[wire] = pending ? multiply(matrix, pending) : matrix;
  }

  /** Writes out the pending one-qubit gates of some wires. */
  #flush(wires: Iterable<number>): void {
    for (const wire of wires) {
      const pending = this.#pending[wire];
      if (!pending) continue;
      this.#pending[wire] = null;
      const form = oneQubitForm(pending);
      this.#globalPhase += form.phase;
      this.#list.diagonal([wire], form.before);
      if (form.real) this.#list.real(wire, form.real);
      this.#list.diagonal([wire], form.after);
    }
  }

  /** A diagonal matrix on `wires`, where all `controls` are 1. What is pending on them has been written out. */
  #diagonal(controls: readonly number[], wires: readonly number[], anglesRadians: readonly number[]): void {
    phaseTerms(anglesRadians).forEach((radians, subset) => {
      const on = [...controls, ...wires.filter((_, j) => (subset >> j) & 1)].sort((a, b) => a - b);
      if (on.length === 0) this.#globalPhase += radians;
      else this.#list.diagonal(on, radians);
    });
  }

  #controlled(controls: readonly number[], wires: readonly number[], matrix: ComplexMatrix): void {
    const [first, second] = wires;
    if (controls.length === 1 && equals(matrix, flip)) {
      this.#flush([controls[0], first]);
      this.#list.controlledX(controls[0], first);
      return;
    }
    const monomial = monomialOf(matrix);
    if (monomial && isDiagonal(monomial)) {
      this.#flush([...controls, ...wires]);
      this.#diagonal(controls, wires, monomial.anglesRadians);
      return;
    }
    if (equals(matrix, exchange)) {
      this.#controlled([second], [first], flip);
      this.#controlled([...controls, first], [second], flip);
      this.#controlled([second], [first], flip);
      return;
    }
    const { vectors, anglesRadians } = diagonaliseUnitary(matrix);
    this.#uncontrolled(wires, adjoint(vectors));
    this.#flush([...controls, ...wires]);
    this.#diagonal(controls, wires, anglesRadians);
    this.#uncontrolled(wires, vectors);
  }

  #uncontrolled(wires: readonly number[], matrix: ComplexMatrix): void {
    if (wires.length === 1) this.#oneWire(wires[0], matrix);
    else this.#entangle(wires, matrix);
  }

  #twoQubits(qubits: readonly number[], matrix: ComplexMatrix): void {
    const monomial = monomialOf(matrix);
    if (!monomial) {
      this.#entangle(
        qubits.map((qubit) => this.#wireOfQubit[qubit]),
        matrix,
      );
      return;
    }
    const wires = qubits.map((qubit) => this.#wireOfQubit[qubit]);
    if (monomial.anglesRadians.some((angle) => angle !== 0)) {
      this.#flush(wires);
      this.#diagonal([], wires, monomial.anglesRadians);
    }
    const [a, b] = qubits;
    for (const step of pairStepsOf(monomial.images)) {
      const [first, second] = [this.#wireOfQubit[a], this.#wireOfQubit[b]];
      if (step === "exchange") [this.#wireOfQubit[a], this.#wireOfQubit[b]] = [second, first];
      else if (step === "flip first") this.#oneWire(first, flip);
      else if (step === "flip second") this.#oneWire(second, flip);
      else if (step === "first flips second") this.#controlled([first], [second], flip);
      else this.#controlled([second], [first], flip);
    }
  }

  /** Any two-qubit unitary, by its KAK form: one interaction axis is a diagonal term, two or three are a fused pair. */
  #entangle(wires: readonly number[], matrix: ComplexMatrix): void {
    const form = localised(matrix);
    this.#globalPhase += form.phase;
    wires.forEach((wire, j) => {
      this.#oneWire(wire, form.before[j]);
    });
    if (form.kind === "axis") {
      this.#flush(wires);
      this.#diagonal([], wires, [form.radians, -form.radians, -form.radians, form.radians]);
    } else if (form.kind === "pair") {
      this.#pair(wires, form);
      return;
    }
    wires.forEach((wire, j) => {
      this.#oneWire(wire, form.after[j]);
    });
  }

  #pair([first, second]: readonly number[], form: PairForm & { kind: "pair" }): void {
    const leading = [this.#leadingAngles(first), this.#leadingAngles(second)] as const;
    const { pair, phase, after } = fusedPair([first, second], leading, form.interaction);
    this.#globalPhase += phase;
    this.#list.pair(pair);
    this.#pending[first] = after[0] ? multiply(form.after[0], after[0]) : form.after[0];
    this.#pending[second] = after[1] ? multiply(form.after[1], after[1]) : form.after[1];
  }

  /** Takes what is pending on a wire that a pair comes next on; the phases that come first are written out. */
  #leadingAngles(wire: number): EulerAngles {
    const angles = eulerAngles(this.#pending[wire] ?? identity);
    this.#globalPhase += angles.phase;
    this.#pending[wire] = null;
    this.#list.diagonal([wire], angles.before);
    return angles;
  }

  #manyWires(wires: readonly number[], matrix: ComplexMatrix): void {
    this.#flush(wires);
    const monomial = monomialOf(matrix);
    if (monomial && isDiagonal(monomial)) this.#diagonal([], wires, monomial.anglesRadians);
    else this.#list.dense(wires, Float64Array.from(matrix));
  }
}

const identity: ComplexMatrix = Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0);
