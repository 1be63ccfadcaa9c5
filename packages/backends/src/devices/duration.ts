import type { Circuit, Condition, Operation } from "@naru/circuit";
import type { Device } from "../backend.ts";
import { secondsOfGate } from "./noise.ts";

/**
 * Seconds that one shot of a native circuit takes, in whole steps of the device: the longest way through its operations, each
 * of which starts as soon as its qubits and bits are ready. A condition takes as long as its longest branch, and a loop as
 * long as one turn, since nobody knows how many there will be.
 */
export function durationOf(device: Device, circuit: Circuit): number {
  const schedule = new Schedule(device, circuit);
  schedule.run(circuit.operations);
  return stepsOf(schedule.end, device.stepSeconds) * device.stepSeconds;
}

/** A length of time in steps, rounded up; what is within a rounding error of a whole number is that number. */
export const stepsOf = (seconds: number, stepSeconds: number): number =>
  Math.max(0, Math.ceil(seconds / stepSeconds - 1e-6));

/** When each qubit is free and each bit known, in seconds from the beginning of a shot. */
class Schedule {
  readonly #device: Device;
  readonly #freeAt: Float64Array;
  readonly #knownAt: Float64Array;

  constructor(device: Device, { qubitCount, clbitCount }: Circuit) {
    this.#device = device;
    this.#freeAt = new Float64Array(qubitCount);
    this.#knownAt = new Float64Array(clbitCount);
  }

  get end(): number {
    return Math.max(0, this.#freeAt.reduce(larger, 0), this.#knownAt.reduce(larger, 0));
  }

  run(operations: readonly Operation[]): void {
    for (const operation of operations) this.#add(operation);
  }

  #add(operation: Operation): void {
    const { measureSeconds, resetSeconds } = this.#device;
    switch (operation.kind) {
      case "gate":
        this.#occupy(operation.qubits, secondsOfGate(this.#device, operation.gate));
        break;
      case "measure":
        this.#knownAt[operation.clbit] = this.#occupy([operation.qubit], measureSeconds);
        break;
      case "reset":
        this.#occupy([operation.qubit], resetSeconds);
        break;
      case "delay":
        this.#occupy([operation.qubit], operation.seconds);
        break;
      case "barrier":
        this.#occupy(operation.qubits, 0);
        break;
      case "if":
        this.#branch([operation.then, operation.otherwise ?? []], clbitsOf(operation.condition));
        break;
      case "while":
        this.#branch([operation.body], clbitsOf(operation.condition));
    }
  }

  #occupy(qubits: readonly number[], seconds: number): number {
    const end = this.#latest(qubits) + seconds;
    for (const qubit of qubits) this.#freeAt[qubit] = end;
    return end;
  }

  #latest(qubits: Iterable<number>): number {
    let latest = 0;
    for (const qubit of qubits) latest = Math.max(latest, this.#freeAt[qubit] ?? 0);
    return latest;
  }

  /** All qubits of all branches begin together, once the bits are known, and end together. */
  #branch(branches: readonly (readonly Operation[])[], clbits: readonly number[]): void {
    const qubits = new Set<number>();
    for (const branch of branches) collectQubits(branch, qubits);
    const start = clbits.reduce((time, clbit) => Math.max(time, this.#knownAt[clbit] ?? 0), this.#latest(qubits));
    const knownBefore = this.#knownAt.slice();
    let end = start;
    for (const branch of branches) {
      const known = this.#knownAt.slice();
      this.#knownAt.set(knownBefore);
      for (const qubit of qubits) this.#freeAt[qubit] = start;
      this.run(branch);
      end = Math.max(end, this.#latest(qubits));
      known.forEach((time, clbit) => {
        this.#knownAt[clbit] = Math.max(time, this.#knownAt[clbit] ?? 0);
      });
    }
    for (const qubit of qubits) this.#freeAt[qubit] = end;
  }
}

const larger = (a: number, b: number): number => Math.max(a, b);

function collectQubits(operations: readonly Operation[], qubits: Set<number>): void {
  for (const operation of operations) {
    if (operation.kind === "if") {
      collectQubits(operation.then, qubits);
      collectQubits(operation.otherwise ?? [], qubits);
    } else if (operation.kind === "while") collectQubits(operation.body, qubits);
    else if ("qubits" in operation) for (const qubit of operation.qubits) qubits.add(qubit);
    else if ("qubit" in operation) qubits.add(operation.qubit);
  }
}

function clbitsOf(condition: Condition): readonly number[] {
  switch (condition.kind) {
    case "compare":
      return condition.clbits;
    case "not":
      return clbitsOf(condition.operand);
    case "and":
    case "or":
      return condition.operands.flatMap(clbitsOf);
  }
}
