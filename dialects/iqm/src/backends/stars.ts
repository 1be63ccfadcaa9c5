import { star } from "./machine.ts";

/** Figures of a star, as IQM's client emulates Deneb; of Sirius none are published, so it has the same. */
const figures = {
  t1Seconds: 35e-6,
  t2Seconds: 33e-6,
  readoutError: 0.02,
  // The client's qubits of a star are all alike; these differ as those of its smaller crystal do.
  spreads: { t1: 0.35, t2: 0.08, readout: 0.06, oneQubit: 0.54, twoQubit: 0.35 },
  prx: { parameter: 0.0002, seconds: 40e-9 },
  cz: { parameter: 0.0128, seconds: 120e-9 },
} as const;

const resonator = { t1Seconds: 5.4e-6, t2Seconds: 10.8e-6, move: { parameter: 0, seconds: 96e-9 } } as const;

export const deneb = star(
  {
    ...figures,
    name: "emu_deneb",
    id: "6a1f2c0e-52b4-8d0a-9c41-0e9d4b7a2003",
    displayName: "Deneb",
    dutLabel: "M139_W0_N60_Z99",
    qubitCount: 6,
    source: "the medians with which IQM's client emulates Deneb",
  },
  resonator,
);

export const sirius = star(
  {
    ...figures,
    name: "emu_sirius",
    id: "6a1f2c0e-52b4-8d0a-9c41-0e9d4b7a2004",
    displayName: "Sirius",
    // No label of this design is public; the others' have this form.
    dutLabel: "M000_W0_S16_Z99",
    qubitCount: 16,
    source: "the medians with which IQM's client emulates Deneb, a smaller star",
  },
  resonator,
);
