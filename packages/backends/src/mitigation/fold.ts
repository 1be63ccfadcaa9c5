import { type Random, shuffle, UnsupportedError } from "@naru/base";
import { type Circuit, type GateOperation, gate, gates, type Operation, type UnitaryOperation } from "@naru/circuit";
import type { ZeroNoise } from "@naru/workload";
import { isPair, type PairOperation } from "./layers.ts";

export interface FoldedCircuit {
  readonly circuit: Circuit;
  /** Gates on two qubits, by how many there were; 1 for a circuit without them. */
  readonly factor: number;
}

/**
 * Repeats gates on two qubits so that there are `factor` times as many: each gate G becomes G (G⁻¹ G)^k, with k one higher
 * for some where the factor is no odd number (Giurgica-Tiron et al., "Digital zero noise extrapolation",
 * 10.1109/QCE49297.2020.00045). The unitary stays the same up to a global phase. Inverses are in the gate's own machine
 * gates: that of rzz, which machines only have for positive angles, is rzz between two x.
 *
 * `factor` is finite and 1 or more. The number of pairs that are put in is rounded; in random places it is rounded up or
 * down at random, so that the mean over draws is `factor`. Throws UnsupportedError for circuits with control flow.
 */
export function fold(
  circuit: Circuit,
  factor: number,
  amplifier: ZeroNoise["amplifier"],
  random: Random,
): FoldedCircuit {
  const { operations } = circuit;
  if (operations.some(({ kind }) => kind === "if" || kind === "while")) {
    throw new UnsupportedError(
      "Zero-noise extrapolation repeats gates, and how often those of a circuit with control flow run is not known. Use it without control flow, or switch it off.",
    );
  }
  const places = [...operations.keys()].filter((k) => isPair(operations[k] as Operation));
  if (places.length === 0 || factor <= 1) return { circuit, factor: 1 };
  const wanted = ((factor - 1) / 2) * places.length;
  const pairs = amplifier === "gate_folding" ? Math.floor(wanted + random.uniform()) : Math.round(wanted);
  const each = Math.floor(pairs / places.length);
  const more = new Set(chosen(places, pairs - each * places.length, amplifier, random));
  const folded = operations.flatMap((operation, k): readonly Operation[] => {
    if (!isPair(operation)) return [operation];
    const repeats = each + (more.has(k) ? 1 : 0);
    const again = [...inverseOf(operation), operation];
    return [operation, ...Array.from({ length: repeats }, () => again).flat()];
  });
  return { circuit: { ...circuit, operations: folded }, factor: 1 + (2 * pairs) / places.length };
}

function chosen(places: readonly number[], count: number, amplifier: ZeroNoise["amplifier"], random: Random) {
  if (amplifier === "gate_folding_front") return places.slice(0, count);
  if (amplifier === "gate_folding_back") return places.slice(places.length - count);
  const shuffled = Uint32Array.from(places);
  shuffle(random, shuffled);
  return shuffled.slice(0, count);
}

function inverseOf(operation: PairOperation): readonly (GateOperation | UnitaryOperation)[] {
  if (operation.kind === "unitary") return [{ ...operation, matrix: adjoint(operation.matrix) }];
  const { gate: name, qubits, params = [], controls } = operation;
  if (name === "rzz") {
    const [first = 0] = qubits;
    return [gate("x", [first]), operation, gate("x", [first])]; // X anticommutes with Z
  }
  const inverse = gates[name].inverse(params);
  return [gate(inverse.gate, qubits, inverse.params, controls ?? [])];
}

/** Of a unitary on two qubits. */
function adjoint(matrix: readonly number[]): number[] {
  const result = new Array<number>(32).fill(0);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      result[2 * (4 * row + column)] = matrix[2 * (4 * column + row)] ?? 0;
      result[2 * (4 * row + column) + 1] = -(matrix[2 * (4 * column + row) + 1] ?? 0);
    }
  }
  return result;
}
