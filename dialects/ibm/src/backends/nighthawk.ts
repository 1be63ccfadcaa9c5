import { emulated } from "./machine.ts";
import { squareLattice } from "./topology.ts";

export const nighthawk = emulated({
  name: "emu_nighthawk",
  family: "Nighthawk",
  revision: "1",
  topology: squareLattice(12, 10),
  twoQubitGate: "cz",
  hasFractionalGates: false,
  medians: {
    t1Seconds: 330e-6,
    t2Seconds: 242e-6,
    readoutError: 0.018,
    oneQubitError: 2e-4,
    twoQubitError: 2.9e-3,
  },
  oneQubitSeconds: 32e-9,
  // The snapshot's median, 138 ns, lies between two steps: its pairs differ, and ours do not.
  twoQubitSeconds: 136e-9,
  measureSeconds: 2400e-9,
  stepSeconds: 4e-9,
  source: "medians of a public snapshot of a Nighthawk r1 (Miami, April 2026)",
});
