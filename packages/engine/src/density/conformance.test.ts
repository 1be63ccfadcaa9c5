import { afterAll, describe } from "vitest";
import { engineConformance } from "../conformance.ts";
import { nodeHost } from "../hosts/node.ts";
import type { Precision } from "../simulator.ts";
import { DensitySimulator } from "./simulator.ts";

const opened: DensitySimulator[] = [];
function open(...parameters: ConstructorParameters<typeof DensitySimulator>): DensitySimulator {
  const simulator = new DensitySimulator(...parameters);
  opened.push(simulator);
  return simulator;
}
afterAll(() => Promise.all(opened.map((simulator) => simulator.close())));

/** Tiles of 2^6 numbers, and kernels as soon as there are vectors: five qubits are up to sixteen tiles. */
const smallTiles = (precision: Precision) => ({
  laneBits: precision === "single" ? (2 as const) : (1 as const),
  runBits: 3,
  tileBits: 7,
  plainBits: 2,
});
const skips = { amplitudes: "a mixed state has none", "initial states": "every run begins in |0…0⟩" };

describe.each([
  ["double", 1e-12],
  ["single", 4e-6],
] as const)("in %s precision", (precision, tolerance) => {
  describe("as it runs", () => {
    engineConformance(() => open(nodeHost()), { options: { precision }, tolerance, skips });
  });
  describe("in many small tiles", () => {
    engineConformance(() => open(nodeHost(), smallTiles), { options: { precision }, tolerance, skips });
  });
});
