import { type GateOperation, gates } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { PauliMasks } from "../expect/index.ts";
import type { UnitaryStep } from "../simulator.ts";
import { type GeneratorTerm, logarithmicDerivative, pauliTerms, timesAdjoint, underControls } from "./derivative.ts";

/**
 * One round of the way back: derivatives that can be read off at one moment, and the steps that are then undone, last
 * one first. Masks are over the qubits of the circuit.
 */
export interface Round {
  readonly readings: readonly Reading[];
  readonly undone: readonly UnitaryStep[];
}

/** The derivative for a parameter slot is Σ coefficient · ⟨λ|iP|ψ⟩ + its conjugate. */
export interface Reading {
  readonly slot: number;
  readonly terms: readonly GeneratorTerm[];
}

/**
 * What is known about a qubit on the way back through a round, up to the latest step that was not taken:
 *
 * - `turned`: only one-qubit gates were taken, whose product is `turn`; derivatives of earlier ones are read through it.
 * - `phased`: only diagonal gates were taken; derivatives of earlier diagonal ones commute with them.
 * - `sealed`: gates without parameters, or one whose derivative is read, were taken; nothing more can be read.
 * - `blocked`: a step was left for the next round, so that all earlier ones on this qubit must wait.
 */
type Way = { kind: "turned"; turn: readonly number[]; isDiagonal: boolean } | { kind: "phased" | "sealed" | "blocked" };

const identity = gates.id.matrix([]);

/** Steps that are looked at between two yields: some milliseconds. */
const betweenYields = 64;

/**
 * Plans the way back through a circuit's steps. Slots count the parameters of all gates in order; the last round has the
 * last reading. Yields now and then.
 */
export function* planRounds(steps: readonly UnitaryStep[], qubitCount: number): Generator<undefined, Round[]> {
  const left: StepInfo[] = []; // first step first
  let slot = 0;
  let unread = 0;
  for (const [k, step] of steps.entries()) {
    const info = infoOf(step, slot);
    slot += info.derivatives.length;
    if (info.derivatives.length > 0) unread++;
    left.push(info);
    if (k % betweenYields === 0) yield;
  }
  const rounds: Round[] = [];
  while (unread > 0) {
    const walk = new BackwardWalk(qubitCount);
    const undone: UnitaryStep[] = [];
    const passed: StepInfo[] = []; // last step first
    for (let info = left.pop(); info; info = walk.isOver ? undefined : left.pop()) {
      if (walk.take(info)) {
        undone.push(inverseOf(info.step));
        if (info.derivatives.length > 0) unread--;
      } else passed.push(info);
    }
    for (const info of passed.reverse()) left.push(info);
    rounds.push({ readings: walk.readings, undone });
    yield;
  }
  return rounds;
}

/** A step, and for each of its parameters the derivative in terms of its own qubits. */
interface StepInfo {
  readonly step: UnitaryStep;
  readonly operands: readonly number[];
  readonly matrix: readonly number[];
  readonly isDiagonal: boolean;
  readonly derivatives: readonly { readonly slot: number; readonly terms: readonly GeneratorTerm[] }[];
}

/** `slot` is that of the step's first parameter. */
function infoOf(step: UnitaryStep, slot: number): StepInfo {
  const matrix = step.kind === "unitary" ? step.matrix : gates[step.gate].matrix(step.params ?? []);
  // the gate's own qubits first, then further controls
  const operands = step.kind === "unitary" ? step.qubits : [...step.qubits, ...(step.controls ?? [])];
  const count = step.kind === "gate" ? (step.params?.length ?? 0) : 0;
  const derivatives = Array.from({ length: count }, (_, k) => ({
    slot: slot + k,
    terms: underControls(
      logarithmicDerivative(step as GateOperation, k),
      operands.length - step.qubits.length,
      step.qubits.length,
    ),
  }));
  const isDiagonal =
    isDiagonalMatrix(matrix) && derivatives.every(({ terms }) => terms.every(({ x }: PauliMasks) => x === 0));
  return { step, operands, matrix, isDiagonal, derivatives };
}

function isDiagonalMatrix(matrix: readonly number[]): boolean {
  const size = Math.sqrt(matrix.length / 2);
  return matrix.every((value, k) => value === 0 || (k >> 1) % (size + 1) === 0);
}

class BackwardWalk {
  readonly readings: Reading[] = [];
  readonly #ways: Way[];
  #blocked = 0;

  constructor(qubitCount: number) {
    this.#ways = Array.from({ length: qubitCount }, () => ({ kind: "turned", turn: identity, isDiagonal: true }));
  }

  /** Whether no earlier step can be taken. */
  get isOver(): boolean {
    return this.#blocked === this.#ways.length;
  }

  /** Takes a step into the round, if that can be. */
  take(info: StepInfo): boolean {
    const isTaken = info.operands.length === 1 ? this.#takeOne(info) : this.#takeMany(info);
    if (!isTaken) for (const qubit of info.operands) this.#set(qubit, { kind: "blocked" });
    return isTaken;
  }

  #takeOne(info: StepInfo): boolean {
    const [qubit] = info.operands;
    const way = this.#ways[qubit];
    const hasParameters = info.derivatives.length > 0;
    switch (way.kind) {
      case "turned":
        for (const { slot, terms } of info.derivatives) {
          this.readings.push({ slot, terms: placed(conjugated(terms, way.turn), info.operands) });
        }
        this.#set(qubit, {
          kind: "turned",
          turn: product(way.turn, info.matrix),
          isDiagonal: way.isDiagonal && info.isDiagonal,
        });
        return true;
      case "phased":
        if (info.isDiagonal) this.#read(info);
        else if (hasParameters) return false;
        else this.#set(qubit, { kind: "sealed" });
        return true;
      case "sealed":
        return !hasParameters;
      case "blocked":
        return false;
    }
  }

  #takeMany(info: StepInfo): boolean {
    const ways = info.operands.map((qubit) => this.#ways[qubit]);
    if (ways.some(({ kind }) => kind === "blocked")) return false;
    const isPhased = ways.every((way) => way.kind === "phased" || (way.kind === "turned" && way.isDiagonal));
    if (info.isDiagonal && isPhased) {
      this.#read(info);
      for (const qubit of info.operands) this.#set(qubit, { kind: "phased" });
      return true;
    }
    const isFresh = ways.every((way) => way.kind === "turned" && way.turn === identity);
    if (info.derivatives.length > 0 && !isFresh) return false;
    this.#read(info);
    for (const qubit of info.operands) this.#set(qubit, { kind: "sealed" });
    return true;
  }

  /** Derivatives that commute with all that was taken after them. */
  #read({ operands, derivatives }: StepInfo): void {
    for (const { slot, terms } of derivatives) this.readings.push({ slot, terms: placed(terms, operands) });
  }

  #set(qubit: number, way: Way): void {
    if (way.kind === "blocked" && this.#ways[qubit].kind !== "blocked") this.#blocked++;
    this.#ways[qubit] = way;
  }
}

/** V A V† for a one-qubit V, as terms. */
function conjugated(terms: readonly GeneratorTerm[], turn: readonly number[]): readonly GeneratorTerm[] {
  if (turn === identity) return terms;
  const sum = new Array<number>(8).fill(0);
  for (const { x, z, coefficient } of terms) {
    paulis[x][z].forEach((value, k) => {
      // i times the coefficient
      sum[k ^ 1] += (k & 1 ? -coefficient : coefficient) * value;
    });
  }
  return pauliTerms(timesAdjoint(product(turn, sum), turn, 2), 1);
}

/** By x and z: I, Z; X, Y. */
const paulis = [
  [identity, gates.z.matrix([])],
  [gates.x.matrix([]), gates.y.matrix([])],
];

/** A B for 2×2 matrices. */
const product = (a: readonly number[], b: readonly number[]): number[] => timesAdjoint(a, adjoint(b), 2);

/** The conjugate transpose. */
function adjoint(matrix: readonly number[]): number[] {
  const size = Math.sqrt(matrix.length / 2);
  return matrix.map((_, k) => {
    const [row, column] = [Math.floor(k / 2 / size), (k >> 1) % size];
    const value = matrix[2 * (column * size + row) + (k % 2)];
    return k % 2 === 0 ? value : -value;
  });
}

function inverseOf(step: UnitaryStep): UnitaryStep {
  if (step.kind === "unitary") return { ...step, matrix: adjoint(step.matrix) };
  const { gate, params } = gates[step.gate].inverse(step.params ?? []);
  return { ...step, gate, params };
}

/** Masks over a step's operands as masks over the qubits of the circuit. */
function placed(terms: readonly GeneratorTerm[], operands: readonly number[]): GeneratorTerm[] {
  const spread = (mask: number) => operands.reduce((sum, qubit, j) => sum | (((mask >>> j) & 1) << qubit), 0);
  return terms.map(({ x, z, coefficient }) => ({ x: spread(x), z: spread(z), coefficient }));
}

/** How many parameters the gates of some steps have. */
export const slotCount = (steps: readonly UnitaryStep[]): number =>
  steps.reduce((sum, step) => sum + (step.kind === "gate" ? (step.params?.length ?? 0) : 0), 0);

/** Most further controls of a gate with parameters: its derivative has two strings for each combination of them. */
export const mostControls = 8;
export const hasTooManyControls = (step: UnitaryStep): boolean =>
  step.kind === "gate" && (step.params?.length ?? 0) > 0 && operandsOf(step).length - step.qubits.length > mostControls;
