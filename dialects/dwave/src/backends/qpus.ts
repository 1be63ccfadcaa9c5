import { type Design, emulated } from "./machine.ts";

/**
 * Sizes, ranges and times are those that the vendor publishes of machines of these topologies; which qubits and couplers do
 * not work is drawn from a seed. The physics is a model's (see the README), no machine's measurement.
 */
const pegasusP16: Design = {
  name: "emu_pegasus_p16",
  title: "Pegasus P16",
  graph: { topology: { type: "pegasus", shape: [16] }, qubits: 5612, couplers: 40_088, seed: 4 },
  fieldRange: [-4, 4],
  coupling: { qubitCouplingRange: [-18, 15] },
  annealRangeUs: [0.5, 2000],
  fastAnnealRangeUs: [0.005, 2000],
  timing: {
    programmingUs: 14_200,
    readout: readoutOf([1, 18], [10, 40], [100, 75], [1000, 135], [5612, 173]),
    delayUsPerSample: 20.5,
  },
  physics: {},
};

const zephyrZ12: Design = {
  name: "emu_zephyr_z12",
  title: "Zephyr Z12",
  graph: { topology: { type: "zephyr", shape: [12, 4] }, qubits: 4592, couplers: 41_779, seed: 12 },
  fieldRange: [-4, 4],
  coupling: { groupCouplingRange: [-13, 10] },
  annealRangeUs: [0.5, 2000],
  fastAnnealRangeUs: [0.005, 2000],
  timing: {
    programmingUs: 33_600,
    readout: readoutOf([1, 17], [10, 28], [100, 47], [1000, 80], [4592, 101]),
    delayUsPerSample: 60.6,
  },
  // Stronger couplings and steadier fields than in the generation before.
  physics: { problemGHz: 11, fieldError: 0.008, couplingError: 0.005, coherentTurns: 40 },
};

const zephyrZ6: Design = {
  ...zephyrZ12,
  name: "emu_zephyr_z6",
  title: "Zephyr Z6",
  graph: { topology: { type: "zephyr", shape: [6, 4] }, qubits: 1204, couplers: 10_571, seed: 6 },
  timing: {
    programmingUs: 9_800,
    readout: readoutOf([1, 17], [10, 28], [100, 47], [1204, 83]),
    delayUsPerSample: 60.6,
  },
};

const chimeraC16: Design = {
  name: "emu_chimera_c16",
  title: "Chimera C16",
  graph: { topology: { type: "chimera", shape: [16, 16, 4] }, qubits: 2041, couplers: 5974, seed: 2000 },
  fieldRange: [-2, 2],
  coupling: { qubitCouplingRange: [-9, 6] },
  annealRangeUs: [1, 2000],
  timing: {
    programmingUs: 10_400,
    readout: readoutOf([1, 123], [2041, 274]),
    delayUsPerSample: 21,
  },
  // Colder, and set less precisely.
  physics: { temperatureMK: 13.5, fieldError: 0.02, couplingError: 0.015, coherentTurns: 10 },
};

export const qpus = [pegasusP16, zephyrZ12, zephyrZ6, chimeraC16].map(emulated);

/** Microseconds by the number of qubits that are read, straight in logarithms. */
function readoutOf(...points: readonly (readonly [number, number])[]): Design["timing"]["readout"] {
  return { isLogarithmic: true, points };
}
