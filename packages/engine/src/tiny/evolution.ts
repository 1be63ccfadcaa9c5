import { cos, sin } from "@naru/base";
import { type GateName, type GateOperation, gates } from "@naru/circuit";
import type { UnitaryStep } from "../simulator.ts";
import { apply, type TinyState } from "./apply.ts";
import { type Kernel, prepare } from "./kernel.ts";
import { appendQubit, exchangePairs, mixPairs, mixRealPairs, multiplyPlaces } from "./loops.ts";
import { anyMatrix, diagonal, identity, Pending } from "./pending.ts";

/**
 * The state of a few qubits while the gates of a circuit without measurements act on it, with as few walks over the
 * amplitudes as can be had without planning:
 *
 * - a qubit is not part of the state before a gate joins it to another, so that the first gates see short states;
 * - gates on one qubit wait, as one product, until a gate on several qubits needs them done; diagonal ones wait further
 *   while gates are diagonal on their qubit too, and at the end nobody but a state's reader needs them;
 * - a diagonal gate on two qubits is a phase of the pair, which touches a quarter of the amplitudes, and waiting phases;
 * - swaps are exchanges of names.
 *
 * Sums are made in the order of the circuit, so that the bits are the same on every machine.
 */
export class Evolution {
  readonly #state: TinyState;
  readonly #pending: Pending;
  /** Bit k of an index is qubit q when `#places[q]` is 2^k; 0 while the qubit is not part of the state. */
  readonly #places: Uint32Array;
  /** Amplitudes of the qubits that are part of the state. */
  #size = 1;
  /** What every amplitude is still to be multiplied by. */
  #re = 1;
  #im = 0;

  /** Works in `state`, which must be large enough and may hold anything. */
  constructor(state: TinyState, qubitCount: number) {
    this.#state = state;
    this.#pending = new Pending(qubitCount);
    this.#places = new Uint32Array(qubitCount);
    state.re[0] = 1;
    state.im[0] = 0;
  }

  /** Begins with what `state` holds, 2^qubitCount amplitudes, instead of |0…0⟩. */
  static from(state: TinyState, qubitCount: number): Evolution {
    const [re, im] = [state.re[0], state.im[0]];
    const evolution = new Evolution(state, qubitCount);
    state.re[0] = re;
    state.im[0] = im;
    evolution.#places.forEach((_, qubit) => {
      evolution.#places[qubit] = 1 << qubit;
    });
    evolution.#size = 2 ** qubitCount;
    return evolution;
  }

  apply(step: UnitaryStep): void {
    if (step.kind === "unitary") {
      if (step.qubits.length === 1) this.#pending.multiply(step.qubits[0], step.matrix);
      else this.#join(step);
    } else if (step.controls?.length) this.#join(step);
    else if (step.qubits.length === 1) multiplyGate(this.#pending, step);
    else this.#applyNamed(step);
  }

  /** Basis states of all qubits by how likely they are: entry i is the probability that the qubits show i in `places`. */
  get places(): Uint32Array {
    for (let qubit = 0; qubit < this.#places.length; qubit++) this.#settle(qubit);
    return this.#places;
  }

  /** Does all that waits, and gives the amplitudes in the order of the qubits. */
  finish(): TinyState {
    for (let qubit = 0; qubit < this.#places.length; qubit++) this.#settleWholly(qubit);
    const { re, im } = this.#state;
    const [from, size] = [this.#indices(), this.#size];
    const ordered = { re: new Float64Array(size), im: new Float64Array(size) };
    for (let i = 0; i < size; i++) {
      const [x, y] = [re[from[i]], im[from[i]]];
      ordered.re[i] = this.#re * x - this.#im * y;
      ordered.im[i] = this.#re * y + this.#im * x;
    }
    return ordered;
  }

  /** Entry i is where the amplitude of basis state i lies. */
  #indices(): Uint32Array {
    const indices = new Uint32Array(this.#size);
    this.#places.forEach((place, qubit) => {
      for (let i = 0; i < 1 << qubit; i++) indices[i | (1 << qubit)] = indices[i] | place;
    });
    return indices;
  }

  #applyNamed(step: GateOperation): void {
    const [a, b] = step.qubits;
    switch (step.gate) {
      case "swap": {
        const place = this.#places[a];
        this.#places[a] = this.#places[b];
        this.#places[b] = place;
        this.#pending.exchange(a, b);
        break;
      }
      case "cx":
        this.#settle(a);
        this.#settleWholly(b);
        exchangePairs(this.#state, this.#size, this.#places[a], this.#places[b]);
        break;
      case "cz":
        this.#multiplyPair(a, b, -1, 0);
        break;
      case "cp": {
        const angle = step.params?.[0] ?? 0;
        this.#multiplyPair(a, b, cos(angle), sin(angle));
        break;
      }
      case "rzz": {
        // diag(e^(−iθ/2), e^(iθ/2), e^(iθ/2), e^(−iθ/2)): a common phase, one of each qubit and one of the pair.
        const angle = step.params?.[0] ?? 0;
        const [c, s] = [cos(angle), sin(angle)];
        this.#multiplyPair(a, b, cos(2 * angle), -sin(2 * angle));
        this.#pending.phase(a, c, s);
        this.#pending.phase(b, c, s);
        this.#multiplyAll(cos(angle / 2), -sin(angle / 2));
        break;
      }
      default:
        this.#join(step);
    }
  }

  /** A step on several qubits in the form of its matrix. */
  #join(step: UnitaryStep): void {
    const kernel = prepare(step);
    const controls: number[] = [];
    for (let qubit = 0; qubit < this.#places.length; qubit++)
      if ((kernel.controlMask >> qubit) & 1) controls.push(qubit);
    const targets = kernel.targetBits.map((bit) => 31 - Math.clz32(bit));
    const isPhase = kernel.form === "phase" || kernel.form === "diagonal";
    for (const qubit of controls) this.#settle(qubit);
    for (const qubit of targets) {
      if (isPhase) this.#settle(qubit);
      else this.#settleWholly(qubit);
    }
    const placed: Kernel = {
      ...kernel,
      controlMask: controls.reduce((mask, qubit) => mask | this.#places[qubit], 0),
      targetBits: targets.map((qubit) => this.#places[qubit]),
    };
    const { re, im } = this.#state;
    apply({ re: re.subarray(0, this.#size), im: im.subarray(0, this.#size) }, placed);
  }

  /** diag(1, 1, 1, re + i·im) on two qubits. */
  #multiplyPair(a: number, b: number, re: number, im: number): void {
    this.#settle(a);
    this.#settle(b);
    multiplyPlaces(this.#state, this.#size, this.#places[a] | this.#places[b], re, im);
  }

  #multiplyAll(re: number, im: number): void {
    const x = this.#re;
    this.#re = re * x - im * this.#im;
    this.#im = re * this.#im + im * x;
  }

  /** Does what waits for a qubit, but for what is diagonal; the qubit is part of the state then. */
  #settle(qubit: number): void {
    const { kinds, entries } = this.#pending;
    const at = 8 * qubit;
    if (this.#places[qubit] === 0) {
      appendQubit(this.#state, this.#size, entries[at], entries[at + 1], entries[at + 4], entries[at + 5]);
      this.#places[qubit] = this.#size;
      this.#size *= 2;
      this.#pending.clear(qubit);
      return;
    }
    if (kinds[qubit] !== anyMatrix) return;
    const [ar, ai, br, bi] = [entries[at], entries[at + 1], entries[at + 2], entries[at + 3]];
    const [cr, ci, dr, di] = [entries[at + 4], entries[at + 5], entries[at + 6], entries[at + 7]];
    if (br === 0 && bi === 0 && cr === 0 && ci === 0) {
      kinds[qubit] = diagonal;
      return;
    }
    if (ar === 0 && ai === 0 && dr === 0 && di === 0) {
      exchangePairs(this.#state, this.#size, 0, this.#places[qubit]);
      this.#pending.setDiagonal(qubit, br, bi, cr, ci);
      return;
    }
    // The phase of each row waits further, so that the first column is real.
    const a = Math.sqrt(ar * ar + ai * ai);
    const c = Math.sqrt(cr * cr + ci * ci);
    const [ur, ui] = a === 0 ? [1, 0] : [ar / a, ai / a];
    const [vr, vi] = c === 0 ? [1, 0] : [cr / c, ci / c];
    const [xr, xi] = [ur * br + ui * bi, ur * bi - ui * br];
    const [yr, yi] = [vr * dr + vi * di, vr * di - vi * dr];
    if (xi === 0 && yi === 0) mixRealPairs(this.#state, this.#size, this.#places[qubit], a, xr, c, yr);
    else mixPairs(this.#state, this.#size, this.#places[qubit], a, xr, xi, c, yr, yi);
    this.#pending.setDiagonal(qubit, ur, ui, vr, vi);
  }

  /** Does all that waits for a qubit. */
  #settleWholly(qubit: number): void {
    this.#settle(qubit);
    const { kinds, entries } = this.#pending;
    if (kinds[qubit] === identity) return;
    const at = 8 * qubit;
    const [ar, ai, dr, di] = [entries[at], entries[at + 1], entries[at + 6], entries[at + 7]];
    const norm = ar * ar + ai * ai;
    const re = (dr * ar + di * ai) / norm;
    const im = (di * ar - dr * ai) / norm;
    if (re !== 1 || im !== 0) multiplyPlaces(this.#state, this.#size, this.#places[qubit], re, im);
    this.#multiplyAll(ar, ai);
    this.#pending.clear(qubit);
  }
}

const eighth = Math.PI / 4;
/** cos and −i·sin, filled in anew for each rotation about X. */
const rotation = new Float64Array(8);

/** Multiplies a gate on one qubit onto what waits for it. */
function multiplyGate(pending: Pending, { gate, qubits, params }: GateOperation): void {
  const qubit = qubits[0];
  const angle = params?.[0] ?? 0;
  switch (gate) {
    case "id":
      break;
    case "x":
      pending.flip(qubit);
      break;
    case "h":
      pending.real(qubit, Math.SQRT1_2, Math.SQRT1_2, Math.SQRT1_2, -Math.SQRT1_2);
      break;
    case "z":
      pending.phase(qubit, -1, 0);
      break;
    case "s":
      pending.phase(qubit, 0, 1);
      break;
    case "sdg":
      pending.phase(qubit, 0, -1);
      break;
    case "t":
      pending.phase(qubit, cos(eighth), sin(eighth));
      break;
    case "tdg":
      pending.phase(qubit, cos(eighth), -sin(eighth));
      break;
    case "p":
      pending.phase(qubit, cos(angle), sin(angle));
      break;
    case "rz": {
      const [c, s] = [cos(angle / 2), sin(angle / 2)];
      pending.diagonal(qubit, c, -s, c, s);
      break;
    }
    case "ry": {
      const [c, s] = [cos(angle / 2), sin(angle / 2)];
      pending.real(qubit, c, -s, s, c);
      break;
    }
    case "rx":
      rotation[0] = rotation[6] = cos(angle / 2);
      rotation[3] = rotation[5] = -sin(angle / 2);
      pending.multiply(qubit, rotation);
      break;
    default:
      pending.multiply(qubit, matrixOf(gate, params));
  }
}

const noParameters: readonly number[] = [];
const fixedMatrices = new Map<GateName, readonly number[]>();

/** Gates without angles have one matrix each, so it is made once. */
function matrixOf(name: GateName, params: readonly number[] = noParameters): readonly number[] {
  if (params.length > 0) return gates[name].matrix(params);
  let matrix = fixedMatrices.get(name);
  if (!matrix) {
    matrix = gates[name].matrix(params);
    fixedMatrices.set(name, matrix);
  }
  return matrix;
}
