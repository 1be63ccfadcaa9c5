import { type Circuit, clbitsOfExpression, type Operation } from "@naru/circuit";
import type { Device } from "../backend.ts";
import { secondsOfGate } from "../devices/index.ts";

/** An operation and when it runs, in steps of the device from the beginning of a shot. */
export interface Timed {
  readonly operation: Operation;
  /** Place in the circuit. */
  readonly index: number;
  readonly start: number;
  readonly steps: number;
}

/**
 * When the operations of a native circuit without control flow run: each as soon as its qubits are free, or as late as the
 * last operation of all allows. Measurements into one bit keep their order. Delays and barriers are part of the result.
 */
export function scheduleOf(device: Device, { operations }: Circuit, method: "asap" | "alap"): Timed[] {
  const indices = [...operations.keys()];
  const freeAt = new Map<string, number>();
  const timed: Timed[] = [];
  let end = 0;
  for (const index of method === "asap" ? indices : indices.reverse()) {
    const operation = operations[index] as Operation;
    const needs = needsOf(operation);
    const steps = Math.ceil(secondsOf(device, operation) / device.stepSeconds - 1e-6); // a rounding error is no step
    const start = needs.reduce((latest, need) => Math.max(latest, freeAt.get(need) ?? 0), 0);
    for (const need of needs) freeAt.set(need, start + steps);
    end = Math.max(end, start + steps);
    timed.push({ operation, index, start, steps });
  }
  if (method === "asap") return timed;
  return timed.map((each) => ({ ...each, start: end - each.start - each.steps })).reverse();
}

/** Qubits and classical bits that an operation has to itself. */
function needsOf(operation: Operation): string[] {
  switch (operation.kind) {
    case "gate":
      return [...operation.qubits, ...(operation.controls ?? [])].map((qubit) => `q${qubit}`);
    case "unitary":
    case "barrier":
      return operation.qubits.map((qubit) => `q${qubit}`);
    case "measure":
      return [`q${operation.qubit}`, `c${operation.clbit}`];
    case "reset":
    case "delay":
      return [`q${operation.qubit}`];
    case "assign":
      return [...operation.clbits, ...clbitsOfExpression(operation.value)].map((clbit) => `c${clbit}`);
    case "if":
    case "while":
      throw new RangeError("Control flow has no schedule.");
  }
}

function secondsOf(device: Device, operation: Operation): number {
  switch (operation.kind) {
    case "gate":
      return secondsOfGate(device, operation.gate);
    case "measure":
      return device.measureSeconds;
    case "reset":
      return device.resetSeconds;
    case "delay":
      return operation.seconds;
    default:
      return 0;
  }
}
