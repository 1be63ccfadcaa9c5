import { type Circuit, type GateName, gate, type Operation } from "@naru/circuit";
import { eulerAngles, identity2, type Matrix2, multiply2 } from "./complex2.ts";
import { decompose } from "./decompose.ts";

/**
 * A circuit in the native gates of a trapped-ion machine: GPI and GPI2 on one qubit, and the machine's entangling gate
 * (`ms` or `rzz`, IonQ's ZZ) on two. Circuits that are native already pass unchanged, gate for gate.
 *
 * Rotations about Z cost nothing: they are kept as a phase of each qubit's frame and turn the phases of later gates
 * (McKay et al., Phys. Rev. A 96, 022330 (2017)). What is left of them before a measurement is dropped, so the compiled
 * circuit agrees with the original in every outcome, not in the phases of its amplitudes.
 */
export function compileToIonTrap(circuit: Circuit, entangler: "ms" | "rzz"): Circuit {
  const native: ReadonlySet<GateName> = new Set(["gpi", "gpi2", "id", entangler]);
  const isNative = (operation: Operation) =>
    operation.kind === "gate"
      ? native.has(operation.gate) && !operation.controls?.length
      : ["measure", "reset", "barrier", "delay"].includes(operation.kind);
  if (circuit.operations.every(isNative)) return circuit;

  const emitter = new FrameEmitter(circuit.qubitCount, entangler);
  for (const step of decompose(circuit)) {
    if (step.kind === "one") emitter.turn(step.qubit, step.matrix);
    else if (step.kind === "zz") emitter.entangle(step.a, step.b, step.theta);
    else emitter.keep(step.operation);
  }
  return { ...circuit, operations: emitter.finish() };
}

/** Angles closer than this are the same: an error far below any hardware's and above float64 rounding of long products. */
const same = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

/** An angle in (−π, π]. */
export function wrapAngle(radians: number): number {
  const turned = radians - 2 * Math.PI * Math.round(radians / (2 * Math.PI));
  return turned <= -Math.PI ? turned + 2 * Math.PI : turned;
}

/** Collects one-qubit unitaries and writes them as late as possible, as few native gates as possible. */
class FrameEmitter {
  readonly #entangler: "ms" | "rzz";
  readonly #pending: Matrix2[];
  /** Rz(frame) is still to act on the qubit, before everything in `#pending`. */
  readonly #frame: number[];
  readonly #operations: Operation[] = [];

  constructor(qubitCount: number, entangler: "ms" | "rzz") {
    this.#entangler = entangler;
    this.#pending = new Array(qubitCount).fill(identity2);
    this.#frame = new Array(qubitCount).fill(0);
  }

  turn(qubit: number, matrix: Matrix2): void {
    this.#pending[qubit] = multiply2(matrix, this.#pending[qubit] ?? identity2);
  }

  /** exp(−iθ/2 Z⊗Z). A full quarter is the most that the hardware does, and π more is a Z on each qubit. */
  entangle(a: number, b: number, theta: number): void {
    let angle = wrapAngle(theta);
    if (same(angle, 0)) return;
    if (Math.abs(angle) > Math.PI / 2 + 1e-9) {
      for (const qubit of [a, b]) this.turn(qubit, [0, -1, 0, 0, 0, 0, 0, 1]); // Rz(π): commutes with Z⊗Z
      angle -= Math.sign(angle) * Math.PI;
      if (same(angle, 0)) return;
    }
    if (this.#entangler === "rzz") {
      this.#flush(a);
      this.#flush(b);
      this.#operations.push(gate("rzz", [a, b], [angle]));
      return;
    }
    // Z⊗Z = (H⊗H) X⊗X (H⊗H), and X⊗X in the frames is GPI(−frame) ⊗ GPI(−frame).
    for (const qubit of [a, b]) {
      this.turn(qubit, hadamard);
      this.#flush(qubit);
    }
    const flip = angle < 0 ? Math.PI : 0; // GPI(φ + π) = −GPI(φ) turns the sign of the angle
    const phases = [wrapAngle(-(this.#frame[a] ?? 0)), wrapAngle(-(this.#frame[b] ?? 0) + flip)];
    this.#operations.push(gate("ms", [a, b], [...phases, Math.abs(angle)]));
    for (const qubit of [a, b]) this.turn(qubit, hadamard);
  }

  keep(operation: Operation): void {
    const qubits = operation.kind === "barrier" ? operation.qubits : "qubit" in operation ? [operation.qubit] : [];
    for (const qubit of qubits) this.#flush(qubit);
    if (operation.kind === "reset") this.#frame[operation.qubit] = 0;
    this.#operations.push(operation);
  }

  finish(): Operation[] {
    this.#pending.forEach((_, qubit) => {
      this.#flush(qubit);
    });
    return this.#operations;
  }

  /** Writes the pending unitary as Rz(β) Ry(γ) Rz(δ): no gate for γ = 0, one for π/2 and π, else two GPI2. */
  #flush(qubit: number): void {
    const pending = this.#pending[qubit];
    if (pending === undefined || pending === identity2) return;
    this.#pending[qubit] = identity2;
    const { beta, gamma, delta } = eulerAngles(pending);
    const before = (this.#frame[qubit] ?? 0) + delta;
    const put = (name: "gpi" | "gpi2", phase: number) => this.#operations.push(gate(name, [qubit], [wrapAngle(phase)]));
    // A gate of phase φ after Rz(f) is Rz(f) after the gate of phase φ − f.
    if (same(gamma, 0)) {
      this.#frame[qubit] = before + beta;
      return;
    }
    if (same(gamma, Math.PI / 2)) put("gpi2", Math.PI / 2 - before);
    else if (same(gamma, Math.PI)) put("gpi", Math.PI / 2 - before);
    else {
      // Ry(γ) = Rx(−π/2) Rz(γ) Rx(π/2), and Rx(±π/2) is GPI2(0), GPI2(π).
      put("gpi2", -before);
      put("gpi2", Math.PI - before - gamma);
      this.#frame[qubit] = before + gamma + beta;
      return;
    }
    this.#frame[qubit] = before + beta;
  }
}

const hadamard: Matrix2 = [Math.SQRT1_2, 0, Math.SQRT1_2, 0, Math.SQRT1_2, 0, -Math.SQRT1_2, 0];
