import { type Circuit, circuitOf, gate, measure, type Operation, writeQpy } from "@naru/circuit";
import { deflate, type NumberArray, packNumbers, writeBase64 } from "@naru/workload";
import type { RunControl } from "../backend.ts";

export const controlOf = (seed: number): RunControl => ({ stop: { aborted: false }, seed, now: () => 0 });

/** A Hadamard gate up to its phase, in gates that superconducting machines have. */
export const hadamard = (qubit: number): Operation[] => [
  gate("rz", [qubit], [Math.PI / 2]),
  gate("sx", [qubit]),
  gate("rz", [qubit], [Math.PI / 2]),
];

/** |00⟩ + |11⟩, without measurements. */
export const bell = circuitOf(2, [...hadamard(0), ...hadamard(1), gate("cz", [0, 1]), ...hadamard(1)]);

/** X on qubit 0 of three, measured. */
export const flip: Circuit = {
  ...circuitOf(3, [gate("x", [0]), measure(0, 0), measure(1, 1), measure(2, 2)]),
  clbitCount: 3,
  registers: [{ name: "out", clbits: [0, 1, 2] }],
};

/** Half of the shots read 1. */
export const coin: Circuit = { ...circuitOf(1, [gate("sx", [0]), measure(0, 0)]), clbitCount: 1 };

/** Circuits as a file of a workload. */
export const fileOf = (...circuits: readonly Circuit[]): string => writeBase64(deflate(writeQpy(circuits)));

/** So many sets of values for a circuit without parameters. */
export const setsOf = (...shape: readonly number[]): NumberArray => packNumbers([...shape, 0], new Float64Array());
