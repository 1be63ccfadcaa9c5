import { emulated } from "./machine.ts";
import { heavyHex } from "./topology.ts";

/** Heron r1, of 133 qubits: seven rows of 15, with connectors below the last too. */
const ofRevision1 = heavyHex({
  rows: Array.from({ length: 7 }, () => [0, 14] as const),
  connectors: [
    [0, 4, 8, 12],
    [2, 6, 10, 14],
  ],
  endsWithConnectors: true,
});

/** Heron r2 and r3, of 156 qubits: eight rows of 16. */
const ofRevision2 = heavyHex({
  rows: Array.from({ length: 8 }, () => [0, 15] as const),
  connectors: [
    [3, 7, 11, 15],
    [1, 5, 9, 13],
  ],
});

const shared = { family: "Heron", twoQubitGate: "cz", hasFractionalGates: true, stepSeconds: 4e-9 } as const;

export const heronR1 = emulated({
  ...shared,
  name: "emu_heron_r1",
  revision: "1",
  topology: ofRevision1,
  medians: {
    t1Seconds: 185e-6,
    t2Seconds: 141e-6,
    readoutError: 0.023,
    oneQubitError: 2.7e-4,
    twoQubitError: 4.1e-3,
  },
  oneQubitSeconds: 32e-9,
  twoQubitSeconds: 68e-9,
  measureSeconds: 1560e-9,
  source: "medians of a public snapshot of a Heron r1 (Torino, February 2025)",
});

export const heronR2 = emulated({
  ...shared,
  name: "emu_heron_r2",
  revision: "2",
  topology: ofRevision2,
  medians: {
    t1Seconds: 283e-6,
    t2Seconds: 144e-6,
    readoutError: 0.0095,
    oneQubitError: 2.3e-4,
    twoQubitError: 1.8e-3,
  },
  oneQubitSeconds: 32e-9,
  twoQubitSeconds: 68e-9,
  measureSeconds: 2280e-9,
  source: "medians of a public snapshot of a Heron r2 (Kingston, April 2026)",
});

export const heronR3 = emulated({
  ...shared,
  name: "emu_heron_r3",
  revision: "3",
  topology: ofRevision2,
  medians: {
    t1Seconds: 292e-6,
    t2Seconds: 353e-6,
    readoutError: 0.0051,
    oneQubitError: 1.4e-4,
    twoQubitError: 1.3e-3,
  },
  oneQubitSeconds: 32e-9,
  twoQubitSeconds: 68e-9,
  measureSeconds: 2200e-9,
  source: "medians of a public snapshot of a Heron r3 (Boston, April 2026)",
});
