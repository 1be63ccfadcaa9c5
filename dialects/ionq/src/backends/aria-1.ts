import { type BackendModel, type CalibrationSnapshot, ratesFromFidelities } from "@naru/backends";
import { limits } from "./limits.ts";

/** Retired or retiring in 2026; the default QPU of pennylane-ionq. */
const calibration: CalibrationSnapshot = {
  id: "a51a0001-0000-4000-8000-000000000001",
  takenAt: new Date("2026-11-22T00:00:00.000Z"),
  source:
    "Average fidelities and gate times that IonQ and its resellers published for Aria-1 (2024–2025), collected on 2026-11-22; the reset time is not confirmed. Not a live calibration.",
  oneQubitFidelity: 0.9998,
  twoQubitFidelity: 0.9872,
  spamFidelity: 0.9937,
  oneQubitGateUs: 135,
  twoQubitGateUs: 600,
  readoutUs: 300,
  resetUs: 20,
  t1Seconds: 10, // published as "10–100 s"
  t2Seconds: 1,
};

export const aria1: BackendModel = {
  spec: {
    name: "qpu.aria-1",
    vendor: "ionq",
    kind: "emulated_qpu",
    description: {
      ko: "IonQ Aria-1을 본뜬 모의 QPU: 이온 큐비트 25개, 모든 쌍 연결, MS 게이트.",
      en: "Emulation of IonQ's Aria-1: 25 ions, every pair connected, MS gates.",
    },
    qubitCount: 25,
    nativeGates: ["gpi", "gpi2", "ms"],
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
      qubitLimit: 25,
    },
  },
  ownNoise: "own",
};
