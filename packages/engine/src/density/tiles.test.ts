import { afterAll, describe } from "vitest";
import { engineConformance } from "../conformance.ts";
import { nodeHost } from "../hosts/node.ts";
import type { Precision } from "../simulator.ts";
import { DensitySimulator } from "./simulator.ts";

/** Kernels as soon as there are vectors, on tiles of 2^7 numbers: five qubits are up to eight of them. */
const smallTiles = (precision: Precision) => ({
  laneBits: precision === "single" ? (2 as const) : (1 as const),
  runBits: 3,
  tileBits: 7,
  plainBits: 2,
});
const simulator = new DensitySimulator(nodeHost(), smallTiles);
afterAll(() => simulator.close());
const skips = {
  amplitudes: "a mixed state has none",
  loops: "it follows all results at once",
  "initial states": "every run begins in |0…0⟩",
};

describe("many small tiles, in double precision", () => {
  engineConformance(() => simulator, { options: { precision: "double" }, skips });
});
describe("many small tiles, in single precision", () => {
  engineConformance(() => simulator, { options: { precision: "single" }, tolerance: 4e-6, skips });
});
