import { closest, radiansFromTurns, turnsFromRadians, UnsupportedError } from "@naru/base";
import { gate, type Operation } from "@naru/circuit";
import { invalid, quoted } from "@naru/dialect/http";
import { nativeGateNames } from "./gate-names.ts";
import { qisGateNames } from "./gates-qis.ts";
import type { WireGate } from "./wire-v04.ts";

/** The angle of a fully entangling Mølmer–Sørensen gate, in turns: what `ms` means without an angle. */
const fullyEntanglingTurns = 0.25;

/** One native gate. Phases and angles are turns on the wire, 1 = 2π, and radians from here on. */
export function readNativeGate(
  wire: WireGate,
  targets: readonly number[],
  controls: readonly number[],
  path: string,
): Operation[] {
  const name = wire.gate.toLowerCase();
  if (!nativeGateNames.includes(name)) throw unknownGate(wire.gate, path);
  if (name === "nop") return [];
  if (controls.length > 0) throw invalid(path, `the native gate ${quoted(wire.gate)} takes no controls`);
  const wanted = name === "gpi" || name === "gpi2" ? 1 : 2;
  if (targets.length !== wanted) {
    throw invalid(
      path,
      `the gate ${quoted(wire.gate)} acts on ${wanted === 1 ? "one target" : "two targets"}, and ${targets.length} were given`,
    );
  }
  if (name === "gpi" || name === "gpi2") {
    if (wire.phase == null) throw invalid(path, `the gate ${quoted(wire.gate)} needs a "phase", in turns`);
    return [gate(name, targets, [radiansFromTurns(wire.phase)])];
  }
  if (name === "ms") {
    const [phase0, phase1] = wire.phases ?? [];
    if (phase0 === undefined || phase1 === undefined || wire.phases?.length !== 2) {
      throw invalid(path, `the gate "ms" needs two "phases", in turns`);
    }
    return [gate("ms", targets, [phase0, phase1, wire.angle ?? fullyEntanglingTurns].map(radiansFromTurns))];
  }
  const angleTurns = wire.angle ?? wire.phase; // qiskit-ionq writes `angle`, cirq-ionq `phase`
  if (angleTurns == null) throw invalid(path, `the native gate "zz" needs an "angle", in turns`);
  return [gate("rzz", targets, [radiansFromTurns(angleTurns)])];
}

/** Writes an operation of native gates. Throws UnsupportedError for others. */
export function writeNativeGate(operation: Operation): WireGate[] {
  if (operation.kind === "barrier" || operation.kind === "measure") return []; // all qubits are measured at the end anyway
  if (operation.kind !== "gate" || operation.controls) {
    throw new UnsupportedError(`IonQ's native circuits have no "${operation.kind}" of this form.`);
  }
  const targets = [...operation.qubits];
  const [first = 0, second = 0, third = 0] = (operation.params ?? []).map(turnsFromRadians);
  switch (operation.gate) {
    case "id":
      return [];
    case "gpi":
    case "gpi2":
      return [{ gate: operation.gate, target: targets[0], phase: first }];
    case "ms":
      return [{ gate: "ms", targets, phases: [first, second], angle: third }];
    case "rzz":
      return [{ gate: "zz", targets, angle: first }];
    default:
      throw new UnsupportedError(`"${operation.gate}" is not a native gate of IonQ's; compile the circuit first.`);
  }
}

function unknownGate(name: string, path: string) {
  if (qisGateNames.includes(name.toLowerCase())) {
    return invalid(path, `${quoted(name)} is an abstract gate, but the gateset is "native"; set "gateset" to "qis"`);
  }
  const guess = closest(name, nativeGateNames);
  return invalid(
    path,
    guess
      ? `there is no native gate ${quoted(name)}; did you mean "${guess}"?`
      : `there is no native gate ${quoted(name)}; the native gates are ${nativeGateNames.join(", ")}`,
  );
}
