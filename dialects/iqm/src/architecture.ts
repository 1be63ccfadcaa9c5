import type { JsonObject } from "@naru/dialect";
import type { Machine } from "./backends/index.ts";

/** A machine's components and couplings. */
export const writeStaticArchitecture = ({ dutLabel, qubits, resonators, connectivity }: Machine): JsonObject => ({
  dut_label: dutLabel,
  qubits,
  computational_resonators: resonators,
  connectivity,
});

/** What can be run with a calibration set: each operation with its implementation and the places where it is calibrated. */
export function writeDynamicArchitecture(machine: Machine, calibrationSetId: string): JsonObject {
  const { qubits, resonators, implementations } = machine;
  return {
    calibration_set_id: calibrationSetId,
    qubits,
    computational_resonators: resonators,
    gates: Object.fromEntries(
      Object.entries(implementations).map(([gate, implementation]) => [
        gate,
        {
          implementations: { [implementation]: { loci: lociOf(machine, gate) } },
          default_implementation: implementation,
          override_default_implementation: {},
        },
      ]),
    ),
  };
}

/** The places of an operation; of pairs with a resonator, the qubit first. */
function lociOf({ model: { device }, qubits, resonators }: Machine, gate: string): string[][] {
  if (gate !== "cz" && gate !== "move") return qubits.map((qubit) => [qubit]);
  const names = [...qubits, ...resonators];
  return device.edges.map((edge) => edge.map((component) => names[component] ?? ""));
}
