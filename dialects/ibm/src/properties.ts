import type { Calibration, Device } from "@naru/backends";
import type { JsonObject } from "@naru/dialect";
import { backendVersion } from "./configuration.ts";

/** What a machine measured on a day, as IBM's properties: T1 and T2 in µs, lengths in ns. */
export function writeProperties(device: Device, calibration: Calibration): JsonObject {
  const date = calibration.takenAt.toISOString().replace("Z", "+00:00");
  const figure = (name: string, unit: string, value: number) => ({ date, name, unit, value });
  const onQubits = (name: string, qubits: readonly number[], parameters: readonly JsonObject[]) => ({
    qubits,
    gate: name,
    name: `${name}${qubits.join("_")}`,
    parameters,
  });
  return {
    backend_name: calibration.backendName,
    backend_version: backendVersion,
    calibration_id: calibration.id,
    last_update_date: date,
    qubits: calibration.qubits.map((qubit) => [
      figure("T1", "us", rounded(qubit.t1Seconds * 1e6)),
      figure("T2", "us", rounded(qubit.t2Seconds * 1e6)),
      figure("readout_error", "", qubit.readoutError),
      figure("prob_meas0_prep1", "", qubit.zeroGivenOne),
      figure("prob_meas1_prep0", "", qubit.oneGivenZero),
      figure("readout_length", "ns", rounded(qubit.readoutSeconds * 1e9)),
    ]),
    gates: [
      ...calibration.gates.flatMap(({ gate, qubits, error, seconds }) => {
        const parameters = [figure("gate_error", "", error), figure("gate_length", "ns", rounded(seconds * 1e9))];
        const isBothWays = qubits.length === 2 && !device.isDirected;
        return (isBothWays ? [qubits, qubits.toReversed()] : [qubits]).map((places) =>
          onQubits(gate, places, parameters),
        );
      }),
      ...calibration.qubits.map((_, qubit) =>
        onQubits("reset", [qubit], [figure("gate_length", "ns", rounded(device.resetSeconds * 1e9))]),
      ),
    ],
    general: [],
  };
}

/** Without what products of powers of ten leave behind. */
const rounded = (value: number): number => Number(value.toPrecision(12));
