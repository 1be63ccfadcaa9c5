import type { Circuit, Operation } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { NoiseModel } from "../noise-model.ts";
import type { Support } from "../simulator.ts";
import { faultOfNoise } from "./check.ts";

/** Whether a noise model is sound and says what to do with every operation of the circuit. */
export function noiseSupport(circuit: Circuit, noise: NoiseModel): Support {
  const fault = faultOfNoise(noise, circuit.qubitCount);
  if (fault !== undefined) return { ok: false, why: `its noise model ${fault}` };
  if (noise.wideGateErrors !== undefined || !hasWideGate(circuit.operations)) return { ok: true };
  return {
    ok: false,
    why: "it has a gate on three or more qubits, for which the noise model has no error; compile it to gates on one and two qubits first",
  };
}

function hasWideGate(operations: readonly Operation[]): boolean {
  return operations.some((operation) => {
    if (operation.kind === "while") return hasWideGate(operation.body);
    if (operation.kind === "if") return hasWideGate(operation.then) || hasWideGate(operation.otherwise ?? []);
    return (operation.kind === "gate" || operation.kind === "unitary") && operandsOf(operation).length > 2;
  });
}
