import { edgesOf } from "./lattice.ts";
import { crystal } from "./machine.ts";

/** Figures are the medians and spreads of the noise with which the vendor's client emulates these designs. */
export const garnet = crystal(
  {
    name: "emu_garnet",
    id: "6a1f2c0e-52b4-8d0a-9c41-0e9d4b7a2001",
    displayName: "Garnet",
    dutLabel: "M153_W0_P06_Z99",
    qubitCount: 20,
    t1Seconds: 37.6e-6,
    t2Seconds: 9.6e-6,
    readoutError: 0.025,
    spreads: { t1: 0.35, t2: 0.08, readout: 0.06, oneQubit: 0.54, twoQubit: 0.35 },
    prx: { parameter: 0.001, seconds: 20e-9 },
    cz: { parameter: 0.0058, seconds: 40e-9 },
    source: "the medians with which IQM's client emulates Garnet",
  },
  edgesOf({
    rows: [
      [1, 2],
      [3, 7],
      [8, 12],
      [13, 17],
      [18, 20],
    ],
    down: [
      { first: 1, last: 2, step: 3 },
      { first: 3, last: 12, step: 5 },
      { first: 14, last: 16, step: 4 },
    ],
  }),
);

export const emerald = crystal(
  {
    name: "emu_emerald",
    id: "6a1f2c0e-52b4-8d0a-9c41-0e9d4b7a2002",
    displayName: "Emerald",
    dutLabel: "M213_W0_H03_Z99",
    qubitCount: 54,
    t1Seconds: 48.9e-6,
    t2Seconds: 9.6e-6,
    readoutError: 0.05,
    spreads: { t1: 0.08, t2: 0.08, readout: 0.06, oneQubit: 0.19, twoQubit: 0.24 },
    prx: { parameter: 0.0012, seconds: 40e-9 },
    cz: { parameter: 0.015, seconds: 120e-9 },
    source: "the medians with which IQM's client emulates a chip of 54 qubits",
  },
  edgesOf({
    rows: [
      [1, 2],
      [3, 7],
      [8, 14],
      [15, 22],
      [23, 31],
      [32, 39],
      [40, 46],
      [47, 51],
      [52, 54],
    ],
    down: [
      { first: 1, last: 2, step: 4 },
      { first: 3, last: 7, step: 6 },
      { first: 8, last: 22, step: 8 },
      { first: 24, last: 31, step: 8 },
      { first: 32, last: 38, step: 8 },
      { first: 41, last: 45, step: 6 },
      { first: 48, last: 50, step: 4 },
    ],
  }),
);
