import type { Circuit, Condition, Operation } from "../../circuit.ts";
import { gates } from "../../gates.ts";

/** A state and what was measured on the way to it. */
interface Branch {
  readonly probability: number;
  readonly state: Float64Array;
  readonly bits: readonly number[];
}

/** Slow and obvious, with every matrix from the gate table: unrelated to any simulator. */
function run(branches: readonly Branch[], operation: Operation): Branch[] {
  switch (operation.kind) {
    case "barrier":
      return [...branches];
    case "gate":
      return branches.map((branch) => ({
        ...branch,
        state: applied(
          branch.state,
          gates[operation.gate].matrix(operation.params ?? []),
          operation.qubits,
          operation.controls ?? [],
        ),
      }));
    case "measure":
      return branches.flatMap((branch) =>
        [0, 1].flatMap((value) =>
          projected(branch, operation.qubit, value).map((found) => ({
            ...found,
            bits: branch.bits.with(operation.clbit, value),
          })),
        ),
      );
    case "reset":
      return branches.flatMap((branch) => [
        ...projected(branch, operation.qubit, 0),
        ...projected(branch, operation.qubit, 1).map((found) => ({
          ...found,
          state: applied(found.state, gates.x.matrix([]), [operation.qubit], []),
        })),
      ]);
    case "if":
      return branches.flatMap((branch) => {
        const chosen = holds(operation.condition, branch.bits) ? operation.then : (operation.otherwise ?? []);
        return chosen.reduce(run, [branch]);
      });
    case "unitary":
      return branches.map((branch) => ({
        ...branch,
        state: applied(branch.state, operation.matrix, operation.qubits, []),
      }));
  }
}

function applied(
  state: Float64Array,
  matrix: readonly number[],
  qubits: readonly number[],
  controls: readonly number[],
): Float64Array {
  const after = new Float64Array(state.length);
  const size = 2 ** qubits.length;
  for (let index = 0; index < state.length / 2; index++) {
    const isOn = controls.every((qubit) => (index >> qubit) & 1);
    const row = qubits.reduce((bits, qubit, j) => bits | (((index >> qubit) & 1) << j), 0);
    const rest = qubits.reduce((bits, qubit) => bits & ~(1 << qubit), index);
    for (let column = 0; column < size; column++) {
      const from = qubits.reduce((bits, qubit, j) => bits | (((column >> j) & 1) << qubit), rest);
      const at = 2 * (row * size + column);
      const [re, im] = isOn ? [matrix[at] ?? 0, matrix[at + 1] ?? 0] : [Number(row === column), 0];
      const [x, y] = [state[2 * from] ?? 0, state[2 * from + 1] ?? 0];
      after[2 * index] = (after[2 * index] ?? 0) + re * x - im * y;
      after[2 * index + 1] = (after[2 * index + 1] ?? 0) + re * y + im * x;
    }
  }
  return after;
}

/** What is left if the qubit reads the value, or nothing if it never does. */
function projected(branch: Branch, qubit: number, value: number): Branch[] {
  const state = branch.state.map((part, k) => ((((k >> 1) >> qubit) & 1) === value ? part : 0));
  const probability = state.reduce((sum, part) => sum + part * part, 0);
  if (probability < 1e-12) return [];
  const length = Math.sqrt(probability);
  return [{ ...branch, probability: branch.probability * probability, state: state.map((part) => part / length) }];
}

function holds(condition: Condition, bits: readonly number[]): boolean {
  switch (condition.kind) {
    case "not":
      return !holds(condition.operand, bits);
    case "and":
      return condition.operands.every((operand) => holds(operand, bits));
    case "or":
      return condition.operands.some((operand) => holds(operand, bits));
    case "compare": {
      const a = condition.clbits.reduce((sum, clbit, k) => sum + (bits[clbit] ?? 0) * 2 ** k, 0);
      const b = Number(condition.value);
      const compared = { "==": a === b, "!=": a !== b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b };
      return compared[condition.operator];
    }
  }
}

function started(circuit: Circuit, index = 0): Branch {
  const state = new Float64Array(2 * 2 ** circuit.qubitCount);
  state[2 * index] = 1;
  return { probability: 1, state, bits: Array.from({ length: circuit.clbitCount }, () => 0) };
}

export function outcomesOf(circuit: Circuit): Map<string, number> {
  const found = new Map<string, number>();
  for (const { probability, bits } of circuit.operations.reduce(run, [started(circuit)])) {
    const key = bits.toReversed().join("");
    found.set(key, (found.get(key) ?? 0) + probability);
  }
  return found;
}

export function unitaryOf(circuit: Circuit): number[] {
  const size = 2 ** circuit.qubitCount;
  const unitary = new Array<number>(2 * size * size).fill(0);
  for (let column = 0; column < size; column++) {
    const [branch] = circuit.operations.reduce(run, [started(circuit, column)]);
    branch?.state.forEach((part, k) => {
      unitary[2 * ((k >> 1) * size + column) + (k & 1)] = part;
    });
  }
  return unitary;
}

export function stateOf(circuit: Circuit): number[] {
  const [branch] = circuit.operations.reduce(run, [started(circuit)]);
  return [...(branch?.state ?? [])];
}

/** |tr(A†B)| over the dimension, 1 for a state: 1 for what differs by a global phase at most. */
export function overlap(a: readonly number[], b: readonly number[], dimension = Math.sqrt(a.length / 2)): number {
  let [re, im] = [0, 0];
  for (let k = 0; k < a.length; k += 2) {
    const [x = 0, y = 0, u = 0, v = 0] = [a[k], a[k + 1], b[k], b[k + 1]];
    re += x * u + y * v;
    im += x * v - y * u;
  }
  return a.length === b.length ? Math.hypot(re, im) / dimension : Number.NaN;
}
