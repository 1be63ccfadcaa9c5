import { UnsupportedError } from "@naru/base";
import {
  type Circuit,
  type GateName,
  type GateOperation,
  gate,
  gates,
  type Operation,
  type UnitaryOperation,
} from "@naru/circuit";
import { adjoint2, eulerAngles, type Matrix2, multiply2, squareRoot2 } from "./complex2.ts";

/**
 * A circuit step that every gate comes down to: any unitary on one qubit, or a ZZ rotation of two. `keep` carries
 * measurements, resets and barriers through unchanged.
 */
export type Step =
  | { readonly kind: "one"; readonly qubit: number; readonly matrix: Matrix2 }
  /** exp(−iθ/2 Z⊗Z) */
  | { readonly kind: "zz"; readonly a: number; readonly b: number; readonly theta: number }
  | { readonly kind: "keep"; readonly operation: Operation };

/**
 * Takes every operation apart into steps; equal to the circuit up to one global phase.
 *
 * Wide controls follow Barenco et al., "Elementary gates for quantum computation", Phys. Rev. A 52, 3457 (1995):
 * lemma 7.5 for C^k U, lemmas 7.2 and 7.3 for C^k X with borrowed qubits. No qubit is added.
 */
export function decompose(circuit: Circuit): Step[] {
  const steps: Step[] = [];
  for (const operation of circuit.operations) {
    if (operation.kind === "gate") emitGate(steps, operation, circuit.qubitCount);
    else if (operation.kind === "unitary") emitUnitary(steps, operation);
    else if (operation.kind === "if")
      throw new UnsupportedError("This backend runs no conditions (if). Use a simulator, which does.");
    else if (operation.kind === "while" || operation.kind === "assign")
      throw new UnsupportedError(
        "This backend runs no loops on results and no calculations. Use a simulator, which does.",
      );
    else steps.push({ kind: "keep", operation });
  }
  return steps;
}

/** Only the gates on three or more qubits, taken apart into gates on one and two; everything else stays as it is. */
export function splitWideGates(circuit: Circuit): Circuit {
  const operations = circuit.operations.flatMap((operation) => {
    if (operation.kind !== "gate" || width(operation) <= 2) return [operation];
    const steps: Step[] = [];
    emitGate(steps, operation, circuit.qubitCount);
    return steps.map(operationOf);
  });
  return { ...circuit, operations };
}

const width = (operation: GateOperation): number => operation.qubits.length + (operation.controls?.length ?? 0);

function operationOf(step: Step): Operation {
  if (step.kind === "keep") return step.operation;
  if (step.kind === "zz") return gate("rzz", [step.a, step.b], [step.theta]);
  const { beta, gamma, delta } = eulerAngles(step.matrix);
  return gate("u", [step.qubit], [gamma, beta, delta]);
}

function emitUnitary(steps: Step[], { qubits, matrix }: UnitaryOperation): void {
  const [qubit] = qubits;
  if (qubits.length !== 1 || qubit === undefined) {
    throw new UnsupportedError(
      `A unitary matrix on ${qubits.length} qubits cannot be compiled here: write it as gates, or use a simulator.`,
      { qubits },
    );
  }
  steps.push({ kind: "one", qubit, matrix });
}

function emitGate(steps: Step[], operation: GateOperation, qubitCount: number): void {
  const { controls = [], params = [] } = operation;
  let { gate: name, qubits } = operation;
  let all = [...controls];
  for (let inner = gates[name].controlled; inner; inner = gates[name].controlled) {
    all = [...all, ...qubits.slice(0, inner.controls)];
    qubits = qubits.slice(inner.controls);
    name = inner.gate;
  }
  const writer = new StepWriter(steps, qubitCount);
  const [a = 0, b = 0] = qubits;
  if (gates[name].qubitCount === 1) writer.controlled(all, a, gates[name].matrix(params));
  else writer.pair(name, all, a, b, params);
}

const matrixOf = (name: GateName, ...params: number[]): Matrix2 => gates[name].matrix(params);
const hadamard = matrixOf("h");
const pauliX = matrixOf("x");

/** Writes steps for gates under any number of controls, borrowing idle qubits and giving them back as they were. */
class StepWriter {
  readonly #steps: Step[];
  readonly #qubitCount: number;

  constructor(steps: Step[], qubitCount: number) {
    this.#steps = steps;
    this.#qubitCount = qubitCount;
  }

  #one(qubit: number, matrix: Matrix2): void {
    this.#steps.push({ kind: "one", qubit, matrix });
  }

  /** CX up to global phase: e^{−iπ/4} CX = Rz(π/2) on the control, Rx(π/2) on the target, then exp(iπ/4 Z⊗X). */
  #cx(control: number, target: number): void {
    this.#one(control, matrixOf("rz", Math.PI / 2));
    this.#one(target, multiply2(hadamard, matrixOf("rx", Math.PI / 2)));
    this.#steps.push({ kind: "zz", a: control, b: target, theta: -Math.PI / 2 });
    this.#one(target, hadamard);
  }

  /** U on the target where every control is 1. The phase of U matters as soon as there is a control. */
  controlled(controls: readonly number[], target: number, u: Matrix2): void {
    const [first, ...others] = controls;
    if (first === undefined) {
      this.#one(target, u);
      return;
    }
    if (others.length === 0) {
      this.#controlledOnce(first, target, u);
      return;
    }
    if (isPauliX(u)) {
      this.#toffoli(controls, target);
      return;
    }
    const root = squareRoot2(u);
    this.#controlledOnce(first, target, root);
    this.#toffoli(others, first);
    this.#controlledOnce(first, target, adjoint2(root));
    this.#toffoli(others, first);
    this.controlled(others, target, root);
  }

  /** C-U with U = e^{iα} A X B X C and ABC = I (Nielsen and Chuang, corollary 4.2 and figure 4.6). */
  #controlledOnce(control: number, target: number, u: Matrix2): void {
    if (isPauliX(u)) {
      this.#cx(control, target);
      return;
    }
    const { alpha, beta, gamma, delta } = eulerAngles(u);
    const diagonal = Math.abs(gamma) < 1e-12;
    this.#one(control, matrixOf("p", alpha));
    if (diagonal) {
      // e^{iα} Rz(β+δ) under a control is a ZZ rotation and two phases: no CX needed.
      this.#one(target, matrixOf("rz", (beta + delta) / 2));
      this.#steps.push({ kind: "zz", a: control, b: target, theta: -(beta + delta) / 2 });
      return;
    }
    this.#one(target, matrixOf("rz", (delta - beta) / 2));
    this.#cx(control, target);
    this.#one(target, multiply2(matrixOf("ry", -gamma / 2), matrixOf("rz", -(delta + beta) / 2)));
    this.#cx(control, target);
    this.#one(target, multiply2(matrixOf("rz", beta), matrixOf("ry", gamma / 2)));
  }

  /** X on the target where every control is 1. */
  #toffoli(controls: readonly number[], target: number): void {
    const [a, b] = controls;
    if (a === undefined) {
      this.#one(target, pauliX);
      return;
    }
    if (b === undefined) {
      this.#cx(a, target);
      return;
    }
    if (controls.length === 2) {
      this.#ccx(a, b, target);
      return;
    }
    const busy = new Set([...controls, target]);
    const idle = Array.from({ length: this.#qubitCount }, (_, q) => q).filter((q) => !busy.has(q));
    if (idle.length >= controls.length - 2) {
      this.#borrowingChain(controls, target, idle);
      return;
    }
    const [spare] = idle;
    if (spare !== undefined) {
      this.#borrowingOne(controls, target, spare);
      return;
    }
    // No qubit to borrow: X = H Z H, and the square root of Z is diagonal, so lemma 7.5 applies to it.
    this.#one(target, hadamard);
    this.controlled(controls, target, matrixOf("z"));
    this.#one(target, hadamard);
  }

  /** Six CX (Nielsen and Chuang, figure 4.9). */
  #ccx(a: number, b: number, target: number): void {
    const t = matrixOf("t");
    const tdg = matrixOf("tdg");
    this.#one(target, hadamard);
    this.#cx(b, target);
    this.#one(target, tdg);
    this.#cx(a, target);
    this.#one(target, t);
    this.#cx(b, target);
    this.#one(target, tdg);
    this.#cx(a, target);
    this.#one(b, t);
    this.#one(target, multiply2(hadamard, t));
    this.#cx(a, b);
    this.#one(a, t);
    this.#one(b, tdg);
    this.#cx(a, b);
  }

  /** Lemma 7.2: k − 2 borrowed qubits, 4(k − 2) Toffoli gates. */
  #borrowingChain(controls: readonly number[], target: number, idle: readonly number[]): void {
    const k = controls.length;
    const chain = [...idle.slice(0, k - 2), target]; // chain[j] is flipped by controls[j + 1] and chain[j − 1]
    const rung = (j: number) =>
      this.#ccx(controls[j + 1] ?? 0, j === 0 ? (controls[0] ?? 0) : (chain[j - 1] ?? 0), chain[j] ?? 0);
    const descend = (from: number) => {
      for (let j = from; j > 0; j--) rung(j);
      for (let j = 0; j <= from; j++) rung(j);
    };
    descend(k - 2);
    descend(k - 3);
  }

  /** Lemma 7.3: one borrowed qubit splits the controls into halves, each of which can borrow the other. */
  #borrowingOne(controls: readonly number[], target: number, spare: number): void {
    const half = Math.ceil(controls.length / 2);
    const lower = controls.slice(0, half);
    const upper = [...controls.slice(half), spare];
    for (let i = 0; i < 2; i++) {
      this.#toffoli(lower, spare);
      this.#toffoli(upper, target);
    }
  }

  /** The two-qubit gates of the table that are not controlled gates, under any controls. */
  pair(name: GateName, controls: readonly number[], a: number, b: number, params: readonly number[]): void {
    const [first = 0, second = 0, third = 0] = params;
    const both = (matrix: Matrix2) => {
      this.#one(a, matrix);
      this.#one(b, matrix);
    };
    const rotation = (theta: number) => this.#rzz(controls, a, b, theta);
    const rxx = (theta: number) => {
      both(hadamard);
      rotation(theta);
      both(hadamard);
    };
    const ryy = (theta: number) => {
      both(matrixOf("sx"));
      rotation(theta);
      both(matrixOf("sxdg"));
    };
    const rzx = (theta: number) => {
      this.#one(b, hadamard);
      rotation(theta);
      this.#one(b, hadamard);
    };
    const swap = () => {
      this.#cx(b, a);
      this.#toffoli([...controls, a], b);
      this.#cx(b, a);
    };
    const turnBoth = (sign: 1 | -1) => {
      this.#one(a, matrixOf("rz", sign * first));
      this.#one(b, matrixOf("rz", sign * second));
    };
    const write: Partial<Record<GateName, () => void>> = {
      rzz: () => rotation(first),
      rxx: () => rxx(first),
      ryy: () => ryy(first),
      rzx: () => rzx(first),
      swap,
      iswap: () => {
        rxx(-Math.PI / 2);
        ryy(-Math.PI / 2);
      },
      iswapdg: () => {
        rxx(Math.PI / 2);
        ryy(Math.PI / 2);
      },
      dcx: () => {
        this.#toffoli([...controls, a], b);
        this.#toffoli([...controls, b], a);
      },
      dcxdg: () => {
        this.#toffoli([...controls, b], a);
        this.#toffoli([...controls, a], b);
      },
      ecr: () => {
        rzx(Math.PI / 4);
        this.#toffoli(controls, a);
        rzx(-Math.PI / 4);
      },
      ms: () => {
        turnBoth(-1);
        rxx(third);
        turnBoth(1);
      },
      cu: () => {
        this.controlled([...controls, a], b, matrixOf("u", first, second, third));
        this.controlled(controls, a, matrixOf("p", params[3] ?? 0));
      },
    };
    const writeGate = write[name];
    if (!writeGate) {
      throw new UnsupportedError(
        `The gate "${name}" cannot be compiled here: write it with gates on one and two qubits.`,
      );
    }
    writeGate();
  }

  /** A ZZ rotation; under controls, the parity is gathered in one qubit, which is turned under the controls. */
  #rzz(controls: readonly number[], a: number, b: number, theta: number): void {
    if (controls.length === 0) {
      this.#steps.push({ kind: "zz", a, b, theta });
      return;
    }
    this.#cx(a, b);
    this.controlled(controls, b, matrixOf("rz", theta));
    this.#cx(a, b);
  }
}

const isPauliX = (u: Matrix2): boolean => u.every((value, i) => Math.abs(value - (pauliX[i] ?? 0)) < 1e-12);
