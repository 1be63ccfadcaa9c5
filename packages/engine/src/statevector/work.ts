import { type GateName, gates } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { UnitaryStep } from "../simulator.ts";

/**
 * What the steps of a circuit do to a state vector, each kind in amplitudes touched: 2^m for every step, where m qubits
 * are in use by then. Counted in one walk over the steps, before any of them is planned.
 */
export interface StepWork {
  readonly steps: number;
  /** Steps whose matrix has to be looked at: those that are counted in `pairs` and `dense`. */
  readonly matrices: number;
  /** Products of one-qubit gates between gates on several qubits, where they are not diagonal. */
  readonly rotations: number;
  /** Diagonal gates on two qubits or more. */
  readonly diagonals: number;
  /** Gates that only exchange amplitudes. */
  readonly exchanges: number;
  /** All other gates on two qubits. */
  readonly pairs: number;
  /** Matrices on k qubits, three or more, each times 2^k. */
  readonly dense: number;
}

export function workOf(steps: readonly UnitaryStep[], qubitCount: number): StepWork {
  const work = { steps: steps.length, matrices: 0, rotations: 0, diagonals: 0, exchanges: 0, pairs: 0, dense: 0 };
  const isUsed = new Uint8Array(qubitCount);
  /** Whether a gate that is not diagonal waits for a qubit. */
  const waits = new Uint8Array(qubitCount);
  let amplitudes = 1;
  for (const step of steps) {
    const operands = operandsOf(step);
    const kind = kindOf(step, operands.length);
    if (operands.length === 1) {
      if (kind !== "diagonals") waits[operands[0]] = 1;
      continue;
    }
    for (const qubit of operands) {
      if (!isUsed[qubit]) amplitudes *= 2;
      else if (waits[qubit]) work.rotations += amplitudes;
      isUsed[qubit] = 1;
      waits[qubit] = 0;
    }
    if (kind === "dense" || kind === "pairs") work.matrices++;
    if (kind === "dense") work.dense += amplitudes * 2 ** operands.length;
    else if (kind !== null) work[kind] += amplitudes;
  }
  for (let qubit = 0; qubit < qubitCount; qubit++) {
    if (!waits[qubit]) continue;
    if (!isUsed[qubit]) amplitudes *= 2;
    else work.rotations += amplitudes;
  }
  return work;
}

type Kind = Exclude<keyof StepWork, "steps" | "matrices">;

const diagonalGates: ReadonlySet<GateName> = new Set<GateName>([
  ...["id", "z", "s", "sdg", "t", "tdg", "rz", "p"],
  ...["cz", "cs", "csdg", "crz", "cp", "rzz", "ccz"],
] as GateName[]);
const exchangingGates: ReadonlySet<GateName> = new Set<GateName>(["x", "cx", "ccx"]);

/** Null for a swap, which is an exchange of names. */
function kindOf(step: UnitaryStep, width: number): Kind | null {
  if (step.kind === "unitary") return width <= 2 ? "pairs" : "dense";
  const { gate, controls } = step;
  if (diagonalGates.has(gate)) return "diagonals";
  if (exchangingGates.has(gate)) return "exchanges";
  if (gate === "swap" && !controls?.length) return null;
  return width > 2 && !gates[gate].controlled && gates[gate].qubitCount > 1 ? "dense" : "pairs";
}
