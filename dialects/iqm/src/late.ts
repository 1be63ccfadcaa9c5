import { type Device, secondsOfGate } from "@naru/backends";
import type { Circuit, Operation } from "@naru/circuit";

/** Shorter than this is a rounding error. */
const leastSeconds = 1e-12;

/**
 * The circuit with its first operations put off as far as they can be without making it longer, as IQM's compiler schedules
 * everything: a qubit stays in |0⟩, where nothing decays, until it is needed.
 *
 * A delay at the beginning does it: whoever runs the circuit starts each operation as soon as its qubits are free.
 */
export function startedLate(circuit: Circuit, device: Device): Circuit {
  /** Seconds from the beginning of the next operation on a qubit, or that needs a bit, to the end of the circuit. */
  const ofQubit = new Float64Array(circuit.qubitCount);
  const ofBit = new Float64Array(circuit.clbitCount);
  for (const operation of circuit.operations.toReversed()) {
    const qubits = qubitsOf(operation);
    const left = qubits.reduce((most, qubit) => Math.max(most, ofQubit[qubit] ?? 0), writtenBefore(operation, ofBit));
    const whole = left + secondsOf(operation, device);
    for (const qubit of qubits) ofQubit[qubit] = whole;
    if (operation.kind !== "if" || operation.condition.kind !== "compare") continue;
    for (const clbit of operation.condition.clbits) ofBit[clbit] = Math.max(ofBit[clbit] ?? 0, whole);
  }
  const longest = ofQubit.reduce((most, seconds) => Math.max(most, seconds), 0);
  const delays = Array.from(
    ofQubit,
    (seconds, qubit): Operation => ({ kind: "delay", qubit, seconds: longest - seconds }),
  );
  const late = delays.filter(
    (delay) => delay.kind === "delay" && delay.seconds > leastSeconds && delay.seconds < longest,
  );
  return { ...circuit, operations: [...late, ...circuit.operations] };
}

/** What is left when the bit of a measurement must be known. */
const writtenBefore = (operation: Operation, ofBit: Float64Array): number =>
  operation.kind === "measure" ? (ofBit[operation.clbit] ?? 0) : 0;

export function secondsOf(operation: Operation, device: Device): number {
  switch (operation.kind) {
    case "gate":
      return secondsOfGate(device, operation.gate);
    case "measure":
      return device.measureSeconds;
    case "reset":
      return device.resetSeconds;
    case "delay":
      return operation.seconds;
    case "if":
      return operation.then.reduce((sum, inner) => sum + secondsOf(inner, device), 0);
    default:
      return 0;
  }
}

/** The qubits that an operation acts on, those under its condition included. */
export function qubitsOf(operation: Operation): readonly number[] {
  switch (operation.kind) {
    case "if":
      return operation.then.flatMap(qubitsOf);
    case "gate":
    case "barrier":
      return operation.qubits;
    case "measure":
    case "reset":
    case "delay":
      return [operation.qubit];
    default:
      return [];
  }
}
