import type { Circuit, Condition, Operation } from "./circuit.ts";
import { clbitsOfExpression } from "./expression.ts";

/** What a circuit is made of, for people and for prices. */
export interface CircuitResources {
  /**
   * Gates by the number of qubits they act on, controls included. Conditional gates count, both branches; those of a loop
   * whose turns are known only while running count once, and so does its depth.
   */
  readonly oneQubitGates: number;
  readonly twoQubitGates: number;
  readonly multiQubitGates: number;
  readonly measurements: number;
  /** The longest chain of gates, measurements and resets that wait for one another, barriers, delays and conditions included. */
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

interface Levels {
  readonly qubits: Map<number, number>;
  readonly clbits: Map<number, number>;
}

class Counter {
  /** By width: 1, 2, 3 (three or more). */
  readonly gates = [0, 0, 0, 0];
  measurements = 0;
  depth = 0;
  /** How deep each qubit and each classical bit is. */
  readonly #qubits: Int32Array;
  readonly #clbits: Int32Array;

  /** Inside a branch: the depths before it of what it touched, to begin the other branch from. */
  #before: Levels | undefined;

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
          const controls = operation.kind === "gate" ? (operation.controls ?? none) : none;
          const width = Math.min(3, operation.qubits.length + controls.length);
          this.gates[width] = (this.gates[width] ?? 0) + 1;
          // Most gates have no controls, and a list for each would take longer than to count it.
          this.#step(controls.length > 0 ? [...operation.qubits, ...controls] : operation.qubits, none, after, 1);
          break;
        }
        case "measure":
          this.measurements++;
          this.#step([operation.qubit], [operation.clbit], after, 1);
          break;
        case "reset":
          this.#step([operation.qubit], none, after, 1);
          break;
        case "barrier":
          this.#step(operation.qubits, none, after, 0);
          break;
        case "delay":
          this.#step([operation.qubit], none, after, 0);
          break;
        case "assign":
          this.#step(none, operation.clbits, this.#knownAt(clbitsOfExpression(operation.value), after), 0);
          break;
        case "while":
          this.walk(operation.body, this.#knownAt(clbitsOf(operation.condition), after));
          break;
        case "if": {
          const { condition, then, otherwise = [] } = operation;
          const known = this.#knownAt(clbitsOf(condition), after);
          if (otherwise.length === 0) this.walk(then, known);
          else this.#branch(then, otherwise, known);
          break;
        }
      }
    }
  }

  /** The depth at which some classical bits are known, but not before `after`. */
  #knownAt(clbits: readonly number[], after: number): number {
    return clbits.reduce((level, clbit) => Math.max(level, this.#clbits[clbit] ?? 0), after);
  }

  /** Only one of the two runs: both begin where the circuit stands, and the deeper of them counts. */
  #branch(then: readonly Operation[], otherwise: readonly Operation[], known: number): void {
    const outer = this.#before;
    const before: Levels = { qubits: new Map(), clbits: new Map() };
    this.#before = before;
    this.walk(then, known);
    const afterThen = this.#exchange(before);
    this.walk(otherwise, known);
    this.#before = outer;
    for (const kind of ["qubits", "clbits"] as const) {
      for (const [index, level] of before[kind]) if (!outer?.[kind].has(index)) outer?.[kind].set(index, level);
    }
    for (const [qubit, level] of afterThen.qubits) this.#qubits[qubit] = Math.max(level, this.#qubits[qubit] ?? 0);
    for (const [clbit, level] of afterThen.clbits) this.#clbits[clbit] = Math.max(level, this.#clbits[clbit] ?? 0);
  }

  /** Puts these levels in, and returns those that stood in their place. */
  #exchange({ qubits, clbits }: Levels): Levels {
    const swap = (into: Int32Array, levels: ReadonlyMap<number, number>) =>
      new Map(
        Array.from(levels, ([index, level]) => {
          const stood = into[index] ?? 0;
          into[index] = level;
          return [index, stood] as const;
        }),
      );
    return { qubits: swap(this.#qubits, qubits), clbits: swap(this.#clbits, clbits) };
  }

  #step(qubits: readonly number[], clbits: readonly number[], after: number, length: 0 | 1): void {
    let level = after;
    for (const qubit of qubits) level = Math.max(level, this.#qubits[qubit] ?? 0);
    for (const clbit of clbits) level = Math.max(level, this.#clbits[clbit] ?? 0);
    level += length;
    for (const qubit of qubits) {
      if (this.#before && !this.#before.qubits.has(qubit)) this.#before.qubits.set(qubit, this.#qubits[qubit] ?? 0);
      this.#qubits[qubit] = level;
    }
    for (const clbit of clbits) {
      if (this.#before && !this.#before.clbits.has(clbit)) this.#before.clbits.set(clbit, this.#clbits[clbit] ?? 0);
      this.#clbits[clbit] = level;
    }
    this.depth = Math.max(this.depth, level);
  }
}

/** Every classical bit that a condition asks for. */
function clbitsOf(condition: Condition): readonly number[] {
  if (condition.kind === "compare") return condition.clbits;
  return condition.kind === "not" ? clbitsOf(condition.operand) : condition.operands.flatMap(clbitsOf);
}

const none: readonly number[] = [];
