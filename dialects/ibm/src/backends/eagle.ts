import { emulated } from "./machine.ts";
import { heavyHex } from "./topology.ts";

/** Eagle r3, of 127 qubits: a row of 14, five of 15, and one of 14 that begins a column later. */
const topology = heavyHex({
  rows: [
    [0, 13],
    [0, 14],
    [0, 14],
    [0, 14],
    [0, 14],
    [0, 14],
    [1, 14],
  ],
  connectors: [
    [0, 4, 8, 12],
    [2, 6, 10, 14],
  ],
});

/** One step of Eagle's electronics, 2/9 ns: its published lengths, 57, 533 and 1216 ns, are whole numbers of it. */
const stepSeconds = 2e-9 / 9;

export const eagle = emulated({
  name: "emu_eagle",
  family: "Eagle",
  revision: "3",
  topology,
  twoQubitGate: "ecr",
  hasFractionalGates: false,
  medians: {
    t1Seconds: 278e-6,
    t2Seconds: 170e-6,
    readoutError: 0.02,
    oneQubitError: 2.4e-4,
    twoQubitError: 7.5e-3,
  },
  oneQubitSeconds: 256 * stepSeconds,
  twoQubitSeconds: 2400 * stepSeconds,
  measureSeconds: 5472 * stepSeconds,
  stepSeconds,
  source: "medians of a public snapshot of an Eagle r3 (Sherbrooke, February 2025)",
});
