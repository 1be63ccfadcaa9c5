import { type Circuit, clbitsOfExpression, type Operation } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import { clbitsOf, secondsOfStep } from "../noise/index.ts";
import type { NoiseModel } from "../noise-model.ts";
import type { Spectators } from "./light-cone.ts";

/** Less than this is a rounding error of sums of times. */
const shortestSeconds = 1e-15;

/**
 * The kept operations of a circuit, with delays in place of what they waited for while qubits decay as they wait
 * (`Relaxation.idle`): what is left out of a circuit took time, and barriers made qubits wait for others. `places` are those of
 * the kept operations, ascending and without barriers; `wanted` are the qubits whose state at the end is asked for. For
 * circuits without loops whose turns are known only while they run.
 */
export function withDelays(
  { qubitCount, clbitCount, operations }: Circuit,
  places: readonly number[],
  wanted: Iterable<number>,
  noise: NoiseModel,
  spectators: Spectators,
): Operation[] {
  const whole = new Clocks(noise, qubitCount, clbitCount, spectators);
  const reached = new Clocks(noise, qubitCount, clbitCount, spectators);
  const isTouched = new Uint8Array(qubitCount);
  const timed: Operation[] = [];
  const wait = (qubit: number, until: number) => {
    const seconds = until - reached.freeAt[qubit];
    if (seconds < shortestSeconds) return;
    timed.push({ kind: "delay", qubit, seconds });
    reached.freeAt[qubit] = until;
  };
  let next = 0;
  for (const [place, operation] of operations.entries()) {
    const start = whole.add(operation);
    if (place !== places[next]) continue;
    next++;
    if (operation.kind === "delay") continue; // the next operation's start says as much
    const qubits = reached.qubitsOf(operation);
    if (qubits.length > 0 && start - reached.readyAt(operation) >= shortestSeconds) wait(qubits[0], start);
    reached.add(operation);
    for (const qubit of qubits) isTouched[qubit] = 1;
    timed.push(operation);
  }
  for (const qubit of wanted) if (isTouched[qubit]) wait(qubit, whole.freeAt[qubit]);
  return timed;
}

const noDurations = { oneQubitSeconds: 0, twoQubitSeconds: 0 };

/** When qubits are free and bits known, by the rules of `Relaxation.idle`. */
class Clocks {
  freeAt: Float64Array;
  #knownAt: Float64Array;
  readonly #noise: NoiseModel;
  readonly #spectators: Spectators;

  constructor(noise: NoiseModel, qubitCount: number, bitCount: number, spectators: Spectators) {
    this.#noise = noise;
    this.#spectators = spectators;
    this.freeAt = new Float64Array(qubitCount);
    this.#knownAt = new Float64Array(bitCount);
  }

  /** The qubits that wait for each other at an operation. */
  qubitsOf(operation: Operation): readonly number[] {
    switch (operation.kind) {
      case "measure":
      case "reset":
      case "delay":
        return [operation.qubit];
      case "barrier":
        return operation.qubits;
      case "assign":
        return [];
      case "if":
        return [
          ...new Set([...operation.then, ...(operation.otherwise ?? [])].flatMap((each) => this.#withNoise(each))),
        ];
      case "while":
        throw new Error("A loop of unknown length has no schedule.");
      default:
        return operandsOf(operation);
    }
  }

  /** When nothing stands in the way of an operation any more. */
  readyAt(operation: Operation): number {
    let time = this.#latest(this.qubitsOf(operation));
    if (operation.kind === "if")
      for (const bit of clbitsOf(operation.condition)) time = Math.max(time, this.#knownAt[bit]);
    return time;
  }

  /** Lets an operation happen as soon as it can, and returns when it started. */
  add(operation: Operation): number {
    const start = this.readyAt(operation);
    const { durations } = this.#noise.relaxation ?? {};
    switch (operation.kind) {
      case "barrier":
        this.#free(operation.qubits, start);
        break;
      case "delay":
        this.freeAt[operation.qubit] = start + operation.seconds;
        break;
      case "measure":
        this.freeAt[operation.qubit] = start + (durations?.measureSeconds ?? 0);
        this.#knownAt[operation.clbit] = this.freeAt[operation.qubit];
        break;
      case "reset":
        this.freeAt[operation.qubit] = start + (durations?.resetSeconds ?? 0);
        break;
      case "assign": {
        let knownAt = 0;
        for (const bit of clbitsOfExpression(operation.value)) knownAt = Math.max(knownAt, this.#knownAt[bit]);
        for (const bit of operation.clbits) this.#knownAt[bit] = knownAt;
        break;
      }
      case "if":
        this.#branch([operation.then, operation.otherwise ?? []], this.qubitsOf(operation), start);
        break;
      case "while":
        break;
      default: {
        const operands = operandsOf(operation);
        const { relaxation = { durations: noDurations }, wideGateErrors = 0 } = this.#noise;
        this.#free(operands, start + secondsOfStep(relaxation, wideGateErrors, operation, operands.length));
      }
    }
    return start;
  }

  #branch(branches: readonly (readonly Operation[])[], qubits: readonly number[], start: number): void {
    this.#free(qubits, start);
    const [freeAt, knownAt] = [this.freeAt, this.#knownAt];
    const joined = new Float64Array(knownAt.length);
    let end = start;
    for (const branch of branches) {
      this.freeAt = freeAt.slice();
      this.#knownAt = knownAt.slice();
      for (const operation of branch) this.add(operation);
      end = Math.max(end, this.#latest(qubits));
      this.#knownAt.forEach((time, bit) => {
        joined[bit] = Math.max(joined[bit], time);
      });
    }
    this.freeAt = freeAt;
    this.#knownAt = joined;
    this.#free(qubits, end);
  }

  #withNoise(operation: Operation): readonly number[] {
    const further = this.#spectators(operation);
    return further.length === 0 ? this.qubitsOf(operation) : [...this.qubitsOf(operation), ...further];
  }

  #latest(qubits: readonly number[]): number {
    let latest = 0;
    for (const qubit of qubits) latest = Math.max(latest, this.freeAt[qubit]);
    return latest;
  }

  #free(qubits: readonly number[], time: number): void {
    for (const qubit of qubits) this.freeAt[qubit] = time;
  }
}
