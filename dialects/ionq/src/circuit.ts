import type { Circuit, Operation } from "@naru/circuit";
import { check, invalid } from "@naru/dialect/http";
import { readNativeGate, writeNativeGate } from "./gates-native.ts";
import { maxOperations, readQisGate, tooManyOperations, writeQisGate } from "./gates-qis.ts";
import { type Gateset, readWireGate, WireCircuit, type WireGate } from "./wire-v04.ts";

/**
 * Reads a circuit of IonQ's, `{gateset?, qubits?, circuit: [gate, …]}`: angles become radians, `pauliexp` its first-order
 * product. No gate measures: every qubit is measured at the end. Without `qubits`, the width is the highest index plus 1.
 *
 * Throws InvalidInputError that names the gate by its place, and TooLargeError for circuits too long to write out.
 */
export function readIonqCircuit(value: unknown, inherited: Inherited = {}): Circuit {
  return readCircuit(check(WireCircuit, value, inherited.path ?? ""), inherited);
}

/** What a circuit of a multi-circuit job takes from the job where it says nothing itself. */
export interface Inherited {
  readonly gateset?: Gateset | null | undefined;
  readonly qubits?: number | null | undefined;
  readonly name?: string | null | undefined;
  /** Where the circuit is in the body, for messages. */
  readonly path?: string;
}

/** As `readIonqCircuit`, for what a schema has already read. */
export function readCircuit(wire: Pick<WireCircuit, "gateset" | "qubits" | "circuit">, inherited: Inherited = {}) {
  const path = inherited.path ? `${inherited.path}.circuit` : "circuit";
  const gateset = wire.gateset ?? inherited.gateset ?? "qis";
  const read = gateset === "qis" ? readQisGate : readNativeGate;
  const operations: Operation[] = [];
  let width = 0;
  wire.circuit.forEach((value, k) => {
    const gate = readWireGate(value, path, k);
    const at = `${path}[${k}]`;
    const { targets, controls } = qubitsOf(gate, at);
    for (const qubit of targets) width = Math.max(width, qubit + 1);
    for (const qubit of controls) width = Math.max(width, qubit + 1);
    for (const operation of read(gate, targets, controls, at)) operations.push(operation);
    if (operations.length > maxOperations) throw tooManyOperations();
  });
  const qubitCount = wire.qubits ?? inherited.qubits ?? Math.max(width, 1);
  if (width > qubitCount) {
    const gates = wire.circuit as readonly WireGate[]; // each was read above
    const k = gates.findIndex((gate) => highest(gate) >= qubitCount);
    const qubit = highest(gates[k]);
    throw invalid(
      `${path}[${k}]`,
      `the gate acts on qubit ${qubit}, but the circuit has ${qubitCount} (0 to ${qubitCount - 1}); raise "qubits" or change the gate`,
    );
  }
  const circuit: Circuit = { qubitCount, clbitCount: 0, operations };
  return inherited.name ? { ...circuit, name: inherited.name } : circuit;
}

/**
 * Writes a circuit in one gateset. Reading it again gives the same operations, where a gate under controls has its own
 * name in the table (`cx`) and `pauliexp` stays written out.
 *
 * Throws UnsupportedError for what IonQ's JSON cannot say: measurements, resets, conditions, and gates of other machines.
 */
export function writeCircuit(circuit: Circuit, gateset: Gateset): WireCircuit {
  const write = gateset === "qis" ? writeQisGate : writeNativeGate;
  return {
    gateset,
    qubits: circuit.qubitCount,
    circuit: circuit.operations.flatMap((operation) => write(operation)),
  };
}

/** Targets and controls of a gate, all different. */
function qubitsOf(gate: WireGate, path: string): { targets: readonly number[]; controls: readonly number[] } {
  const targets = gate.targets ?? (gate.target != null ? [gate.target] : []);
  const controls = gate.controls ?? (gate.control != null ? [gate.control] : []);
  if (gate.targets && gate.target != null && !(gate.targets.length === 1 && gate.targets[0] === gate.target)) {
    throw invalid(path, `give either "target" or "targets", not both`);
  }
  if (gate.controls && gate.control != null && !(gate.controls.length === 1 && gate.controls[0] === gate.control)) {
    throw invalid(path, `give either "control" or "controls", not both`);
  }
  if (targets.length + controls.length > 1) refuseRepeats(targets, controls, path);
  return { targets, controls };
}

function refuseRepeats(targets: readonly number[], controls: readonly number[], path: string): void {
  const seen = new Set<number>();
  for (const qubit of targets) {
    if (seen.has(qubit)) throw invalid(path, `qubit ${qubit} is a target twice; the targets of a gate must differ`);
    seen.add(qubit);
  }
  for (const qubit of controls) {
    if (seen.has(qubit)) {
      const problem = targets.includes(qubit) ? "both control and target" : "a control twice";
      throw invalid(path, `qubit ${qubit} is ${problem}; the qubits of a gate must differ`);
    }
    seen.add(qubit);
  }
}

function highest(gate: WireGate | undefined): number {
  if (!gate) return -1;
  const qubits = [...(gate.targets ?? []), ...(gate.controls ?? []), gate.target ?? -1, gate.control ?? -1];
  return qubits.reduce((most, qubit) => Math.max(most, qubit), -1);
}
