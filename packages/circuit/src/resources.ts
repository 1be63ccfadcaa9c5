import type { Circuit, Condition, Operation } from "./circuit.ts";

/** What a circuit is made of, for people and for prices. */
export interface CircuitResources {
  /** Gates by the number of qubits they act on, controls included. Conditional gates count, both branches. */
  readonly oneQubitGates: number;
  readonly twoQubitGates: number;
  readonly multiQubitGates: number;
  readonly measurements: number;
  /** The longest chain of gates, measurements and resets that wait for one another, barriers and conditions included. */
  readonly depth: number;
  /** Number of qubits. */
  readonly width: number;
}

/** Counts in one walk over the operations. */
export function countResources(circuit: Circuit): CircuitResources {
  const counter = new Counter(circuit.qubitCount, circuit.clbitCount);
  counter.walk(circuit.operations, 0);
  const { gates, measurements, depth } = counter;
  return {
    oneQubitGates: gates[1] ?? 0,
    twoQubitGates: gates[2] ?? 0,
    multiQubitGates: gates[3] ?? 0,
    measurements,
    depth,
    width: circuit.qubitCount,
  };
}

class Counter {
  /** By width: 1, 2, 3 (three or more). */
  readonly gates = [0, 0, 0, 0];
  measurements = 0;
  depth = 0;
  /** How deep each qubit and each classical bit is. */
  readonly #qubits: Int32Array;
  readonly #clbits: Int32Array;

  constructor(qubitCount: number, clbitCount: number) {
    this.#qubits = new Int32Array(qubitCount);
    this.#clbits = new Int32Array(clbitCount);
  }

  /** `after` is the depth at which these operations may begin: that of the condition they wait for. */
  walk(operations: readonly Operation[], after: number): void {
    for (const operation of operations) {
      switch (operation.kind) {
        case "gate":
        case "unitary": {
          const controls = operation.kind === "gate" ? (operation.controls ?? []) : [];
          const width = Math.min(3, operation.qubits.length + controls.length);
          this.gates[width] = (this.gates[width] ?? 0) + 1;
          this.#step([...operation.qubits, ...controls], [], after, 1);
          break;
        }
        case "measure":
          this.measurements++;
          this.#step([operation.qubit], [operation.clbit], after, 1);
          break;
        case "reset":
          this.#step([operation.qubit], [], after, 1);
          break;
        case "barrier":
          this.#step(operation.qubits, [], after, 0);
          break;
        case "if": {
          const known = Math.max(after, ...clbitsOf(operation.condition).map((clbit) => this.#clbits[clbit] ?? 0));
          this.walk(operation.then, known);
          this.walk(operation.otherwise ?? [], known);
          break;
        }
      }
    }
  }

  #step(qubits: readonly number[], clbits: readonly number[], after: number, length: 0 | 1): void {
    let level = after;
    for (const qubit of qubits) level = Math.max(level, this.#qubits[qubit] ?? 0);
    for (const clbit of clbits) level = Math.max(level, this.#clbits[clbit] ?? 0);
    level += length;
    for (const qubit of qubits) this.#qubits[qubit] = level;
    for (const clbit of clbits) this.#clbits[clbit] = level;
    this.depth = Math.max(this.depth, level);
  }
}

/** Every classical bit that a condition asks for. */
function clbitsOf(condition: Condition): readonly number[] {
  if (condition.kind === "compare") return condition.clbits;
  return condition.kind === "not" ? clbitsOf(condition.operand) : condition.operands.flatMap(clbitsOf);
}
