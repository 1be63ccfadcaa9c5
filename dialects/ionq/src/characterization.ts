import type { BackendSpec, CalibrationSnapshot } from "@naru/backends";
import type { JsonObject } from "@naru/dialect";

/** A backend with its calibration snapshot. */
export interface Calibrated {
  readonly spec: BackendSpec;
  readonly calibration: CalibrationSnapshot;
}

/** A calibration snapshot as IonQ's characterization: times in seconds, the date as text with milliseconds. */
export function writeCharacterization({ spec, calibration }: Calibrated): JsonObject {
  const seconds = (microseconds: number) => microseconds / 1e6;
  const median = (fidelity: number) => ({ median: fidelity, stderr: null });
  return {
    id: calibration.id,
    backend: spec.name,
    date: calibration.takenAt.toISOString(),
    qubits: spec.qubitCount,
    connectivity: pairs(spec),
    fidelity: {
      spam: median(calibration.spamFidelity),
      "1q": median(calibration.oneQubitFidelity),
      "2q": median(calibration.twoQubitFidelity),
    },
    timing: {
      readout: seconds(calibration.readoutUs),
      reset: seconds(calibration.resetUs),
      "1q": seconds(calibration.oneQubitGateUs),
      "2q": seconds(calibration.twoQubitGateUs),
      t1: calibration.t1Seconds,
      t2: calibration.t2Seconds,
    },
  };
}

/** As v0.3 gives it: the date in seconds since 1970, fidelities as means. */
export function writeCharacterizationV03(calibrated: Calibrated): JsonObject {
  const { calibration } = calibrated;
  const mean = (fidelity: number) => ({ mean: fidelity });
  return {
    ...writeCharacterization(calibrated),
    date: Math.floor(calibration.takenAt.getTime() / 1000),
    target: calibrated.spec.name,
    fidelity: {
      spam: mean(calibration.spamFidelity),
      "1q": mean(calibration.oneQubitFidelity),
      "2q": mean(calibration.twoQubitFidelity),
    },
  };
}

/** Every unordered pair once: a strict subset would make newer qiskit-ionq releases restrict their transpiler to it. */
function pairs({ connectivity, qubitCount }: BackendSpec): number[][] {
  if (connectivity !== "all") return "couplers" in connectivity ? [] : connectivity.map(([a, b]) => [a, b]);
  return Array.from({ length: qubitCount }, (_, a) =>
    Array.from({ length: qubitCount - a - 1 }, (_, k) => [a, a + 1 + k]),
  ).flat();
}
