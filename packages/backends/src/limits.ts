import { formatBytes, TooLargeError, UnsupportedError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { BackendSpec } from "./backend.ts";

/** Two 32-bit floats: the least that a state vector takes. */
const bytesPerAmplitude = 8;

/** Throws TooLargeError when more is asked than the backend takes. */
export function checkCount(spec: BackendSpec, what: keyof BackendSpec["limits"], asked: number): void {
  const limit = spec.limits[what];
  if (asked <= limit) return;
  throw new TooLargeError(`The backend ${spec.name} takes up to ${limit} ${what}; this job has ${asked}.`, {
    backend: spec.name,
    [what]: asked,
    limit,
  });
}

/** Refuses a circuit that the backend has not the qubits for, or not the time to look at a measurement. */
export function checkFits(spec: BackendSpec, circuit: Circuit): void {
  const { qubitCount } = circuit;
  if (qubitCount > spec.qubitCount) {
    const bytes = bytesPerAmplitude * 2 ** Math.min(qubitCount, 60); // beyond 8 EiB, more says no more
    const atLeast = qubitCount > 60 ? "more than " : "";
    throw new TooLargeError(
      `The backend ${spec.name} takes up to ${spec.qubitCount} qubits; this job has ${qubitCount}, whose state alone would take ${atLeast}${formatBytes(bytes)}.`,
      { backend: spec.name, qubits: qubitCount, limit: spec.qubitCount, bytes },
    );
  }
  if (!spec.dynamicCircuits && isDynamic(circuit)) {
    throw new UnsupportedError(
      `The backend ${spec.name} measures once, at the end: no mid-circuit measurement, reset or condition. Use a simulator.`,
      { backend: spec.name },
    );
  }
}

/** Whether anything acts on a qubit after its measurement, or more occurs than gates, delays and measurements. */
export function isDynamic(circuit: Circuit): boolean {
  const measured = new Set<number>();
  for (const operation of circuit.operations) {
    switch (operation.kind) {
      case "barrier":
      case "delay":
        break;
      case "measure":
        if (measured.has(operation.qubit)) return true;
        measured.add(operation.qubit);
        break;
      case "gate":
      case "unitary": {
        const controls = operation.kind === "gate" ? (operation.controls ?? []) : [];
        if (measured.size > 0 && [...operation.qubits, ...controls].some((qubit) => measured.has(qubit))) return true;
        break;
      }
      default:
        return true;
    }
  }
  return false;
}
