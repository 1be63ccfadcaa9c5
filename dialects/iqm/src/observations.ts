import { type Calibration, calibrationIdOf, calibrationOf, type GateCalibration } from "@naru/backends";
import type { JsonObject } from "@naru/dialect";
import type { Machine } from "./backends/index.ts";
import type { CalibrationSet } from "./machines.ts";

/** One figure of a set. Only names that the client knows: it refuses a set with a first word that is new to it. */
type Figure = readonly [name: string, value: number, unit: string];

/** Runs here are in the frame that turns with each qubit, so its frequency is a name only; the client warns without one. */
const nominalHz = 4.5e9;

/** Settings of a calibration: how long operations take. */
export function writeCalibrationSet(machine: Machine, set: CalibrationSet): JsonObject {
  const { device } = machine.model;
  const calibration = calibrationAt(machine, set);
  return writeSet(machine, calibration, {
    id: set.id,
    type: "calibration-set",
    describes: null,
    figures: [
      ...machine.qubits.map((qubit): Figure => [`controllers.${qubit}.drive.frequency`, nominalHz, "Hz"]),
      ...gatesOf(machine, calibration).map(
        ({ name, at, seconds }): Figure => [`gates.${name}.${at}.duration`, seconds, "s"],
      ),
      ...machine.qubits.map(
        (qubit): Figure => [
          `gates.measure.${machine.implementations.measure}.${qubit}.duration`,
          device.measureSeconds,
          "s",
        ],
      ),
    ],
  });
}

/** What was measured with a calibration: exactly the noise of runs that use it. */
export function writeMetrics(machine: Machine, set: CalibrationSet): JsonObject {
  const calibration = calibrationAt(machine, set);
  const names = [...machine.qubits, ...machine.resonators];
  return writeSet(machine, calibration, {
    id: calibrationIdOf(`${machine.model.spec.name} metrics`, set.day),
    type: "quality-metric-set",
    describes: set.id,
    figures: [
      ...calibration.qubits.flatMap(({ t1Seconds, t2Seconds }, k): Figure[] => {
        const model = `characterization.model.${names[k]}`;
        return [
          [`${model}.t1_time`, t1Seconds, "s"],
          [`${model}.t2_time`, t2Seconds, "s"],
          // Noise here has no memory, which an echo would undo.
          [`${model}.t2_echo_time`, t2Seconds, "s"],
        ];
      }),
      ...gatesOf(machine, calibration).map(
        ({ name, at, error }): Figure => [
          `metrics.${protocolOf[name]}.${name}.${at}.${fidelityOf[name]}`,
          1 - error,
          "",
        ],
      ),
      ...machine.qubits.flatMap((qubit, k): Figure[] => {
        const { readoutError = 0, oneGivenZero = 0, zeroGivenOne = 0 } = calibration.qubits[k] ?? {};
        const measure = `metrics.ssro.measure.${machine.implementations.measure}.${qubit}`;
        return [
          [`${measure}.fidelity`, 1 - readoutError, ""],
          [`${measure}.error_0_to_1`, oneGivenZero, ""],
          [`${measure}.error_1_to_0`, zeroGivenOne, ""],
        ];
      }),
    ],
  });
}

type GateWord = "prx" | "cz" | "move";
/** Randomised benchmarking, or its interleaved form. */
const protocolOf = { prx: "rb", cz: "irb", move: "irb" } as const satisfies Record<GateWord, string>;
const fidelityOf = {
  prx: "fidelity:par=d2",
  cz: "fidelity:par=d2",
  move: "fidelity",
} as const satisfies Record<GateWord, string>;

/** IQM's words for the gates of the device that are calibrated. */
const wordOf: Readonly<Record<string, GateWord>> = { r: "prx", cz: "cz", swap: "move" };

function gatesOf(machine: Machine, { gates }: Calibration) {
  const names = [...machine.qubits, ...machine.resonators];
  return gates.flatMap(({ gate, qubits, error, seconds }: GateCalibration) => {
    const name = wordOf[gate];
    if (!name) return [];
    const locus = qubits.map((qubit) => names[qubit]).join("__");
    return [{ name, at: `${machine.implementations[name]}.${locus}`, error, seconds }];
  });
}

const calibrationAt = ({ model: { device, spec } }: Machine, { day }: CalibrationSet): Calibration =>
  calibrationOf(device, spec.name, day);

function writeSet(
  { dutLabel }: Machine,
  { takenAt }: Calibration,
  { id, type, describes, figures }: { id: string; type: string; describes: string | null; figures: readonly Figure[] },
): JsonObject {
  const moment = takenAt.toISOString();
  return {
    observation_set_id: id,
    observation_set_type: type,
    describes_id: describes,
    invalid: false,
    dut_label: dutLabel,
    created_timestamp: moment,
    end_timestamp: moment,
    observations: figures.map(([name, value, unit], k) => ({
      observation_id: k + 1,
      dut_field: name,
      value,
      unit,
      uncertainty: null,
      invalid: false,
      created_timestamp: moment,
      modified_timestamp: moment,
    })),
  };
}
