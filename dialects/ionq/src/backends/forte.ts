import { type BackendModel, type CalibrationSnapshot, ratesFromFidelities } from "@naru/backends";
import { limits } from "./limits.ts";

/** A machine of the Forte design: 36 ions, every pair connected, ZZ gates. The two differ in name and source only. */
function forte(
  name: string,
  snapshotId: string,
  source: string,
  description: { ko: string; en: string },
): BackendModel {
  const calibration: CalibrationSnapshot = {
    id: snapshotId,
    takenAt: new Date("2026-11-22T00:00:00.000Z"),
    source,
    oneQubitFidelity: 0.9998,
    twoQubitFidelity: 0.9932,
    spamFidelity: 0.9959,
    oneQubitGateUs: 130,
    twoQubitGateUs: 970,
    readoutUs: 150,
    resetUs: 20, // not published; Aria's
    t1Seconds: 10, // published as "10–100 s", not confirmed
    t2Seconds: 1, // not confirmed
  };
  return {
    spec: {
      name,
      vendor: "ionq",
      kind: "emulated_qpu",
      description,
      qubitCount: 36,
      nativeGates: ["gpi", "gpi2", "rzz"],
      connectivity: "all",
      noiseModels: [],
      calibration,
      limits,
      dynamicCircuits: false,
    },
    noise: {
      own: {
        ...ratesFromFidelities(calibration.oneQubitFidelity, calibration.twoQubitFidelity),
        readoutError: 1 - calibration.spamFidelity,
        qubitLimit: 36,
      },
    },
    ownNoise: "own",
  };
}

export const forte1 = forte(
  "qpu.forte-1",
  "f0a7e001-0000-4000-8000-000000000001",
  "Average fidelities and gate times that IonQ and its resellers published for Forte-1 (2024–2025), collected on 2026-11-22; reset, T1 and T2 are not confirmed. Not a live calibration.",
  {
    ko: "IonQ Forte-1을 본뜬 모의 QPU: 이온 큐비트 36개, 모든 쌍 연결, ZZ 게이트.",
    en: "Emulation of IonQ's Forte-1: 36 ions, every pair connected, ZZ gates.",
  },
);

export const forteEnterprise1 = forte(
  "qpu.forte-enterprise-1",
  "f0a7e002-0000-4000-8000-000000000001",
  "The figures of Forte-1 (collected on 2026-11-22), a machine of the same design: none of Forte-Enterprise-1's own are confirmed. Not a live calibration.",
  {
    ko: "IonQ Forte-Enterprise-1을 본뜬 모의 QPU: 이온 큐비트 36개, 모든 쌍 연결, ZZ 게이트.",
    en: "Emulation of IonQ's Forte-Enterprise-1: 36 ions, every pair connected, ZZ gates.",
  },
);
