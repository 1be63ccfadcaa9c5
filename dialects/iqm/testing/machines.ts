import { crystal, type Machine, star } from "../src/backends/machine.ts";

const figures = {
  t1Seconds: 40e-6,
  t2Seconds: 10e-6,
  readoutError: 0.02,
  spreads: { t1: 0.1, t2: 0.1, readout: 0.1, oneQubit: 0.1, twoQubit: 0.1 },
  prx: { parameter: 0.001, seconds: 20e-9 },
  cz: { parameter: 0.01, seconds: 40e-9 },
  qubitCount: 3,
  dutLabel: "T0",
  source: "nothing: made up",
} as const;

/** The machines of the recorded exchanges: three qubits in a row, and three around a resonator. */
export const toys: readonly Machine[] = [
  crystal({ ...figures, name: "toy", id: "574efd3c-47ca-5023-9617-39affbf38c04", displayName: "Toy crystal" }, [
    [0, 1],
    [1, 2],
  ]),
  star(
    { ...figures, name: "toystar", id: "b2b75b56-5703-5023-ab30-6a41a85ae4cc", displayName: "Toy star" },
    { t1Seconds: 5e-6, t2Seconds: 10e-6, move: { parameter: 0, seconds: 80e-9 } },
  ),
];
