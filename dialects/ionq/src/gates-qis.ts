import { closest, TooLargeError, UnsupportedError } from "@naru/base";
import { type GateName, gate, gateNames, gates, type Operation, pauliRotation } from "@naru/circuit";
import { invalid, quoted } from "@naru/dialect/http";
import { nativeGateNames } from "./gate-names.ts";
import type { WireGate } from "./wire-v04.ts";

/** IonQ's abstract gates, with the gate of our table that each one is. Rotations are in radians on both sides. */
const qisGates = {
  x: "x",
  not: "x",
  cnot: "x",
  cx: "x",
  y: "y",
  z: "z",
  h: "h",
  s: "s",
  si: "sdg",
  t: "t",
  ti: "tdg",
  v: "sx",
  vi: "sxdg",
  rx: "rx",
  ry: "ry",
  rz: "rz",
  swap: "swap",
  xx: "rxx",
  yy: "ryy",
  zz: "rzz",
} as const satisfies Record<string, GateName>;

/** Names a circuit of gateset `qis` may use. */
export const qisGateNames: readonly string[] = [...Object.keys(qisGates), "pauliexp", "nop"];

/**
 * Most operations that one circuit may have once its `pauliexp` gates are written out: keeps a short request from
 * filling memory.
 */
export const maxOperations = 1_000_000;

export const tooManyOperations = () =>
  new TooLargeError(
    `The circuit has more than ${maxOperations} operations once its pauliexp gates are written out. Use fewer terms.`,
    { limit: maxOperations },
  );

/** One gate as operations: one, or for `pauliexp` its product, or none for `nop`. */
export function readQisGate(
  wire: WireGate,
  targets: readonly number[],
  controls: readonly number[],
  path: string,
): Operation[] {
  const name = wire.gate.toLowerCase();
  if (name === "pauliexp") return readPauliExp(wire, targets, controls, path);
  if (name === "nop") return [];
  const base = Object.hasOwn(qisGates, name) ? qisGates[name as keyof typeof qisGates] : undefined;
  if (!base) throw unknownGate(wire.gate, path);
  const { qubitCount } = gates[base];
  if (targets.length !== qubitCount) {
    const want = qubitCount === 1 ? "one target" : "two targets";
    throw invalid(path, `the gate ${quoted(wire.gate)} acts on ${want}, and ${targets.length} were given`);
  }
  if (name === "cnot" || name === "cx") {
    if (controls.length === 0) throw invalid(path, `the gate ${quoted(wire.gate)} needs a "control"`);
  }
  if (wire.rotation == null) {
    if (gates[base].parameterNames.length > 0) {
      throw invalid(path, `the gate ${quoted(wire.gate)} needs a "rotation", in radians`);
    }
    return [underControls(base, targets, [], controls)];
  }
  if (base === "z") return [underControls("p", targets, [wire.rotation], controls)]; // IonQ's z with an angle is a phase gate
  if (gates[base].parameterNames.length === 0) {
    throw invalid(path, `the gate ${quoted(wire.gate)} takes no "rotation"; remove it`);
  }
  return [underControls(base, targets, [wire.rotation], controls)];
}

/**
 * exp(−i·time·Σ coefficients[k]·terms[k]) as IonQ's clients expect it: the one-step first-order product, first listed
 * term applied first. The last character of a term acts on `targets[0]`.
 */
function readPauliExp(
  wire: WireGate,
  targets: readonly number[],
  controls: readonly number[],
  path: string,
): Operation[] {
  const { terms, coefficients, time } = wire;
  if (controls.length > 0) throw invalid(path, `the gate "pauliexp" takes no controls`);
  if (targets.length === 0) throw invalid(path, `the gate "pauliexp" needs "targets"`);
  if (!terms || !coefficients || time == null) {
    throw invalid(path, `the gate "pauliexp" needs "terms", "coefficients" and "time"`);
  }
  if (terms.length !== coefficients.length) {
    throw invalid(path, `${terms.length} terms have ${coefficients.length} coefficients; give one for each`);
  }
  if (time < 0) throw invalid(path, `"time" must not be negative; turn the signs of the coefficients instead`);
  let letters = 0;
  for (const term of terms) letters += term.length;
  if (letters > maxOperations) throw tooManyOperations();
  return terms.flatMap((term, k) => {
    if (term.length !== targets.length || !/^[IXYZ]*$/.test(term)) {
      throw invalid(
        `${path}.terms[${k}]`,
        `a term has one letter of I, X, Y, Z for each of the ${targets.length} targets`,
      );
    }
    const angleRadians = 2 * time * (coefficients[k] ?? 0);
    return pauliRotation([...term].toReversed(), targets, angleRadians);
  });
}

/** Writes an operation of `qis` gates. Throws UnsupportedError for others. */
export function writeQisGate(operation: Operation): WireGate[] {
  if (operation.kind === "barrier") return [];
  if (operation.kind !== "gate") {
    throw new UnsupportedError(`IonQ's circuits have no "${operation.kind}"; send this circuit as OpenQASM 3.`);
  }
  const { controlled } = gates[operation.gate];
  const base = controlled?.gate ?? operation.gate;
  const ownControls = controlled?.controls ?? 0;
  const controls = [...operation.qubits.slice(0, ownControls), ...(operation.controls ?? [])];
  const targets = operation.qubits.slice(ownControls);
  const withControls = controls.length > 0 ? { controls } : {};
  const [rotation] = operation.params ?? [];
  if (base === "id") return [];
  if (base === "p") return [{ gate: "z", targets, ...withControls, rotation: rotation ?? 0 }];
  const name = wireNames.get(base);
  if (!name)
    throw new UnsupportedError(`IonQ's abstract gates have no "${operation.gate}"; compile the circuit first.`);
  return [{ gate: name, targets, ...withControls, ...(rotation !== undefined && { rotation }) }];
}

/** The shortest of the names that mean a gate: `x` before `not`. */
const wireNames = new Map<GateName, string>(
  Object.entries(qisGates)
    .toReversed()
    .map(([name, base]) => [base, name]),
);

/** A gate under controls by its own name in the table where it has one: X under one control is `cx`. */
function underControls(
  base: GateName,
  targets: readonly number[],
  params: readonly number[],
  controls: readonly number[],
): Operation {
  const own = controlledNames.get(`${base}/${controls.length}`);
  return own ? gate(own, [...controls, ...targets], params) : gate(base, targets, params, controls);
}

const controlledNames = new Map<string, GateName>(
  gateNames.flatMap((name) => {
    const { controlled } = gates[name];
    return controlled ? [[`${controlled.gate}/${controlled.controls}`, name] as const] : [];
  }),
);

function unknownGate(name: string, path: string) {
  if (nativeGateNames.includes(name.toLowerCase())) {
    return invalid(path, `${quoted(name)} is a native gate, but the gateset is "qis"; set "gateset" to "native"`);
  }
  const guess = closest(name, qisGateNames);
  return invalid(
    path,
    guess
      ? `there is no gate ${quoted(name)}; did you mean "${guess}"?`
      : `there is no gate ${quoted(name)}; the gates are ${qisGateNames.join(", ")}`,
  );
}
