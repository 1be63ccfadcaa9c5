import type { Circuit, Operation } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { NoiseModel } from "../noise-model.ts";
import type { Support } from "../simulator.ts";

/** Whether a noise model is sound and says what to do with every operation of the circuit. */
export function noiseSupport(circuit: Circuit, noise: NoiseModel): Support {
  const rates = [noise.oneQubitRate, noise.twoQubitRate, ...Object.values(noise.gateRates ?? {})];
  const readout = readoutErrors(noise);
  const probabilities = [...rates, ...readout.flatMap((error) => [error.oneGivenZero, error.zeroGivenOne])];
  const odd = probabilities.find((value) => !(value >= 0 && value <= 1));
  if (odd !== undefined)
    return { ok: false, why: `its noise model has the rate ${odd}, and rates lie between 0 and 1` };
  if (Array.isArray(noise.readout) && readout.length < circuit.qubitCount) {
    return {
      ok: false,
      why: `its noise model has the readout errors of ${readout.length} qubits, and the circuit has ${circuit.qubitCount}`,
    };
  }
  const { wideGateErrors } = noise;
  if (wideGateErrors !== undefined) {
    if (Number.isInteger(wideGateErrors) && wideGateErrors >= 0) return { ok: true };
    return {
      ok: false,
      why: `its noise model has ${wideGateErrors} errors for a wide gate, and that is a whole number`,
    };
  }
  if (!hasWideGate(circuit.operations)) return { ok: true };
  return {
    ok: false,
    why: "it has a gate on three or more qubits, for which the noise model has no error; compile it to gates on one and two qubits first",
  };
}

function readoutErrors({ readout }: NoiseModel) {
  return readout === undefined ? [] : "oneGivenZero" in readout ? [readout] : readout;
}

function hasWideGate(operations: readonly Operation[]): boolean {
  return operations.some((operation) => {
    if (operation.kind === "if") return hasWideGate(operation.then) || hasWideGate(operation.otherwise ?? []);
    return (operation.kind === "gate" || operation.kind === "unitary") && operandsOf(operation).length > 2;
  });
}
