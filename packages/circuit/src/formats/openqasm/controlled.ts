import { gate as gateOperation } from "../../build.ts";
import type { GateOperation } from "../../circuit.ts";
import { type GateName, gateNames, gates } from "../../gates.ts";

/**
 * A gate of the table under further controls, in one form for each: by the table's own name if it has one (X under two
 * controls is `ccx`), otherwise as the innermost gate with all controls beside it.
 */
export function controlledGate(
  name: GateName,
  qubits: readonly number[],
  params: readonly number[],
  controls: readonly number[],
): GateOperation {
  if (controls.length === 0) return gateOperation(name, qubits, params);
  const { gate: base, controls: own } = gates[name].controlled ?? { gate: name, controls: 0 };
  const allControls = [...controls, ...qubits.slice(0, own)];
  const targets = qubits.slice(own);
  const named = namedForms.get(`${base} ${allControls.length}`);
  if (named) return gateOperation(named, [...allControls, ...targets], params);
  return gateOperation(base, targets, params, allControls);
}

const namedForms: ReadonlyMap<string, GateName> = new Map(
  gateNames.flatMap((name) => {
    const { controlled } = gates[name];
    return controlled ? [[`${controlled.gate} ${controlled.controls}`, name] as const] : [];
  }),
);
