import { hypot } from "@naru/base";
import type { GateOperation, Operation } from "../../circuit.ts";
import { gates } from "../../gates.ts";

/**
 * The unitary of gates on a few qubits, row by row with each entry as re, im; bit k of an index is qubit k. Undefined
 * if something else than gates and barriers is among the operations. Plain and slow: for recognising definitions.
 */
export function unitaryOf(operations: readonly Operation[], qubitCount: number): Float64Array | undefined {
  const size = 2 ** qubitCount;
  const unitary = new Float64Array(2 * size * size);
  for (let k = 0; k < size; k++) unitary[2 * (k * size + k)] = 1;
  for (const operation of operations) {
    if (operation.kind === "barrier") continue;
    if (operation.kind !== "gate") return undefined;
    applyToColumns(unitary, size, operation);
  }
  return unitary;
}

function applyToColumns(unitary: Float64Array, size: number, operation: GateOperation): void {
  const { qubits, params = [], controls = [] } = operation;
  const matrix = gates[operation.gate].matrix(params);
  const inner = 2 ** qubits.length;
  const mine = qubits.reduce((mask, qubit) => mask | (1 << qubit), 0);
  const on = controls.reduce((mask, qubit) => mask | (1 << qubit), 0);
  const offsets = Array.from({ length: inner }, (_, local) =>
    qubits.reduce((offset, qubit, j) => offset | (((local >> j) & 1) << qubit), 0),
  );
  for (let column = 0; column < size; column++) {
    for (let base = 0; base < size; base++) {
      if ((base & mine) !== 0 || (base & on) !== on) continue;
      const places = offsets.map((offset) => 2 * ((base | offset) * size + column));
      const before = places.map((at) => [unitary[at] ?? 0, unitary[at + 1] ?? 0] as const);
      places.forEach((at, row) => {
        let [re, im] = [0, 0];
        before.forEach(([x, y], k) => {
          const [a, b] = [matrix[2 * (row * inner + k)] ?? 0, matrix[2 * (row * inner + k) + 1] ?? 0];
          re += a * x - b * y;
          im += a * y + b * x;
        });
        [unitary[at], unitary[at + 1]] = [re, im];
      });
    }
  }
}

/** Whether two unitaries of a size differ by a global phase at most: |tr(A†B)| is the dimension then. */
export function equalUpToPhase(a: Float64Array, b: Float64Array): boolean {
  const dimension = Math.sqrt(a.length / 2);
  let [re, im] = [0, 0];
  for (let k = 0; k < a.length; k += 2) {
    const [x, y, u, v] = [a[k] ?? 0, a[k + 1] ?? 0, b[k] ?? 0, b[k + 1] ?? 0];
    re += x * u + y * v;
    im += x * v - y * u;
  }
  // The trace falls short by half the squared distance: 1e-12 is a distance of about 1e-6 at most.
  return a.length === b.length && Math.abs(hypot(re, im) / dimension - 1) < 1e-12;
}
